// Asks before something that cannot be taken back.
import { byId, el, fill } from './dom.js';
import { t } from './i18n.js';

/** Whether the reader agreed; the safe choice has the focus and is what Escape means. */
export function confirmed(title, sentence, action) {
  const dialog = byId('confirm');
  return new Promise((resolve) => {
    fill(dialog,
      el('form', { method: 'dialog' },
        el('h2', { id: 'confirm-title' }, title),
        el('p', {}, sentence),
        el('p', { class: 'actions' },
          el('button', { value: 'no', class: 'button', autofocus: true }, t('cancel')),
          el('button', { value: 'yes', class: 'button danger', data: { testid: 'confirm-yes' } }, action))));
    dialog.returnValue = '';
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
    dialog.showModal();
  });
}
