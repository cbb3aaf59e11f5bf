// The keyboard: / to the question, Esc to stop or go back, n and p through the citations.

import { hideTip } from "./chips.js";

export function listenToKeys(room) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") return escape(room);
    if (event.target.closest?.("input, textarea, select")) return;
    if (event.key === "/") {
      event.preventDefault();
      room.showColumn("dialogue");
      room.dialogue.input.focus();
    } else if (event.key === "n" || event.key === "p") {
      room.showColumn("sources");
      room.sources.step(event.key === "n" ? 1 : -1);
    }
  });
}

function escape(room) {
  hideTip();
  if (room.dialogue.running) room.dialogue.halt();
  else if (document.activeElement?.matches("input, textarea")) document.activeElement.blur();
  else if (room.sources.view !== "evidence" && room.sources.turn) room.sources.showEvidence(room.sources.turn);
  else room.showColumn("dialogue");
}
