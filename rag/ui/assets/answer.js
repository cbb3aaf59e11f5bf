// One answer: what it shows while it streams, when it is finished, and when there is none.

import { fill, h, iconButton } from "./element.js";
import { t } from "./texts.js";
import { chip } from "./chips.js";

/** The view of a turn's answer. Feed it events with `apply`, or a finished answer with `finish`. */
export class AnswerView {
  constructor(room, turn) {
    this.room = room;
    this.turn = turn;
    this.checked = [];
    this.draft = "";
    this.status = h("p", { class: "status", role: "status" });
    this.body = h("div", { class: "prose", lang: "zh" });
    this.foot = h("div", { class: "answer-foot" });
    this.element = h("div", { class: "answer", data: { state: "waiting" } }, this.status, this.body, this.foot);
  }

  /** The line above the answer always keeps its place, so that the text below it never moves. */
  say(...words) {
    this.status.textContent = words.filter(Boolean).join(" · ");
  }

  queued(rank) {
    this.say(rank === null ? t("searching") : rank > 0 ? t("queued", { rank }) : t("starting"));
  }

  apply(event) {
    const act = { retrieved: "retrieved", extract: "extracted", delta: "drafted", checked: "sentenceChecked", finished: "finished", error: "failed" };
    this[act[event.event]](event);
  }

  retrieved({ evidence, hits, standalone }) {
    Object.assign(this.turn, { evidence, hits, standalone });
    this.say(t("reading"));
    this.room.sources.showEvidence(this.turn);
  }

  extracted({ sentences }) {
    this.element.dataset.state = "extract";
    this.say(t("extract_first"));
    fill(this.body, h("div", { class: "extract" }, this.sentences(sentences)));
    this.hold();
  }

  /** Never shrink while the answer takes the extract's place, so that nothing below jumps. */
  hold() {
    this.held = Math.max(this.held ?? 0, this.body.offsetHeight);
    this.body.style.minHeight = `${this.held}px`;
  }

  drafted({ text }) {
    this.draft += text;
    this.stream();
  }

  sentenceChecked({ sentence }) {
    this.checked.push(sentence);
    const draft = bare(this.draft);
    this.draft = draft.startsWith(bare(sentence.text)) ? dropBare(this.draft, bare(sentence.text).length) : "";
    this.stream();
  }

  stream() {
    if (this.element.dataset.state !== "streaming") {
      this.element.dataset.state = "streaming";
      this.say(t("writing"));
      this.hold();
    }
    const draft = this.draft.replace(/\[[\d,\s]*\]?/g, "");
    fill(
      this.body,
      this.sentences(this.checked),
      draft ? h("span", { class: "draft", title: t("draft_tip") }, draft) : null,
    );
  }

  finished({ answer }) {
    this.turn.answer = answer;
    this.finish(answer);
  }

  finish(answer) {
    this.turn.evidence = answer.evidence;
    this.element.dataset.state = answer.refused ? "refused" : "finished";
    const { total } = answer.timings ?? {};
    this.say(
      answer.citations.length ? t("cited", { count: answer.citations.length }) : null,
      total === undefined ? null : t("took", { seconds: (total / 1000).toFixed(1) }),
      answer.converted ? t("converted") : null,
    );
    if (answer.refused) this.refuse(answer);
    else fill(this.body, this.sentences(answer.sentences));
    this.body.style.minHeight = ""; // the tools come in the same frame, so nothing is seen to move
    this.showFoot(answer);
  }

  refuse(answer) {
    fill(
      this.body,
      h("p", { class: "refusal-title" }, t("refused")),
      answer.reason ? h("p", { class: "refusal-reason" }, answer.reason) : null,
      answer.evidence.length ? h("p", { class: "refusal-near" }, t("nearest", { count: answer.evidence.length })) : null,
    );
  }

  failed({ message, hint }) {
    this.element.dataset.state = "failed";
    this.say();
    this.turn.error = { message, hint };
    fill(this.body, h("p", { class: "failure" }, message), hint ? h("p", { class: "failure-hint" }, hint) : null);
    fill(this.foot, this.buttons(["retry", "edit"]));
  }

  stopped() {
    this.element.dataset.state = "stopped";
    this.turn.stopped = true;
    this.say(t("stopped"));
    this.draft = "";
    this.body.querySelector(".draft")?.remove();
    fill(this.foot, this.buttons(["retry", "edit"]));
  }

  /** Sentences in a row; after one in Latin letters comes a space. */
  sentences(list) {
    return list.map((sentence, index) => [
      index && /[\x21-\x7e]$/.test(list[index - 1].text) && /^[\x21-\x7e]/.test(sentence.text) ? " " : null,
      this.sentence(sentence),
    ]);
  }

  sentence(sentence) {
    const words = sentence.text.replace(/\s*\[\d+\]/g, "");
    const unsupported = sentence.verdict === "unsupported";
    return [
      h(unsupported ? "s" : "span", { class: `sentence ${sentence.verdict}` }, words),
      sentence.citations.map((number) => chip(this.room, this.turn, number)),
      sentence.verdict === "supported" ? null : this.doubt(sentence),
    ];
  }

  doubt(sentence) {
    const word = t(sentence.verdict);
    const why = sentence.note || t(`${sentence.verdict}_why`);
    return h("span", { class: `doubt ${sentence.verdict}`, title: why }, word);
  }

  notes(answer) {
    const doubtful = answer.sentences.filter((sentence) => sentence.verdict !== "supported");
    if (!doubtful.length) return null;
    return h(
      "ul",
      { class: "notes" },
      doubtful.map((sentence) =>
        h("li", { class: sentence.verdict }, h("b", {}, t(sentence.verdict)), " ",
          sentence.note || t(`${sentence.verdict}_why`), " ", h("q", {}, shorten(sentence.text, 28)))),
    );
  }

  showFoot(answer) {
    fill(
      this.foot,
      this.notes(answer),
      h(
        "div",
        { class: "answer-tools" },
        this.buttons(answer.refused ? ["retry", "edit", "why"] : ["copy", "retry", "edit", "why"]),
        answer.refused ? null : iconButton("people", t("viewpoints"), () => this.room.showViewpoints(this.speakers(answer), this.turn), { class: "viewpoints-button" }),
        this.room.feedbackButtons(this.turn, null),
      ),
    );
  }

  /** Whose words to look for: the one speaker that the answer cites, else everybody in the articles it cites. */
  speakers(answer) {
    const speakers = [...new Set(answer.citations.map((each) => each.speaker).filter(Boolean))];
    return speakers.length === 1 ? { speaker: speakers[0] } : { uris: answer.citations.map((each) => each.uri) };
  }

  buttons(names) {
    return names.map((name) => iconButton(name, t(name), () => this.room.dialogue[name](this.turn)));
  }
}

const bare = (text) => text.replace(/\[[\d,\s]*\]?|\s/g, "");

/** `text` without its first `count` characters that are neither white space nor a citation number. */
function dropBare(text, count) {
  const skip = /^(\[[\d,\s]*\]?|\s)/;
  while (text && (count > 0 || skip.test(text))) {
    const skipped = skip.exec(text);
    text = text.slice(skipped ? skipped[0].length : 1);
    if (!skipped) count -= 1;
  }
  return text;
}

export const shorten = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
