// Turns what went wrong into a sentence in the reader's language, with the server's own sentence beside it.
import { bdi, el, icon } from './dom.js';
import { has, t } from './i18n.js';
import { ApiError, Unreachable } from './api.js';
import { askAgain } from './key.js';

/** The kind of an error: `offline`, `error`. */
export const kindOf = (error) => (error instanceof Unreachable ? 'offline' : 'error');

/** One sentence in the page's language. */
export function sentenceOf(error) {
  if (error instanceof Unreachable) {
    return t('error.offline');
  }
  const key = `error.${error instanceof ApiError ? error.status : 'other'}`;
  return has(key) ? t(key) : t('error.other');
}

/** The server's sentence, which names the rule and the value; empty when it gave none. */
export const detailOf = (error) => (error instanceof ApiError ? error.message : '');

/**
 * A notice for a state that is not an answer.
 *
 * @param kind class and icon of the notice
 * @param actions buttons or links below the text
 */
export function notice(kind, title, sentences = [], actions = []) {
  const icons = { error: 'alert', offline: 'plug', abstained: 'none', refused: 'bar', empty: 'page' };
  return el(
    'div',
    { class: `notice notice-${kind}`, data: { testid: `state-${kind}` } },
    icons[kind] ? icon(icons[kind]) : null,
    el(
      'div',
      {},
      el('p', { class: 'notice-title' }, title),
      sentences.filter(Boolean).map((sentence) => el('p', { dir: 'auto' }, sentence)),
      actions.length > 0 ? el('p', { class: 'actions' }, actions) : null,
    ),
  );
}

/** The notice for an error, with a button that tries again. */
export function problem(error, retry) {
  const detail = detailOf(error);
  const kind = kindOf(error);
  return notice(
    kind,
    t(`${kind}.title`),
    [sentenceOf(error), detail && bdi(detail, { class: 'detail' })],
    retry ? [el('button', { type: 'button', class: 'button', data: { testid: 'retry' }, on: { click: () => { askAgain(); retry(); } } }, t('retry'))] : [],
  );
}
