// Looking things up without a question: passages that search finds, and every article that mentions a phrase.

import { fill, h, iconButton } from "./element.js";
import { t } from "./texts.js";
import { get, run } from "./service.js";
import { metaOf } from "./chips.js";

function begin(room, view, title, turn) {
  const { sources } = room;
  Object.assign(sources, { view, turn });
  room.showColumn("sources");
  const token = {};
  sources.opening = token;
  sources.heading(sources.back(turn), h("h2", {}, title));
  fill(sources.body, h("p", { class: "empty" }, t("searching")));
  return () => sources.opening === token && sources.view === view;
}

/** The box that both views start from. */
export function searchBox(room, value = "") {
  const input = h("input", { type: "search", class: "field", value, placeholder: t("search_collection"), "aria-label": t("search_collection"), maxlength: "200", id: "search" });
  return h("form", { class: "row search-box", on: { submit: (event) => { event.preventDefault(); if (input.value.trim()) room.showMentions(input.value); } } },
    input, h("button", { type: "submit", class: "button" }, t("search")));
}

/** Passages for a query, ranked as for a question, without an answer. */
export async function showSearch(room, query) {
  const current = begin(room, "search", t("passages_for", { query }), room.sources.turn);
  const hits = await room.attempt(() => run(room.endpoint("search"), [query, room.collection.id, 20, "", "", "", "", ""]));
  if (!current()) return;
  fill(room.sources.body, searchBox(room, query),
    hits?.length ? h("ol", { class: "passages" }, hits.map((hit, index) => h("li", { class: "passage" },
      h("button", { type: "button", class: "passage-open", on: { click: () => room.openSpan(hit, room.sources.turn) } },
        h("span", { class: "number" }, String(index + 1)),
        h("span", { class: "passage-title", lang: "zh" }, hit.title),
        h("span", { class: "passage-quote", lang: "zh" }, hit.text),
        h("span", { class: "passage-meta" }, metaOf(hit))))))
      : h("p", { class: "empty" }, t("no_passages")));
}

/** Every article with the exact phrase, counted. */
export async function showMentions(room, term) {
  const current = begin(room, "mentions", t("mentions_of", { term }), room.sources.turn);
  const found = await room.attempt(() => get("mentions", { term, collection: room.collection.id }));
  if (!current() || !found) return;
  fill(room.sources.body, searchBox(room, found.term),
    h("p", { class: "library-count" }, t(found.more ? "mentions_at_least" : "mentions_count", { total: found.total, articles: found.found })),
    h("ul", { class: "articles" }, found.articles.map((article) => h("li", { class: "entry" },
      h("button", { type: "button", class: "entry-open", on: { click: () => room.openArticle(article, found.term) } },
        h("span", { class: "entry-title", lang: "zh" }, article.title),
        h("span", { class: "entry-meta" }, metaOf(article))),
      h("span", { class: "times" }, t("times", { count: article.count }))))),
    h("div", { class: "row wrap after-list" },
      iconButton("book", t("similar_passages"), () => showSearch(room, found.term), { words: true }),
      iconButton("people", t("said_about", { term: found.term }), () => room.showViewpoints({ about: found.term }), { words: true })));
}
