// The conversation: questions, answers, and the box where the next question is written.

import { fill, h, iconButton } from "./element.js";
import { t } from "./texts.js";
import { Refused, newTicket, run, stop } from "./service.js";
import { keepConversation, settings } from "./store.js";
import { AnswerView } from "./answer.js";
import { markdown } from "./markdown.js";

export class Dialogue {
  constructor(room) {
    this.room = room;
    this.turns = [];
    this.list = h("div", { class: "turns" });
    this.scroller = h("div", { class: "pane-body", tabindex: "0" }, this.list);
    this.input = h("textarea", {
      id: "question", rows: "1", placeholder: t("ask_placeholder"), "aria-label": t("ask_placeholder"), maxlength: "4000",
      on: { keydown: (event) => this.typed(event), input: () => this.grow() },
    });
    this.button = iconButton("send", t("send"), () => this.sendOrStop(), { class: "send", id: "send" });
    this.composer = h("form", { class: "composer", on: { submit: (event) => { event.preventDefault(); this.sendOrStop(); } } },
      this.room.filters.element, h("div", { class: "composer-row" }, this.room.filters.button, this.input, this.button));
    this.element = h("main", { class: "pane dialogue", "aria-label": t("conversation") }, this.scroller, this.composer);
    this.begin();
  }

  begin(conversation = null) {
    this.leave();
    this.conversation = conversation ?? { id: newTicket(), collection: this.room.collection.id, title: "", turns: [] };
    this.turns = this.conversation.turns.map((turn) => ({ ...turn, kept: true }));
    fill(this.list, this.turns.length ? null : this.room.welcome());
    for (const turn of this.turns) this.show(turn);
    this.toEnd();
    this.room.sources.showNothing();
    const last = this.turns.at(-1);
    if (last?.answer) this.room.sources.showEvidence(last);
  }

  show(turn) {
    turn.view = new AnswerView(this.room, turn);
    turn.element = h("section", { class: "turn", on: { click: () => this.room.focusTurn(turn) } },
      h("h2", { class: "question", lang: "zh" }, turn.question), turn.view.element);
    this.list.querySelector(".welcome")?.remove();
    this.list.append(turn.element);
    if (turn.answer) turn.view.finish(turn.answer);
    else if (turn.error) turn.view.failed(turn.error);
    else if (turn.kept) turn.view.stopped();
  }

  typed(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.sendOrStop();
    }
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, innerHeight * 0.35)}px`;
  }

  sendOrStop() {
    if (this.running) this.halt();
    else this.ask(this.input.value);
  }

  async ask(question, before = this.turns.length) {
    question = question.trim();
    if (!question || this.running) return;
    for (const turn of this.turns.splice(before)) turn.element.remove();
    const history = this.turns.filter((turn) => turn.answer && !turn.answer.refused).map((turn) => [turn.question, turn.answer.text]);
    const turn = { question };
    this.turns.push(turn);
    this.show(turn);
    this.input.value = "";
    this.grow();
    this.toEnd();
    this.keep(); // a page that goes away in mid-answer still knows what was asked
    await this.work(turn, history);
  }

  async work(turn, history) {
    const running = { turn, ticket: newTicket(), abort: new AbortController() };
    this.setRunning(running);
    let seen = 0;
    try {
      const options = { passages: settings.passages, mode: settings.mode, script: settings.script, ...this.room.filters.values() };
      await run(this.room.endpoint("stream"), [turn.question, this.room.collection.id, history, options, running.ticket], {
        signal: running.abort.signal,
        queued: (rank) => turn.view.queued(rank),
        output: ({ events }) => {
          if (this.running !== running) return;
          for (; seen < events.length; seen += 1) turn.view.apply(events[seen]);
          this.follow();
        },
      });
      if (this.running === running && !turn.answer && !turn.error) turn.view.stopped();
    } catch (error) {
      if (this.running !== running) return;
      if (error.name === "AbortError") turn.view.stopped();
      else turn.view.failed({ message: error instanceof Refused ? error.message : t("connection_lost"), hint: error.hint ?? String(error.message) });
    } finally {
      if (this.running === running) this.setRunning(null);
      const { sources } = this.room; // an article that was opened meanwhile stays open
      if (turn.answer && sources.turn === turn && sources.view === "evidence") sources.showEvidence(turn);
      this.keep();
      this.follow();
    }
  }

  setRunning(running) {
    this.running = running;
    const name = running ? "stop" : "send";
    const replacement = iconButton(name, t(name), () => this.sendOrStop(), { class: `send ${name}`, id: "send" });
    const focused = document.activeElement === this.button;
    this.button.replaceWith(replacement);
    this.button = replacement;
    if (focused) replacement.focus();
    this.element.classList.toggle("busy", Boolean(running));
  }

  halt() {
    const running = this.running;
    if (!running) return;
    stop(running.ticket);
    running.turn.view.stopped();
    this.running = null;
    running.abort.abort();
    this.setRunning(null);
    this.keep();
  }

  /** Leave what is running, without a word: the conversation is being left. */
  leave() {
    if (!this.running) return;
    stop(this.running.ticket);
    const { abort } = this.running;
    this.running = null;
    abort.abort();
    this.setRunning(null);
  }

  keep() {
    const turns = this.turns.map(({ question, answer, error, stopped, feedback, hits }) =>
      ({ question, answer, error, stopped, feedback, hits: hits?.map((hit) => ({ ...hit, text: hit.text.slice(0, 120) })) }));
    if (!turns.length) return;
    this.conversation.turns = turns;
    this.conversation.title = turns[0].question.slice(0, 60);
    keepConversation(this.conversation);
    this.room.conversationsChanged();
  }

  retry(turn) {
    this.ask(turn.question, this.turns.indexOf(turn));
  }

  edit(turn) {
    this.input.value = turn.question;
    this.grow();
    this.input.focus();
    this.input.setSelectionRange(turn.question.length, turn.question.length);
  }

  async copy(turn) {
    await navigator.clipboard.writeText(markdown(turn.question, turn.answer));
    this.room.tell(t("copied"));
  }

  why(turn) {
    this.room.showWhy(turn);
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** Stay at the end while text comes in, unless the reader has scrolled away. */
  follow() {
    const left = this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight;
    if (left < 160) this.toEnd();
  }
}
