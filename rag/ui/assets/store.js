// What stays in this browser: settings and conversations. Nothing of it is kept by the server.

const SETTINGS = "room.settings";
const CONVERSATIONS = "room.conversations";
const MOST = 60;

const DEFAULTS = {
  language: null, theme: "auto", script: "asis", passages: null, mode: "free", collection: null,
  libraryOpen: true, libraryWidth: null, sourcesWidth: null, shownRemoved: false, sort: "date", current: {},
};

function load(key, fallback) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? fallback;
  } catch {
    return fallback;
  }
}

function save(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false; // full or forbidden: the page works on, and forgets on reload
  }
}

export const settings = { ...DEFAULTS, ...load(SETTINGS, {}) };

export function changeSettings(changes) {
  Object.assign(settings, changes);
  save(SETTINGS, settings);
}

/** Conversations, newest first: {id, collection, title, changed, turns: [{question, answer, feedback}]}. */
export function conversations(collection) {
  return load(CONVERSATIONS, []).filter((each) => each.collection === collection);
}

export function keepConversation(conversation) {
  let every = load(CONVERSATIONS, []).filter((each) => each.id !== conversation.id);
  every = [{ ...conversation, changed: Date.now() }, ...every].slice(0, MOST);
  while (!save(CONVERSATIONS, every) && every.length > 1) every.pop();
}

export function dropConversation(id) {
  save(CONVERSATIONS, load(CONVERSATIONS, []).filter((each) => each.id !== id));
}

export function dropAllConversations() {
  localStorage.removeItem(CONVERSATIONS);
}
