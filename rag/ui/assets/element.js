// The one way in which this page makes elements. Text becomes text nodes, never markup; handlers are functions, never
// strings; links lead nowhere but to this server. What an article holds can therefore be shown, and nothing more.

const SVG = "http://www.w3.org/2000/svg";
const FORBIDDEN_TAGS = new Set(["script", "style", "iframe", "object", "embed", "link", "base", "meta"]);
const FORBIDDEN_ATTRIBUTES = new Set(["style", "srcdoc", "src", "action", "formaction", "ping", "http-equiv"]);

/**
 * An element. `properties`: class, on {event: function}, data {name: value}, and attributes by name; null, undefined
 * and false leave an attribute out, true sets it empty. Children: nodes, texts, numbers, arrays of these, or null.
 */
export function h(tag, properties = {}, ...children) {
  if (FORBIDDEN_TAGS.has(tag.toLowerCase())) throw new Error(`<${tag}> is not made here`);
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else if (name === "data") Object.assign(element.dataset, value);
    else setAttribute(element, name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

function setAttribute(element, name, value) {
  const lower = name.toLowerCase();
  if (lower.startsWith("on") || FORBIDDEN_ATTRIBUTES.has(lower)) throw new Error(`${name} is not set here`);
  if (lower === "href" && !/^(#|\/room\/|blob:)/.test(value)) throw new Error(`no link to ${value}`);
  element.setAttribute(name, value);
}

export function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

/** Put `children` in the place of what `element` holds. */
export function fill(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

const PATHS = {
  send: "M12 19V5M5.5 11.5 12 5l6.5 6.5",
  stop: "M7 7h10v10H7z",
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6 6 18",
  left: "M15 5l-7 7 7 7",
  right: "M9 5l7 7-7 7",
  copy: "M9 9h10v10H9zM5 15V5h10",
  retry: "M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4",
  edit: "M5 19h3L19 8l-3-3L5 16zM14 7l3 3",
  good: "M7 10v10M7 10l4-7c1.500 0 2.500 1 2.200 2.600L12.700 9H18a2 2 0 0 1 2 2.300l-1.200 7A2 2 0 0 1 16.800 20H4V10h3",
  bad: "M7 14V4M7 14l4 7c1.500 0 2.500-1 2.200-2.600L12.700 15H18a2 2 0 0 0 2-2.300l-1.200-7A2 2 0 0 0 16.800 4H4v10h3",
  why: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 16.200v.01M9.800 9.900a2.300 2.300 0 1 1 3.300 2.100c-.7.35-1.100.9-1.100 1.600",
  filter: "M4 7h16M7 12h10M10 17h4",
  search: "M11 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15.500 15.500 20 20",
  settings: "M4 8h9M17 8h3M4 16h3M11 16h9M15 6v4M9 14v4",
  trash: "M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12M10.5 11v5M13.5 11v5",
  upload: "M12 16V5M7 9.5 12 5l5 4.5M5 19h14",
  paste: "M8 6H6v14h12V6h-2M9 4h6v4H9z",
  folder: "M4 6h6l2 2h8v11H4z",
  build: "M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4",
  library: "M5 5v14M9 5v14M13 6l4 13M13 6l2-.6 4.2 13-2.2.6",
  talk: "M5 6h14v10H11l-4 3.5V16H5z",
  book: "M4 6c3-1.2 5.5-1 8 .8 2.5-1.8 5-2 8-.8v12c-3-1.2-5.5-1-8 .8-2.5-1.8-5-2-8-.8zM12 7v12",
  people: "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3.5 19c.4-3.4 2.5-5 5.5-5s5.1 1.6 5.5 5M15.5 5.4a3 3 0 0 1 0 5.3M17 14.4c2 .7 3.2 2.2 3.5 4.6",
  warn: "M12 5l8 14H4zM12 11v3.5M12 17v.01",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1 1M17.4 17.4l1 1M18.4 5.6l-1 1M6.6 17.4l-1 1",
  quote: "M6 15c2 0 3-1.2 3-3V8H5v4h2.500M15 15c2 0 3-1.2 3-3V8h-4v4h2.500",
};

/** A line drawing of 24 units, hidden from screen readers: the control around it carries the words. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A drawing element for charts; attributes are set as given, so they must not come from an article. */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return append(element, children);
}

/** A button with an icon; `label` is what it is called, shown as its tip unless `words` are shown beside the icon. */
export function iconButton(name, label, act, { words = false, ...properties } = {}) {
  return h(
    "button",
    { type: "button", "aria-label": words ? null : label, title: words ? null : label, ...properties,
      class: `${words ? "button" : "icon-button"} ${properties.class ?? ""}`.trim(), on: { click: act } },
    icon(name),
    words ? h("span", {}, label) : null,
  );
}
