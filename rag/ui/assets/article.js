// The whole article, in its original characters, with cited spans lit. Offsets from the server are raw code points.

import { fill, h } from "./element.js";
import { Offsets } from "./offsets.js";

// A line longer than this is cut into blocks, so that the browser lays out only those in view.
const LONGEST_BLOCK = 1500;

/**
 * Cut raw text into pieces: {text, start, end, kind}, `start`/`end` raw code points, kind "kept", "removed" (only when
 * `showRemoved`) or "replaced" (its text is the replacement, `original` what stood there).
 */
export function pieces({ raw, edits }, showRemoved) {
  const offsets = new Offsets(raw);
  const slice = (start, end) => raw.slice(offsets.unit(start), offsets.unit(end));
  const length = raw.length - offsets.astral.length;
  const found = [];
  let position = 0;
  const keep = (until) => {
    if (until > position) found.push({ text: slice(position, until), start: position, end: until, kind: "kept" });
  };
  for (const [start, end, replacement, reason] of edits) {
    keep(start);
    if (showRemoved) found.push({ text: slice(start, end), start, end, kind: "removed", reason });
    if (replacement) found.push({ text: replacement, start, end, kind: "replaced", reason, original: slice(start, end) });
    position = end;
  }
  keep(length);
  return found;
}

/** Split kept pieces where a lit span starts or ends, so that each piece lies wholly inside or outside of each. */
export function cutAt(found, spans) {
  const cuts = [...new Set(spans.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  return found.flatMap((piece) => {
    if (piece.kind !== "kept") return [piece];
    const inside = cuts.filter((cut) => piece.start < cut && cut < piece.end);
    if (!inside.length) return [piece];
    const offsets = new Offsets(piece.text);
    const edges = [piece.start, ...inside, piece.end];
    return edges.slice(1).map((end, index) => {
      const start = edges[index];
      const text = piece.text.slice(offsets.unit(start - piece.start), offsets.unit(end - piece.start));
      return { text, start, end, kind: "kept" };
    });
  });
}

/**
 * Show an article in `holder`. `lit` is the span to light, `others` further cited spans; returns the first lit element.
 * The visible text of the lit elements together is the quote.
 */
export function showArticle(holder, article, { lit, others = [], showRemoved = false, words }) {
  const spans = lit ? [lit, ...others] : others;
  const blocks = [];
  let block = null;
  let size = 0;
  let firstLit = null;
  const open = () => {
    block = h("div", { class: "line" });
    size = 0;
    blocks.push(block);
  };
  open();
  for (const piece of cutAt(pieces(article, showRemoved), spans)) {
    for (const text of lines(piece.text)) {
      const element = fragment(text, piece, lit, others, words);
      if (element.classList?.contains("lit")) firstLit ??= element;
      block.append(element);
      size += text.length;
      if (text.endsWith("\n") || size >= LONGEST_BLOCK) open();
    }
  }
  for (const each of blocks) if (!each.textContent.trim()) each.classList.add("blank");
  fill(holder, blocks);
  return firstLit;
}

const within = (piece, span) => span && span.start <= piece.start && piece.end <= span.end && piece.start < piece.end;

function fragment(text, piece, lit, others, words) {
  const isLit = within(piece, lit);
  const cited = others.some((span) => within(piece, span));
  if (piece.kind === "removed") {
    return h("del", { class: `removed${isLit ? " in-lit" : ""}`, title: words.removed(piece.reason) }, text);
  }
  const title = piece.kind === "replaced" ? words.replaced(piece.original, piece.reason) : null;
  if (isLit) return h("mark", { class: `lit ${piece.kind}`, title }, text);
  if (cited) return h("mark", { class: `cited ${piece.kind}`, title }, text);
  return piece.kind === "replaced" ? h("span", { class: "replaced", title }, text) : document.createTextNode(text);
}

/** A text in pieces that each end with their newline, none longer than a block; surrogate pairs stay whole. */
function* lines(text) {
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf("\n", start);
    let end = newline < 0 ? text.length : newline + 1;
    if (end - start > LONGEST_BLOCK) {
      end = start + LONGEST_BLOCK;
      if (/[\ud800-\udbff]/.test(text[end - 1])) end -= 1;
    }
    yield text.slice(start, end);
    start = end;
  }
}
