// Why this answer: the words that weigh, the passages and their scores, the time that each stage took; and where to
// look when there is none.

import { draw, fill, h, iconButton } from "./element.js";
import { t } from "./texts.js";
import { post } from "./service.js";
import { metaOf } from "./chips.js";

const SCORES = ["dense", "lexical", "fused", "rerank"];

/** Fill the sources column with the explanation of a turn. */
export async function showWhy(room, turn) {
  const { sources } = room;
  const answer = turn.answer;
  if (!answer) return;
  Object.assign(sources, { view: "why", turn });
  const passages = listed(turn);
  const question = answer.standalone || answer.question;
  sources.heading(sources.back(turn), h("h2", {}, t("why")));
  fill(sources.body, h("p", { class: "empty" }, t("searching")));
  const facts = await room.attempt(() => post("why", { question, passages: passages.map((each) => each.text) }));
  if (!facts || sources.view !== "why" || sources.turn !== turn) return;
  fill(
    sources.body,
    h("div", { class: "why" },
      question !== answer.question ? section(t("understood_as"), h("p", { class: "serif", lang: "zh" }, question)) : null,
      answer.refused ? missing(room, turn, facts) : null,
      section(t("words"), wordList(room, facts, passages.length)),
      section(t("passages_scores"), scoreTable(room, turn, passages, facts)),
      section(t("thresholds"), h("dl", { class: "facts" }, Object.entries(facts.thresholds).map(([name, value]) => [h("dt", {}, known(`threshold_${name}`, name)), h("dd", {}, String(value))])),
        h("p", { class: "muted small-text" }, t("thresholds_note"))),
      section(t("timings"), timings(answer.timings ?? {}))),
  );
}

const section = (title, ...content) => h("section", { class: "why-part" }, h("h3", {}, title), content);

const known = (key, fallback) => (t(key) === key ? fallback : t(key));

/** The passages that search found, else the evidence (as after a reload). */
function listed(turn) {
  if (turn.hits?.length) return turn.hits;
  return (turn.answer.evidence ?? []).map((each) => ({ ...each, fused: each.score }));
}

function wordList(room, facts, count) {
  if (!facts.words.length) return h("p", { class: "muted" }, t("no_words"));
  const heaviest = Math.max(...facts.words.map((word) => word.weight), 0.01);
  return h("ul", { class: "words" }, facts.words.map((word) => {
    const bar = h("span", { class: "score-bar", "aria-hidden": "true" }, h("i"));
    bar.firstChild.style.width = `${(word.weight / heaviest) * 100}%`;
    return h("li", { class: word.passages.length ? "" : "absent" },
      h("button", { type: "button", class: "word", lang: "zh", title: t("mentions_of", { term: word.text }), on: { click: () => room.showMentions(word.text) } }, word.text),
      bar,
      h("span", { class: "muted" }, word.passages.length ? t("in_passages", { found: word.passages.length, count }) : t("in_no_passage")));
  }));
}

function missing(room, turn, facts) {
  const absent = facts.words.filter((word) => !word.passages.length);
  return section(t("what_missing"),
    h("p", {}, absent.length ? t("missing_words", { words: absent.map((word) => word.text).join("、") }) : t("missing_answer")),
    broader(room, turn, facts.words));
}

/** One-click ways on from a refusal. */
export function broader(room, turn, words = []) {
  const filters = room.filters.values();
  return h("div", { class: "row wrap" },
    Object.keys(filters).length ? iconButton("filter", t("without_filters"), () => { room.filters.clear(); room.dialogue.retry(turn); }, { words: true }) : null,
    iconButton("book", t("search_question"), () => room.showSearch(turn.question), { words: true }),
    words.slice(0, 4).map((word) => iconButton("book", t("search_word", { term: word.text }), () => room.showSearch(word.text), { words: true })));
}

function scoreTable(room, turn, passages, facts) {
  const shown = SCORES.filter((name) => passages.some((each) => typeof each[name] === "number"));
  const best = Object.fromEntries(shown.map((name) => [name, Math.max(...passages.map((each) => each[name] ?? 0), 1e-9)]));
  const number = (passage) => (turn.answer.evidence ?? []).filter((each) => each.chunk_id === passage.chunk_id).map((each) => `[${each.number}]`).join("");
  return h("div", { class: "table-holder", tabindex: "0" }, h("table", { class: "scores" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("passage")), shown.map((name) => h("th", { scope: "col", class: "number-cell" }, t(`score_${name}`))), h("th", { scope: "col", class: "number-cell" }, t("coverage")))),
    h("tbody", {}, passages.map((passage, index) => h("tr", {},
      h("td", {}, h("button", { type: "button", class: "link", lang: "zh", title: passage.text, on: { click: () => room.openSpan(passage, turn) } }, `${number(passage)} ${passage.title}`), h("span", { class: "muted" }, metaOf(passage))),
      shown.map((name) => scoreCell(passage[name], best[name])),
      h("td", { class: "number-cell" }, `${Math.round((facts.coverage[index] ?? 0) * 100)}%`))))));
}

function scoreCell(value, best) {
  if (typeof value !== "number") return h("td", { class: "number-cell" }, "–");
  const bar = h("i", { "aria-hidden": "true" });
  bar.style.width = `${Math.max(0, Math.min(1, value / best)) * 100}%`;
  return h("td", { class: "number-cell" }, value.toFixed(2), h("span", { class: "score-bar" }, bar));
}

/** A bar for each stage, in the order in which they ran. */
function timings(times) {
  const stages = Object.entries(times).filter(([name]) => name !== "total");
  if (!stages.length) return h("p", { class: "muted" }, t("no_timings"));
  const whole = Math.max(times.total ?? 0, stages.reduce((sum, [, each]) => sum + each, 0), 1e-9);
  const height = stages.length * 26;
  let at = 0;
  const rows = stages.map(([name, each], index) => {
    const x = 130 + (at / whole) * 210;
    at += each;
    const y = index * 26;
    return [
      draw("text", { x: 0, y: y + 17, class: "chart-label" }, known(`stage_${name}`, name)),
      draw("rect", { x, y: y + 6, width: Math.max(2, (each / whole) * 210), height: 14, rx: 3, class: "chart-bar" }),
      draw("text", { x: 348, y: y + 17, class: "chart-value" }, each >= 1000 ? `${(each / 1000).toFixed(2)} s` : `${each.toFixed(0)} ms`),
    ];
  });
  return draw("svg", { viewBox: `0 0 420 ${height}`, class: "chart", role: "img", "aria-label": stages.map(([name, each]) => `${known(`stage_${name}`, name)} ${each.toFixed(0)} ms`).join(", ") }, rows);
}
