// What the server holds: collections and totals, shared by every part of the page that shows them.
import * as api from './api.js';

let state = { loaded: false, collections: [], documents: 0, passages: 0, failures: 0 };
const listeners = new Set();

/** The collections and totals as last heard. */
export const library = () => state;

/** Calls `listener` now and whenever the library changes. */
export function onLibrary(listener) {
  listeners.add(listener);
  listener(state);
}

/** Asks the server anew. Keeps what is known when it does not answer, and gives the error; null when it does. */
export async function refreshLibrary() {
  let body;
  try {
    body = await api.collections();
  } catch (error) {
    return error;
  }
  const collections = body.collections ?? [];
  const sum = (field) => collections.reduce((total, each) => total + (each[field] ?? 0), 0);
  state = {
    loaded: true,
    collections,
    documents: body.documents ?? sum('documents'),
    passages: body.passages ?? sum('passages'),
    failures: body.failures ?? 0,
  };
  for (const listener of listeners) {
    listener(state);
  }
  return null;
}

/** Documents per language over all collections, most first. */
export function languagesHeld() {
  const counts = new Map();
  for (const { languages = {} } of state.collections) {
    for (const [lang, count] of Object.entries(languages)) {
      counts.set(lang, (counts.get(lang) ?? 0) + count);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}
