// What an answer may rest on: source, author, speaker, dates. Folded away until wanted.

import { fill, h, iconButton } from "./element.js";
import { t } from "./texts.js";

const TEXTS = ["source", "author", "speaker"];
const DATES = ["since", "until"];

export class Filters {
  constructor() {
    this.inputs = Object.fromEntries([...TEXTS, ...DATES].map((name) => [name, h("input", {
      class: "field", type: DATES.includes(name) ? "date" : "text", id: `filter-${name}`, autocomplete: "off",
      list: TEXTS.includes(name) ? `known-${name}` : null, on: { input: () => this.mark() },
    })]));
    this.lists = Object.fromEntries(TEXTS.map((name) => [name, h("datalist", { id: `known-${name}` })]));
    this.element = h("div", { class: "filters", hidden: true },
      [...TEXTS, ...DATES].map((name) => h("label", { class: "labelled" }, h("span", {}, t(`filter_${name}`)), this.inputs[name])),
      Object.values(this.lists),
      h("button", { type: "button", class: "button", on: { click: () => this.clear() } }, t("clear")));
    this.button = iconButton("filter", t("filters"), () => { this.element.hidden = !this.element.hidden; this.mark(); }, { id: "filters", "aria-expanded": "false" });
  }

  values() {
    return Object.fromEntries(Object.entries(this.inputs).map(([name, input]) => [name, input.value.trim()]).filter(([, value]) => value));
  }

  clear() {
    for (const input of Object.values(this.inputs)) input.value = "";
    this.mark();
  }

  set(values) {
    for (const [name, value] of Object.entries(values)) this.inputs[name].value = value;
    this.mark();
  }

  mark() {
    this.button.classList.toggle("on", Object.keys(this.values()).length > 0);
    this.button.setAttribute("aria-expanded", String(!this.element.hidden));
  }

  /** Offer the sources and authors of the articles while typing. */
  offer(articles) {
    for (const name of ["source", "author"]) {
      const known = [...new Set(articles.map((article) => article[name]).filter(Boolean))].sort();
      fill(this.lists[name], known.slice(0, 300).map((value) => h("option", { value })));
    }
  }
}
