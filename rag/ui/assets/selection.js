// From words selected in an article back to a question about them.

import { iconButton } from "./element.js";
import { t } from "./texts.js";

const LONGEST = 200;

/** Offer a button beside whatever is selected inside `holder`. */
export function offerQuestions(room, holder) {
  const button = iconButton("talk", t("ask_selection"), () => ask(room), { words: true, class: "ask-selection", id: "ask-selection" });
  button.hidden = true;
  document.body.append(button);
  const place = () => {
    const selection = getSelection();
    const words = selection.toString().trim();
    const inside = words && selection.rangeCount && holder.contains(selection.getRangeAt(0).commonAncestorContainer);
    button.hidden = !inside;
    if (!inside) return;
    const box = selection.getRangeAt(0).getBoundingClientRect();
    button.style.left = `${Math.max(8, Math.min(box.left, innerWidth - button.offsetWidth - 8))}px`;
    button.style.top = `${Math.min(box.bottom + 6, innerHeight - 44)}px`;
  };
  const later = () => setTimeout(place);
  document.addEventListener("selectionchange", later);
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // keep the selection
  return () => {
    document.removeEventListener("selectionchange", later);
    button.remove();
  };
}

function ask(room) {
  const words = [...getSelection().toString().trim().replace(/\s+/g, " ")].slice(0, LONGEST).join("");
  getSelection().removeAllRanges();
  const { input } = room.dialogue;
  room.showColumn("dialogue");
  input.value = t("selection_question", { words });
  room.dialogue.grow();
  input.focus();
  input.setSelectionRange(input.value.length, input.value.length);
}
