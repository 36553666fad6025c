// Why a sentence is not wholly supported and why an answer is not what was asked for, in the reader's language. What has
// no words here yet is shown as the server says it.
import { el } from './dom.js';
import { has, t } from './i18n.js';

/** What the sources of a claim lack: an element each. */
export function lacking({ reason, reasons = [] }) {
  const known = reasons.length > 0 && reasons.every(({ code, kind }) => has(`lack.${code}`) && (!kind || has(`lack.kind.${kind}`)));
  if (!known) {
    return reason ? [el('p', { class: 'card-reason', dir: 'auto' }, reason)] : [];
  }
  return reasons.map(({ code, kind, shown, instead }) => el('p', { class: 'card-reason', dir: 'auto' },
    t(`lack.${code}`, { kind: kind ? t(`lack.kind.${kind}`) : '', shown, instead })));
}

/** Why a model did not answer, or not to the end. */
export function modelReason(code, reason) {
  const key = `fallback.${String(code ?? '').toLowerCase()}`;
  return has(key) ? t(key) : el('bdi', { dir: 'auto' }, reason ?? '');
}
