// The key by which the server knows the reader: asked for when it wants one, kept while this tab is open, sent as a header.
import { byId, el, fill, icon } from './dom.js';
import { t } from './i18n.js';

const NAME = 'nuri.key';

let given = recallKey();
let asking = null; // the question that is open, which every call that waits for a key shares
let declined = false;

/** The key in use; empty when there is none. */
export const key = () => given;

/** Headers that carry it. */
export const credentials = () => (given ? { Authorization: `Bearer ${given}` } : {});

/**
 * Asks for a key after the server refused one.
 *
 * @param refused the key that was sent; empty when none was
 * @returns whether there is another to try
 */
export async function anotherKey(refused) {
  byId('key').hidden = false;
  if (given !== refused) {
    return true; // meanwhile another call has asked
  }
  if (declined) {
    return false;
  }
  asking ??= ask(refused !== '').finally(() => (asking = null));
  return asking;
}

/** Lets the reader give another key, or none; shown once a key is used or was wanted. */
export function keyButton(onChange) {
  const button = byId('key');
  const show = () => {
    button.setAttribute('aria-label', t('key.button'));
    button.title = t('key.button');
    fill(button, icon('key'));
  };
  button.hidden = given === '';
  button.addEventListener('click', async () => {
    if (await ask(false)) {
      onChange();
    }
  });
  show();
  return show;
}

/** A call that the reader began himself may ask again. */
export function askAgain() {
  declined = false;
}

function ask(wrong) {
  const dialog = byId('key-dialog');
  const box = el('input', {
    id: 'key-box', type: 'password', autocomplete: 'off', spellcheck: 'false', dir: 'ltr', required: true, autofocus: true,
    'aria-describedby': wrong ? 'key-wrong key-text' : 'key-text',
  });
  return new Promise((resolve) => {
    fill(dialog,
      el('form', { method: 'dialog' },
        el('h2', { id: 'key-title' }, t('key.title')),
        el('p', { id: 'key-text' }, t('key.text')),
        wrong ? el('p', { id: 'key-wrong', class: 'wrong', role: 'alert' }, t('key.wrong')) : null,
        el('label', { for: 'key-box' }, t('key.label')),
        box,
        el('p', { class: 'actions' },
          given ? el('button', { value: 'forget', class: 'button', formnovalidate: true, data: { testid: 'key-forget' } }, t('key.forget')) : null,
          el('button', { value: 'no', class: 'button', formnovalidate: true }, t('cancel')),
          el('button', { value: 'yes', class: 'button primary', data: { testid: 'key-yes' } }, t('key.use')))));
    // Enter presses the first button of a form, which is not the one that is meant.
    box.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.isComposing) {
        event.preventDefault();
        dialog.querySelector('[value=yes]').click();
      }
    });
    dialog.returnValue = '';
    dialog.addEventListener('close', () => resolve(answered(dialog, box.value.trim())), { once: true });
    dialog.showModal();
  });
}

function answered(dialog, text) {
  fill(dialog); // The key does not stay in the page.
  if (dialog.returnValue === 'forget') {
    use('');
    return true;
  }
  const used = dialog.returnValue === 'yes' && text !== '';
  declined = !used;
  if (used) {
    use(text);
  }
  return used;
}

function use(text) {
  given = text;
  try {
    if (text) {
      sessionStorage.setItem(NAME, text);
    } else {
      sessionStorage.removeItem(NAME);
    }
  } catch {
    // Where storage is forbidden the key lasts as long as the page.
  }
}

function recallKey() {
  try {
    return sessionStorage.getItem(NAME) ?? '';
  } catch {
    return '';
  }
}
