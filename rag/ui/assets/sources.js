// The column of sources: the numbered passages, and the article that one of them opens.

import { fill, h, icon, iconButton } from "./element.js";
import { t } from "./texts.js";
import { get } from "./service.js";
import { changeSettings, settings } from "./store.js";
import { showArticle } from "./article.js";
import { cited, hideTip, metaOf, quoteOf } from "./chips.js";

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
    fill(this.body, h("p", { class: "empty" }, t("sources_empty")));
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
      evidence.length ? h("ol", { class: "passages" }, evidence.map((each) => this.passage(turn, each, best))) : h("p", { class: "empty" }, t("no_passages")),
    );
    this.body.scrollTop = 0;
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
    Object.assign(this, { turn, number, view: "article" });
    this.room.markChip(turn, number);
    await this.openArticle(source, { turn, number });
  }

  /** Open an article: at a source's span, or from its beginning when `source` has none. */
  async openArticle(source, { turn = null, number = null } = {}) {
    this.view = "article";
    this.opening = source;
    let article;
    try {
      article = await this.article(source.uri);
    } catch (error) {
      if (this.opening !== source) return;
      this.heading(this.back(turn), h("h2", {}, source.title));
      fill(this.body, h("p", { class: "failure" }, error.message), h("p", { class: "failure-hint" }, error.hint ?? ""));
      return;
    }
    if (this.opening !== source) return; // another one was asked for meanwhile
    this.shown = { source, article, turn, number };
    this.drawArticle({ scroll: true });
  }

  async article(uri) {
    const key = `${this.room.collection.id}\n${uri}`;
    if (!this.articles.has(key)) {
      if (this.articles.size > 20) this.articles.delete(this.articles.keys().next().value);
      this.articles.set(key, await get("article", { uri, collection: this.room.collection.id }));
    }
    return this.articles.get(key);
  }

  forget() {
    this.articles.clear();
  }

  back(turn) {
    return turn ? iconButton("left", t("back_to_sources"), () => this.showEvidence(turn)) : null;
  }

  drawArticle({ scroll }) {
    const { source, article, turn, number } = this.shown;
    const numbers = turn ? this.numbers(turn) : [];
    const at = numbers.indexOf(number);
    this.heading(
      this.back(turn),
      h("h2", { class: "article-name" }, article.title ?? source.title),
      number === null ? null : h(
        "span", { class: "stepper" },
        iconButton("left", t("previous_citation"), () => this.step(-1), { disabled: numbers.length < 2 }),
        h("span", { class: "count" }, at < 0 ? `[${number}]` : t("of", { at: at + 1, count: numbers.length })),
        iconButton("right", t("next_citation"), () => this.step(1), { disabled: numbers.length < 2 }),
      ),
    );
    const text = h("div", { class: "article-text", lang: "zh" });
    const lit = number === null ? null : { start: source.start, end: source.end };
    const others = turn ? numbers.map((each) => cited(turn, each)).filter((each) => each && each.uri === source.uri && each !== source) : [];
    const firstLit = showArticle(text, article, {
      lit, others, showRemoved: settings.shownRemoved,
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
          source.reprints ? ` · ${t("reprints", { count: source.reprints })}` : ""),
        this.articleTools(article),
        text),
    );
    if (scroll) this.scrollTo(firstLit);
  }

  articleTools(article) {
    const box = h("input", {
      type: "checkbox", checked: settings.shownRemoved,
      on: { change: () => { changeSettings({ shownRemoved: box.checked }); this.drawArticle({ scroll: true }); } },
    });
    return h("p", { class: "article-tools" },
      article.edits.length ? h("label", { class: "switch" }, box, h("span", {}, t("show_removed", { count: article.edits.length }))) : h("span", { class: "muted" }, t("nothing_removed")));
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
    const { turn, number } = this;
    if (!turn) return;
    const numbers = this.numbers(turn);
    if (!numbers.length) return;
    const at = this.view === "article" ? numbers.indexOf(number) + by : by > 0 ? 0 : -1;
    this.openCitation(turn, numbers.at(at % numbers.length));
  }
}

const pick = (source, names) => Object.fromEntries(names.map((name) => [name, source[name]]));

export function reasonWord(reason) {
  const word = t(`reason_${reason}`);
  return word.startsWith("reason_") ? reason : word;
}

export { icon, quoteOf };
