// What could not be indexed: each file with the stage it failed in and the reason.
import * as api from './api.js';
import { bdi, el } from './dom.js';
import { has, t } from './i18n.js';
import { place } from './labels.js';

const SHOWN = 100;
const OPEN = 3;

/** A section of failures, or null when there are none. A server that keeps no such list is as good as none. */
export async function failureList(collection, signal) {
  let body;
  try {
    body = await api.failures({ collection, offset: 0, limit: SHOWN }, signal);
  } catch (error) {
    if (error.name === 'AbortError') {
      throw error;
    }
    return null;
  }
  const { failures = [], total = failures.length } = body;
  if (failures.length === 0) {
    return null;
  }
  return el('details', { class: 'failures panel', open: total <= OPEN, data: { testid: 'failures' } },
    el('summary', {}, t('failures.title', { n: total })),
    el('ul', {}, failures.map(failure)),
    total > failures.length ? el('p', { class: 'aside' }, t('failures.more', { n: total - failures.length })) : null);
}

/** One failure as a list item. */
export function failure({ path, stage, reason }) {
  return el('li', { class: 'failure' },
    el('span', { class: 'path' }, bdi(place(path))),
    el('span', { class: 'tag warn' }, has(`ingest.${stage}`) ? t(`ingest.${stage}`) : stage),
    el('span', { class: 'reason', dir: 'auto' }, reason));
}
