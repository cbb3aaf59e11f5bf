// Modal dialogs on the browser's own <dialog>: focus stays inside, Esc closes.

import { h } from "./element.js";
import { t } from "./texts.js";

export function openDialog(title, content, { wide = false } = {}) {
  const dialog = h("dialog", { class: wide ? "wide" : "", "aria-label": title },
    h("h2", {}, title), content);
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.showModal();
  return dialog;
}

/** Ask for values; resolves with {name: value}, or null when dismissed. Fields: {name, label, rows, required}. */
export function formDialog(title, fields, submit) {
  return new Promise((resolve) => {
    let values = null;
    const inputs = fields.map((field) => {
      const shared = { class: "field", name: field.name, required: field.required, autocomplete: "off" };
      return field.rows ? h("textarea", { ...shared, rows: field.rows, maxlength: "2000000" }) : h("input", { ...shared, type: "text", maxlength: "4000" });
    });
    const form = h("form", { on: { submit: (event) => {
      event.preventDefault();
      values = Object.fromEntries(inputs.map((input) => [input.name, input.value]));
      dialog.close();
    } } },
      fields.map((field, index) => h("label", { class: "labelled" }, h("span", {}, field.label), inputs[index])),
      h("div", { class: "dialog-actions" },
        h("button", { type: "button", class: "button", on: { click: () => dialog.close() } }, t("cancel")),
        h("button", { type: "submit", class: "button primary" }, submit)));
    const dialog = openDialog(title, form);
    dialog.addEventListener("close", () => resolve(values));
  });
}

export function confirmDialog(question, act) {
  return new Promise((resolve) => {
    let agreed = false;
    const dialog = openDialog(question, h("div", { class: "dialog-actions" },
      h("button", { type: "button", class: "button", on: { click: () => dialog.close() } }, t("cancel")),
      h("button", { type: "button", class: "button primary", on: { click: () => { agreed = true; dialog.close(); } } }, act)));
    dialog.addEventListener("close", () => resolve(agreed));
  });
}
