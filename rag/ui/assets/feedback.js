// Right or wrong: for an answer as a whole, and for the citation that is open. Kept on this machine.

import { h, iconButton } from "./element.js";
import { t } from "./texts.js";
import { get, post } from "./service.js";
import { quoteOf } from "./chips.js";

/** Two buttons that remember which was pressed. `citation` null is the answer as a whole. */
export function feedbackButtons(room, turn, citation) {
  const key = citation ? String(citation.number) : "answer";
  const group = h("span", { class: "feedback", role: "group", "aria-label": t(citation ? "judge_citation" : "judge_answer") });
  const show = () => {
    const given = turn.feedback?.[key];
    for (const [button, value] of [[good, true], [bad, false]]) {
      button.setAttribute("aria-pressed", String(given === value));
      button.classList.toggle("on", given === value);
    }
  };
  const judge = (right) => room.attempt(async () => {
    const { answer } = turn;
    const quotes = citation ? [quoteOf(citation)] : answer.citations.map((each) => each.quote);
    await post("feedback", {
      collection: room.collection.id, question: answer.question, answer: answer.text, refused: answer.refused,
      quotes, number: citation?.number ?? null, right,
    });
    turn.feedback = { ...turn.feedback, [key]: right };
    room.dialogue.keep();
    show();
    room.tell(t("feedback_kept"));
  });
  const good = iconButton("good", t(citation ? "citation_right" : "answer_right"), () => judge(true));
  const bad = iconButton("bad", t(citation ? "citation_wrong" : "answer_wrong"), () => judge(false));
  group.append(good, bad);
  show();
  return group;
}

/** Save the judgements as a question file. */
export async function exportFeedback(room) {
  const found = await room.attempt(() => get("feedback", { collection: room.collection.id }));
  if (!found) return;
  if (!found.questions) return room.tell(t("no_feedback"));
  const address = URL.createObjectURL(new Blob([found.file], { type: "application/jsonl" }));
  const link = h("a", { href: address, download: `feedback-${room.collection.id}.jsonl` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  room.tell(t("feedback_exported", { count: found.questions }));
}
