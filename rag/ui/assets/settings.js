// Settings, all kept in this browser.

import { fill, h } from "./element.js";
import { openDialog } from "./dialogs.js";
import { exportFeedback } from "./feedback.js";
import { changeSettings, dropAllConversations, settings } from "./store.js";
import { LANGUAGES, language, t } from "./texts.js";

export function showSettings(room) {
  const content = h("div", { class: "settings" });
  const dialog = openDialog(t("settings"), content);
  const choose = (label, name, options, changed) => {
    const select = h("select", { class: "field", id: `setting-${name}`, on: { change: () => changed(select.value) } },
      options.map(([value, words]) => h("option", { value, selected: String(current(name)) === String(value) }, words)));
    return h("label", { class: "labelled" }, h("span", {}, label), select);
  };
  const numbers = [3, 4, 6, 8, 10, 12, 16, 20];
  fill(content,
    choose(t("language"), "language", Object.entries(LANGUAGES), (value) => { changeSettings({ language: value }); dialog.close(); room.draw(); }),
    choose(t("theme"), "theme", ["auto", "light", "dark"].map((name) => [name, t(`theme_${name}`)]), (value) => { changeSettings({ theme: value }); document.documentElement.dataset.theme = value; }),
    choose(t("script"), "script", ["asis", "hans", "hant"].map((name) => [name, t(`script_${name}`)]), (value) => changeSettings({ script: value })),
    choose(t("passages"), "passages", [["", t("passages_default", { count: room.facts.passages })], ...numbers.map((each) => [each, String(each)])], (value) => changeSettings({ passages: value ? Number(value) : null })),
    choose(t("mode"), "mode", ["free", "quote"].map((name) => [name, t(`mode_${name}`)]), (value) => changeSettings({ mode: value })),
    h("h3", {}, t("models")),
    h("dl", { class: "facts" }, (room.facts.models ?? []).map((model) => [h("dt", {}, t(`model_${model.role}`)), h("dd", {}, [model.name, model.license, model.device].filter(Boolean).join(" · "))])),
    h("h3", {}, t("keyboard")),
    h("dl", { class: "facts keys" }, [["/", "key_ask"], ["Esc", "key_escape"], ["n  p", "key_step"]].map(([key, words]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, t(words))])),
    h("div", { class: "dialog-actions" },
      h("button", { type: "button", class: "button", id: "export-feedback", on: { click: () => exportFeedback(room) } }, t("export_feedback")),
      h("button", { type: "button", class: "button", on: { click: () => { dropAllConversations(); dialog.close(); room.newConversation(); } } }, t("forget_all")),
      h("button", { type: "button", class: "button primary", on: { click: () => dialog.close() } }, t("close"))));
}

function current(name) {
  if (name === "language") return language();
  return settings[name] ?? "";
}
