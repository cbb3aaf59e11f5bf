// Who said what, when: quotations by speaker, and on a line of time.

import { draw, fill, h, iconButton } from "./element.js";
import { t } from "./texts.js";
import { post } from "./service.js";

const MOST_ON_LINE = 12;

/** Show quotations about a term or by a speaker. */
export async function showViewpoints(room, { speaker = "", about = "", uris = null } = {}, turn = room.sources.turn) {
  const { sources } = room;
  Object.assign(sources, { view: "viewpoints", turn });
  const token = {};
  sources.opening = token;
  room.showColumn("sources");
  sources.heading(sources.back(turn), h("h2", {}, t("viewpoints")));
  fill(sources.body, h("p", { class: "empty" }, t("searching")));
  const found = await room.attempt(() => post("sayings", { collection: room.collection.id, speaker, about, uris: uris ?? [] }));
  if (sources.opening !== token) return;
  const filters = { speaker, about, uris, source: "", since: "", until: "" };
  const list = h("div", {});
  const redraw = () => fill(list, drawn(room, (found ?? []).filter((each) => passes(each, filters)), turn));
  fill(sources.body, h("div", { class: "viewpoints" }, filterForm(room, filters, turn, redraw), list));
  redraw();
}

function passes(quotation, { source, since, until }) {
  const date = quotation.date ?? "";
  return (!source || (quotation.source ?? "").includes(source)) && (!since || date >= since) && (!until || (date && date <= `${until}\uffff`));
}

function filterForm(room, filters, turn, redraw) {
  const field = (name, type, changed) => {
    const input = h("input", { class: "field", type, value: filters[name], id: `viewpoint-${name}`, on: { [type === "date" ? "input" : "change"]: () => { filters[name] = input.value.trim(); changed(); } } });
    return h("label", { class: "labelled" }, h("span", {}, t(name === "about" ? "about" : `filter_${name}`)), input);
  };
  const again = () => showViewpoints(room, { speaker: filters.speaker, about: filters.about }, turn);
  return h("form", { class: "filters", on: { submit: (event) => event.preventDefault() } },
    field("speaker", "text", again), field("about", "text", again), field("source", "text", redraw), field("since", "date", redraw), field("until", "date", redraw),
    filters.uris ? iconButton("close", t("all_articles"), again, { words: true }) : null);
}

function drawn(room, quotations, turn) {
  if (!quotations.length) return h("p", { class: "empty" }, t("no_viewpoints"));
  const speakers = new Map();
  for (const each of quotations) speakers.set(each.person, [...(speakers.get(each.person) ?? []), each]);
  const ordered = [...speakers.values()].sort((a, b) => b.length - a.length).map((said) => [said[0].speaker, said]);
  return [
    h("p", { class: "library-count" }, t("viewpoints_count", { quotes: quotations.length, speakers: speakers.size })),
    timeline(room, ordered.slice(0, MOST_ON_LINE), turn),
    h("table", { class: "said" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("filter_speaker")), h("th", { scope: "col" }, t("said")))),
      ordered.map(([speaker, said]) => h("tbody", {}, said.map((each, index) => h("tr", {},
        index ? null : h("th", { scope: "rowgroup", rowspan: said.length, lang: "zh" }, speaker, each.role ? h("span", { class: "muted role" }, each.role) : null),
        h("td", {}, h("button", { type: "button", class: "said-quote", lang: "zh", on: { click: () => room.openSpan(each, turn) } }, each.direct ? `“${each.text}”` : each.text),
          h("span", { class: "muted" }, [each.direct ? null : t("indirect"), each.source, each.date, each.title].filter(Boolean).join(" · ")))))))),
  ];
}

/** A row for each speaker, a dot for each dated quotation. */
function timeline(room, speakers, turn) {
  const dated = speakers.map(([speaker, said]) => [speaker, said.filter((each) => timeOf(each.date) !== null)]).filter(([, said]) => said.length);
  if (!dated.length) return h("p", { class: "muted small-text" }, t("no_dates"));
  const times = dated.flatMap(([, said]) => said.map((each) => timeOf(each.date)));
  let first = Math.min(...times);
  let last = Math.max(...times);
  if (first === last) { first -= 15 * 864e5; last += 15 * 864e5; }
  const [left, right, row] = [112, 12, 26];
  const width = 560;
  const height = dated.length * row + 26;
  const x = (time) => left + ((time - first) / (last - first)) * (width - left - right);
  const ticks = [0, 0.5, 1].map((share) => first + share * (last - first));
  return h("div", { class: "timeline-holder", tabindex: "0", "aria-label": t("timeline") }, draw("svg", { viewBox: `0 0 ${width} ${height}`, class: "timeline", role: "group", "aria-label": t("timeline") },
    ticks.map((time, index) => [
      draw("line", { x1: x(time), x2: x(time), y1: 0, y2: height - 20, class: "grid" }),
      draw("text", { x: x(time), y: height - 5, class: "chart-label", "text-anchor": ["start", "middle", "end"][index] }, new Date(time).toISOString().slice(0, 10)),
    ]),
    dated.map(([speaker, said], index) => {
      const y = index * row + 14;
      return [
        draw("text", { x: 0, y: y + 4, class: "chart-label", lang: "zh" }, speaker.length > 8 ? `${speaker.slice(0, 7)}…` : speaker),
        draw("line", { x1: left, x2: width - right, y1: y, y2: y, class: "rail" }),
        said.map((each) => dot(room, each, x(timeOf(each.date)), y, turn)),
      ];
    })));
}

function dot(room, quotation, cx, cy, turn) {
  const words = `${quotation.speaker} · ${quotation.date} · ${quotation.text}`;
  const circle = draw("circle", { cx, cy, r: 6, class: quotation.direct ? "dot direct" : "dot", tabindex: 0, role: "button", "aria-label": words }, draw("title", {}, words));
  const open = () => room.openSpan(quotation, turn);
  circle.addEventListener("click", open);
  circle.addEventListener("keydown", (event) => event.key === "Enter" && open());
  return circle;
}

function timeOf(date) {
  if (!date) return null;
  const time = Date.parse(date.length === 4 ? `${date}-07-01` : date.length === 7 ? `${date}-15` : date.slice(0, 10));
  return Number.isNaN(time) ? null : time;
}
