// The panel that adds documents: files by picker or drop, a folder or web address by name, into a collection.
import { el, icon } from './dom.js';
import { t } from './i18n.js';
import { library } from './library.js';

/**
 * @param adding `files(files, collection)` and `address(text, collection)`
 * @param collection the collection to suggest
 */
export function addPanel(adding, collection) {
  const into = el('input', { id: 'into', list: 'collections', dir: 'auto', autocomplete: 'off', spellcheck: 'false', value: collection, placeholder: t('add.collectionHint') });
  const address = el('input', { id: 'address', dir: 'ltr', autocomplete: 'off', spellcheck: 'false', required: true, placeholder: t('add.addressHint') });
  const picker = el('input', { type: 'file', id: 'upload', class: 'hidden', multiple: true, data: { testid: 'upload' } });
  picker.addEventListener('change', () => {
    if (picker.files.length > 0) {
      adding.files([...picker.files], into.value.trim());
      picker.value = '';
    }
  });
  const form = el('form', { class: 'add-address' },
    el('label', { for: 'address' }, t('add.address')),
    el('span', { class: 'field' }, address, el('button', { class: 'button' }, t('add.button'))));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    adding.address(address.value.trim(), into.value.trim());
    address.value = '';
  });
  return el('div', { class: 'add panel' },
    el('div', { class: 'add-files' },
      picker,
      el('label', { class: 'button primary', for: 'upload' }, icon('add'), t('add.files')),
      el('p', { class: 'aside' }, t('add.drop'))),
    el('div', { class: 'add-more' },
      form,
      el('div', {},
        el('label', { for: 'into' }, t('add.collection')), into,
        el('datalist', { id: 'collections' }, library().collections.map(({ name }) => el('option', { value: name }))))));
}
