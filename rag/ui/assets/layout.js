// Three columns on a desk, two with a drawer on a tablet, one with tabs on a phone.

import { fill, h, iconButton } from "./element.js";
import { t } from "./texts.js";
import { changeSettings, settings } from "./store.js";

const COLUMNS = { library: "library", dialogue: "talk", sources: "book" };

export function layOut(room) {
  const bar = h("header", { class: "bar" },
    iconButton("library", t("toggle_library"), () => toggleLibrary(room), { class: "toggle-library", "aria-expanded": String(settings.libraryOpen) }),
    h("span", { class: "brand" }, t("app_name")),
    h("span", { class: "spacer" }),
    iconButton("search", t("search_collection"), () => room.sources.showSearch(), { id: "find" }),
    iconButton("plus", t("new_conversation"), () => room.newConversation()),
    iconButton("settings", t("settings"), () => room.openSettings(), { id: "settings" }));
  const tabs = h("nav", { class: "column-tabs", "aria-label": t("columns") });
  room.drawTabs = () => fill(tabs, Object.entries(COLUMNS).map(([name, picture]) =>
    h("button", { type: "button", class: "column-tab", "aria-pressed": String(room.root.dataset.column === name), data: { column: name }, on: { click: () => room.showColumn(name) } },
      iconButtonPicture(picture), h("span", {}, t(`column_${name}`)))));
  fill(room.root, bar,
    h("div", { class: "columns" },
      room.library.element, divider(room, "libraryWidth", room.library.element, 1),
      room.dialogue.element, divider(room, "sourcesWidth", room.sources.element, -1),
      room.sources.element),
    tabs, room.notice);
  room.root.dataset.library = settings.libraryOpen ? "open" : "closed";
  room.root.dataset.column ??= "dialogue";
  room.drawTabs();
  for (const [name, element] of [["libraryWidth", room.library.element], ["sourcesWidth", room.sources.element]])
    if (settings[name]) element.style.setProperty("--width", `${settings[name]}px`);
}

const iconButtonPicture = (name) => {
  const button = iconButton(name, "", () => {});
  return button.firstChild;
};

function toggleLibrary(room) {
  changeSettings({ libraryOpen: !settings.libraryOpen });
  room.root.dataset.library = settings.libraryOpen ? "open" : "closed";
  room.root.querySelector(".toggle-library").setAttribute("aria-expanded", String(settings.libraryOpen));
}

/** A bar that resizes the column beside it, by mouse, touch or arrow keys. */
function divider(room, setting, column, direction) {
  const resize = (width) => {
    const allowed = Math.round(Math.max(200, Math.min(innerWidth * 0.6, width)));
    column.style.setProperty("--width", `${allowed}px`);
    bar.setAttribute("aria-valuenow", String(allowed));
    changeSettings({ [setting]: allowed });
  };
  const bar = h("div", {
    class: "divider", role: "separator", tabindex: "0", "aria-orientation": "vertical", "aria-label": t(`resize_${setting}`),
    "aria-valuemin": "200", "aria-valuemax": "1600", "aria-valuenow": String(settings[setting] ?? 300),
    on: {
      pointerdown: (event) => {
        const from = event.clientX;
        const width = column.offsetWidth;
        bar.setPointerCapture(event.pointerId);
        const move = (moved) => resize(width + direction * (moved.clientX - from));
        bar.addEventListener("pointermove", move);
        bar.addEventListener("pointerup", () => bar.removeEventListener("pointermove", move), { once: true });
      },
      dblclick: () => { column.style.removeProperty("--width"); changeSettings({ [setting]: null }); },
      keydown: (event) => {
        const by = { ArrowLeft: -24, ArrowRight: 24 }[event.key];
        if (by) resize(column.offsetWidth + direction * by);
      },
    },
  });
  return bar;
}
