// Citation chips: the number in the text, the quote on hover or focus, the article on click.

import { fill, h } from "./element.js";
import { t } from "./texts.js";

const tip = h("div", { class: "tip", role: "tooltip", id: "tip", hidden: true, lang: "zh" });

/** The citation or, where only evidence is known yet, the evidence with this number. */
export function cited(turn, number) {
  return (
    turn.answer?.citations.find((each) => each.number === number) ??
    (turn.answer?.evidence ?? turn.evidence ?? []).find((each) => each.number === number)
  );
}

export const quoteOf = (source) => source.quote ?? source.text;

export const metaOf = (source) =>
  [source.source, source.author, source.date, source.page ? t("page", { page: source.page }) : null, source.speaker]
    .filter(Boolean)
    .join(" · ");

export function chip(room, turn, number) {
  const button = h(
    "button",
    {
      type: "button", class: "chip", "aria-describedby": "tip", data: { number },
      "aria-label": t("citation", { number, title: cited(turn, number)?.title ?? "" }),
      on: {
        click: () => room.openCitation(turn, number),
        mouseenter: () => showTip(button, cited(turn, number)),
        focus: () => showTip(button, cited(turn, number)),
        mouseleave: hideTip,
        blur: hideTip,
      },
    },
    String(number),
  );
  return button;
}

function showTip(anchor, source) {
  if (!source) return;
  if (!tip.isConnected) document.body.append(tip);
  fill(tip, h("span", { class: "tip-quote" }, quoteOf(source)), h("span", { class: "tip-title" }, source.title), h("span", { class: "tip-meta" }, metaOf(source)));
  tip.hidden = false;
  const place = anchor.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const left = Math.max(8, Math.min(place.left + place.width / 2 - size.width / 2, innerWidth - size.width - 8));
  const above = place.top - size.height - 8;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > 8 ? above : place.bottom + 8}px`;
}

export function hideTip() {
  tip.hidden = true;
}
