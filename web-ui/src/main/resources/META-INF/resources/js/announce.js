// Tells screen readers what changed, politely and sentence by sentence.
import { byId, el } from './dom.js';

const KEPT = 12;

/** Adds a sentence to the live region; old ones are dropped so that it does not grow without end. */
export function announce(text, lang = null) {
  if (!text) {
    return;
  }
  const live = byId('live');
  live.append(el('p', { lang, dir: 'auto' }, text));
  while (live.childElementCount > KEPT) {
    live.firstElementChild.remove();
  }
}
