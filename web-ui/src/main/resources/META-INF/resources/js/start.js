// What is below the box before the first question: how much there is to ask about, or an invitation to add some.
import { el, fill } from './dom.js';
import { languageName, list, t } from './i18n.js';
import { languagesHeld, library } from './library.js';
import { emptyLibrary } from './verdicts.js';

const NAMED = 8;

/** Fills the start state. */
export function showStart(container) {
  const { loaded, documents, passages } = library();
  if (!loaded) {
    fill(container);
    return;
  }
  if (documents === 0) {
    fill(container, emptyLibrary());
    return;
  }
  const held = languagesHeld();
  const names = held.slice(0, NAMED).map(([lang]) => languageName(lang));
  if (held.length > NAMED) {
    names.push(t('start.more', { n: held.length - NAMED }));
  }
  fill(container,
    el('p', { class: 'held' }, el('a', { href: '/?view=documents' }, t('documents.count', { n: documents })),
      el('span', { class: 'dot', 'aria-hidden': 'true' }), t('passages.count', { n: passages })),
    names.length > 0 ? el('p', { class: 'held' }, list(names)) : null);
}
