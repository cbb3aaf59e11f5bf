// The column of sources: the numbered passages, and the article that one of them opens.

import { fill, h, iconButton } from "./element.js";
import { t } from "./texts.js";
import { get, post } from "./service.js";
import { changeSettings, settings } from "./store.js";
import { showArticle } from "./article.js";
import { cited, hideTip, metaOf } from "./chips.js";
import { broader } from "./why.js";

export class Sources {
  constructor(room) {
    this.room = room;
    this.articles = new Map();
    this.head = h("div", { class: "pane-head" });
    this.body = h("div", { class: "pane-body", tabindex: "0" });
    this.element = h("aside", { class: "pane sources", "aria-label": t("sources") }, this.head, this.body);
    this.turn = null;
    this.showNothing();
  }

  heading(...children) {
    fill(this.head, children);
  }

  showNothing() {
    this.turn = null;
    this.view = "nothing";
    this.heading(h("h2", {}, t("sources")));
    fill(this.body, this.room.searchBox(), h("p", { class: "empty" }, t("sources_empty")));
  }

  /** The box that finds words anywhere in the collection; the way back leads to where the reader was. */
  showSearch() {
    const { turn } = this;
    this.view = "search";
    this.heading(this.back(turn), h("h2", {}, t("search_collection")));
    fill(this.body, this.room.searchBox());
    this.room.showColumn("sources");
    this.body.querySelector("input").focus();
  }

  showEvidence(turn) {
    this.turn = turn;
    this.view = "evidence";
    const evidence = turn.answer?.evidence ?? turn.evidence ?? [];
    const refused = turn.answer?.refused;
    this.heading(h("h2", {}, refused ? t("nearest_title") : t("sources")), h("span", { class: "count" }, evidence.length || ""));
    const best = Math.max(...evidence.map((each) => each.score), 1e-9);
    fill(
      this.body,
      refused ? this.waysOn(turn) : null,
      evidence.length ? h("ol", { class: "passages" }, evidence.map((each) => this.passage(turn, each, best))) : h("p", { class: "empty" }, t("no_passages")),
    );
    this.body.scrollTop = 0;
  }

  /** What to try after a refusal; the words of the question join as soon as the server has weighed them. */
  waysOn(turn) {
    const holder = h("div", { class: "after-head" }, broader(this.room, turn));
    const question = turn.answer.standalone || turn.question;
    post("why", { question, passages: [] }).then(({ words }) => fill(holder, broader(this.room, turn, words)), () => {});
    return holder;
  }

  passage(turn, evidence, best) {
    const used = !turn.answer || turn.answer.refused || turn.answer.citations.some((each) => each.number === evidence.number);
    const share = Math.max(0.04, Math.min(1, evidence.score / best));
    const bar = h("span", { class: "score-bar", "aria-hidden": "true" }, h("i"));
    bar.firstChild.style.width = `${share * 100}%`;
    return h(
      "li",
      { class: `passage${used ? "" : " unused"}`, data: { number: evidence.number } },
      h(
        "button",
        { type: "button", class: "passage-open", on: { click: () => this.room.openCitation(turn, evidence.number) } },
        h("span", { class: "number" }, String(evidence.number)),
        h("span", { class: "passage-title" }, evidence.title),
        h("span", { class: "passage-quote", lang: "zh" }, evidence.text),
        h("span", { class: "passage-meta" }, metaOf(evidence), evidence.reprints ? ` · ${t("reprints", { count: evidence.reprints })}` : ""),
        h("span", { class: "passage-score", title: t("score_tip") }, bar, t("score", { score: evidence.score.toFixed(2) })),
      ),
    );
  }

  /** The numbers to step through with n and p: what the answer cites, else all evidence. */
  numbers(turn) {
    const answer = turn.answer;
    const list = answer && !answer.refused && answer.citations.length ? answer.citations : (answer?.evidence ?? turn.evidence ?? []);
    return list.map((each) => each.number);
  }

  async openCitation(turn, number) {
    const source = cited(turn, number);
    if (!source) return;
    hideTip();
    this.room.markChip(turn, number);
    await this.openArticle(source, { turn, number });
  }

  /**
   * Open an article at the span of `source`, which may be empty. `turn` and `number` are set for a citation; with a
   * `term`, its places are lit one after the other instead.
   */
  async openArticle(source, { turn = null, number = null, term = "" } = {}) {
    Object.assign(this, { turn: turn ?? this.turn, number, view: "article" });
    this.opening = source;
    let article;
    try {
      article = await this.article(source.uri, term);
    } catch (error) {
      if (this.opening !== source) return;
      this.heading(this.back(this.turn), h("h2", {}, source.title));
      fill(this.body, h("p", { class: "empty failure" }, error.message, h("br"), error.hint ?? ""));
      return;
    }
    if (this.opening !== source) return; // another one was asked for meanwhile
    this.shown = { source, article, turn, number, places: this.places(source, article, turn, number), at: 0 };
    this.shown.at = Math.max(0, this.shown.places.findIndex((place) => place.number === number));
    this.drawArticle({ scroll: true });
  }

  /** What n and p step through: the citations of the answer, the places of a term, or the one span. */
  places(source, article, turn, number) {
    if (number !== null) return this.numbers(turn).map((each) => ({ number: each, ...cited(turn, each) }));
    if (article.spans?.length) return article.spans.map(([start, end]) => ({ start, end, uri: source.uri }));
    return source.end > source.start ? [{ start: source.start, end: source.end, uri: source.uri }] : [];
  }

  async article(uri, term = "") {
    const key = `${this.room.collection.id}\n${uri}\n${term}`;
    if (!this.articles.has(key)) {
      if (this.articles.size > 20) this.articles.delete(this.articles.keys().next().value);
      this.articles.set(key, await get("article", { uri, term, collection: this.room.collection.id }));
    }
    return this.articles.get(key);
  }

  forget() {
    this.articles.clear();
  }

  back(turn) {
    return iconButton("left", t("back_to_sources"), () => (turn ? this.showEvidence(turn) : this.showNothing()));
  }

  drawArticle({ scroll }) {
    const { source, article, turn, number, places, at } = this.shown;
    const place = places[at];
    this.heading(
      this.back(turn ?? this.turn),
      h("h2", { class: "article-name", lang: "zh" }, article.title ?? source.title),
      places.length && (number !== null || places.length > 1) ? h(
        "span", { class: "stepper" },
        iconButton("left", t("previous_citation"), () => this.step(-1), { disabled: places.length < 2 }),
        h("span", { class: "count" }, t("of", { at: at + 1, count: places.length })),
        iconButton("right", t("next_citation"), () => this.step(1), { disabled: places.length < 2 }),
      ) : null,
    );
    const text = h("div", { class: "article-text", lang: "zh" });
    const firstLit = showArticle(text, article, {
      lit: place, others: places.filter((each) => each.uri === source.uri && each !== place), showRemoved: settings.shownRemoved,
      words: {
        removed: (reason) => t("removed_tip", { reason: reasonWord(reason) }),
        replaced: (original, reason) => t("replaced_tip", { original, reason: reasonWord(reason) }),
      },
    });
    fill(
      this.body,
      h("article", { class: "article" },
        h("h3", { class: "article-title", lang: "zh" }, article.title ?? source.title),
        h("p", { class: "article-meta" }, metaOf({ ...article, ...pick(source, ["page", "speaker"]) }),
          article.reprints ? ` · ${t("reprints", { count: article.reprints })}` : ""),
        this.articleTools(article, turn, number),
        text),
    );
    if (scroll) this.scrollTo(firstLit);
  }

  articleTools(article, turn, number) {
    const box = h("input", {
      type: "checkbox", checked: settings.shownRemoved,
      on: { change: () => { changeSettings({ shownRemoved: box.checked }); this.drawArticle({ scroll: true }); } },
    });
    return h("p", { class: "article-tools" },
      article.edits.length ? h("label", { class: "switch" }, box, h("span", {}, t("show_removed", { count: article.edits.length }))) : h("span", { class: "muted" }, t("nothing_removed")),
      number !== null && turn.answer ? this.room.feedbackButtons(turn, cited(turn, number)) : null);
  }

  scrollTo(element) {
    if (!element) {
      this.body.scrollTop = 0;
      return;
    }
    // Blocks outside the view have estimated heights, so the place is right only at the second look.
    const center = () => element.scrollIntoView({ block: "center" });
    center();
    requestAnimationFrame(() => { center(); requestAnimationFrame(center); });
  }

  step(by) {
    if (this.view === "article" && this.shown) {
      const { places, at, source } = this.shown;
      if (places.length < 2) return;
      const next = places.at((at + by) % places.length);
      if (next.number !== undefined) this.openCitation(this.shown.turn, next.number);
      else {
        this.shown.at = places.indexOf(next);
        this.shown.source = { ...source, start: next.start, end: next.end };
        this.drawArticle({ scroll: true });
      }
      return;
    }
    const numbers = this.turn ? this.numbers(this.turn) : [];
    if (numbers.length) this.openCitation(this.turn, numbers.at(by > 0 ? 0 : -1));
  }
}

const pick = (source, names) => Object.fromEntries(names.map((name) => [name, source[name]]));

export function reasonWord(reason) {
  const word = t(`reason_${reason}`);
  return word.startsWith("reason_") ? reason : word;
}
