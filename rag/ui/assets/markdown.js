// An answer as Markdown with footnotes, for the clipboard.

const escapeMarkdown = (text) => text.replace(/[\\`*_{}[\]<>#|]/g, (character) => `\\${character}`).replace(/\s*\n\s*/g, " ");

export function markdown(question, answer) {
  const text = answer.sentences
    .map((sentence) => {
      const words = escapeMarkdown(sentence.text.replace(/\s*\[\d+\]/g, ""));
      const marks = sentence.citations.map((number) => `[^${number}]`).join("");
      return (sentence.verdict === "unsupported" ? `~~${words}~~` : words) + marks;
    })
    .join("");
  const notes = answer.citations.map((citation) => {
    const meta = [citation.source, citation.author, citation.date].filter(Boolean).map(escapeMarkdown).join(", ");
    return `[^${citation.number}]: ${escapeMarkdown(citation.title)}${meta ? ` (${meta})` : ""}: 「${escapeMarkdown(citation.quote)}」`;
  });
  return `**${escapeMarkdown(question)}**\n\n${text}\n\n${notes.join("\n")}\n`;
}
