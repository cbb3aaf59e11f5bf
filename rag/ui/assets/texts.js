// The page's words in three languages. Each language's table has the same keys; a Python test holds them to it.

export const LANGUAGES = { "zh-Hans": "简体中文", "zh-Hant": "繁體中文", en: "English" };

let tables = {};
let current = "zh-Hans";

export async function loadTexts() {
  tables = await (await fetch("/room/assets/texts.json")).json();
}

/** The language that the browser asks for first, of those that we have. */
export function preferredLanguage(wanted = navigator.languages ?? [navigator.language]) {
  for (const tag of wanted) {
    const lower = tag.toLowerCase();
    if (/^zh-(hant|tw|hk|mo)/.test(lower)) return "zh-Hant";
    if (lower.startsWith("zh")) return "zh-Hans";
    if (lower.startsWith("en")) return "en";
  }
  return "en";
}

export function setLanguage(language) {
  current = tables[language] ? language : "en";
  document.documentElement.lang = current;
}

export const language = () => current;

/** The words for `key`, with {name} filled in from `values`. */
export function t(key, values = {}) {
  const text = tables[current]?.[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
