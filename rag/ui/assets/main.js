// Puts the room together: what was kept in this browser, what the server holds, and the three columns.

import { fill, h } from "./element.js";
import { Refused, get, stop } from "./service.js";
import { changeSettings, conversations, settings } from "./store.js";
import { loadTexts, preferredLanguage, setLanguage, t } from "./texts.js";
import { Dialogue } from "./dialogue.js";
import { Filters } from "./filters.js";
import { Library } from "./library.js";
import { Sources } from "./sources.js";
import { hideTip } from "./chips.js";
import { showSettings } from "./settings.js";
import { listenToKeys } from "./keys.js";
import { layOut } from "./layout.js";
import { feedbackButtons } from "./feedback.js";
import { offerQuestions } from "./selection.js";
import { searchBox, showMentions, showSearch } from "./searching.js";
import { showViewpoints } from "./viewpoints.js";
import { showWhy } from "./why.js";

class Room {
  constructor(facts) {
    this.facts = facts;
    this.collection = facts.collections.find((each) => each.id === settings.collection) ?? facts.collections[0];
    this.root = document.getElementById("room");
    this.notice = h("div", { class: "notice", role: "status", hidden: true });
  }

  /** Draw everything anew: at the start, and when language or collection change. */
  draw() {
    this.dialogue?.leave();
    this.stopOffering?.();
    setLanguage(settings.language ?? preferredLanguage());
    document.title = t("app_name");
    this.filters = new Filters();
    this.sources = new Sources(this);
    this.dialogue = new Dialogue(this);
    this.library = new Library(this);
    layOut(this);
    this.stopOffering = offerQuestions(this, this.sources.body);
    const current = conversations(this.collection.id).find((each) => each.id === settings.current[this.collection.id]);
    if (current) this.dialogue.begin(current);
    this.dialogue.input.focus({ preventScroll: true });
  }

  endpoint(name) {
    return this.facts.endpoints[name];
  }

  nameOf(collection) {
    return collection.writable ? collection.name : t("demo");
  }

  welcome() {
    this.examples = h("ul", { class: "examples" });
    this.showExamples();
    return h("section", { class: "welcome" },
      h("h1", {}, t("welcome")),
      h("p", {}, t("welcome_text")),
      this.examples);
  }

  /** Questions of the open collection, as buttons; they arrive with the list of articles. */
  showExamples() {
    const questions = this.library?.examples ?? [];
    fill(this.examples, questions.length ? h("li", { class: "try" }, t("try")) : null, questions.map((question) =>
      h("li", {}, h("button", { type: "button", class: "example", lang: "zh", on: { click: () => this.dialogue.ask(question) } }, question))));
  }

  articlesChanged(articles) {
    this.filters.offer(articles);
    this.root.classList.toggle("has-quotations", articles.some((article) => article.quotations));
    if (this.examples?.isConnected) this.showExamples();
  }

  async openCollection(id, { reload = false } = {}) {
    if (reload || !this.facts.collections.some((each) => each.id === id)) this.facts = await get("start");
    this.collection = this.facts.collections.find((each) => each.id === id) ?? this.facts.collections[0];
    changeSettings({ collection: this.collection.id });
    this.draw();
  }

  openCitation(turn, number) {
    this.showColumn("sources");
    return this.sources.openCitation(turn, number);
  }

  /** A whole article; at the places of `term` when one is given. */
  openArticle(article, term = "") {
    this.showColumn("sources");
    this.markChip(null, null);
    return this.sources.openArticle({ ...article, title: article.title ?? article.uri, start: 0, end: 0 }, { term });
  }

  /** An article at any span of it: a passage that search found, or a quotation. */
  openSpan(place, turn = null) {
    this.showColumn("sources");
    this.markChip(null, null);
    return this.sources.openArticle(place, { turn });
  }

  /** A click into an earlier turn brings its sources back. */
  focusTurn(turn) {
    if (this.sources.turn !== turn && !getSelection().toString() && (turn.answer || turn.evidence)) this.sources.showEvidence(turn);
  }

  markChip(turn, number) {
    for (const each of this.root.querySelectorAll(".chip.current")) each.classList.remove("current");
    if (turn) for (const each of turn.element.querySelectorAll(`.chip[data-number="${Number(number)}"]`)) each.classList.add("current");
  }

  newConversation() {
    changeSettings({ current: { ...settings.current, [this.collection.id]: null } });
    this.dialogue.begin();
    this.showColumn("dialogue");
    this.dialogue.input.focus();
    this.library.drawList();
  }

  openConversation(conversation) {
    changeSettings({ current: { ...settings.current, [this.collection.id]: conversation.id } });
    this.dialogue.begin(conversation);
    this.showColumn("dialogue");
    this.library.drawList();
  }

  conversationsChanged() {
    changeSettings({ current: { ...settings.current, [this.collection.id]: this.dialogue.conversation.id } });
    if (this.library.tab === "conversations") this.library.drawList();
  }

  forgotten(conversation) {
    if (conversation.id === this.dialogue.conversation.id) this.newConversation();
  }

  showWhy(turn) {
    this.showColumn("sources");
    return showWhy(this, turn);
  }

  showMentions(term) {
    return showMentions(this, term);
  }

  showSearch(query) {
    return showSearch(this, query);
  }

  showViewpoints(wanted, turn) {
    return showViewpoints(this, wanted, turn);
  }

  searchBox() {
    return searchBox(this);
  }

  feedbackButtons(turn, citation) {
    return feedbackButtons(this, turn, citation);
  }

  showColumn(name) {
    this.root.dataset.column = name;
    this.drawTabs?.();
  }

  openSettings() {
    showSettings(this);
  }

  /** Run `act`; what the server refuses is told to the reader. */
  async attempt(act) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.tell(`${error.message} ${error.hint ?? ""}`);
      return null;
    }
  }

  tell(words) {
    this.notice.textContent = words;
    this.notice.hidden = false;
    clearTimeout(this.noticeTimer);
    this.noticeTimer = setTimeout(() => { this.notice.hidden = true; }, 5000);
  }
}

async function main() {
  document.documentElement.dataset.theme = settings.theme;
  const [, facts] = await Promise.all([loadTexts(), get("start")]);
  const room = new Room(facts);
  room.draw();
  listenToKeys(room);
  addEventListener("pagehide", () => room.dialogue.running && stop(room.dialogue.running.ticket));
  addEventListener("scroll", hideTip, true);
}

main().catch((error) => {
  document.getElementById("room").append(h("p", { class: "empty" }, `打不开 · Cannot open: ${error.message}`));
});
