// Where to search: which collection, and all languages or only the reader's own.
import { el, fill } from './dom.js';
import { language, languageName, t } from './i18n.js';
import { library } from './library.js';
import { recall, remember } from './storage.js';

/** The language to begin with: the reader's own when that was the last choice. */
export const usualLanguage = () => (recall('scope.lang') === 'mine' ? language() : '');

/** Begins with all languages, or the reader's own, from now on. */
export const rememberLanguage = (lang) => remember('scope.lang', lang === language() ? 'mine' : null);

/**
 * The two choices under the question box.
 *
 * @param onChange called after the reader chose
 */
export function scopePicker(container, onChange) {
  let chosen = { collection: '', lang: '' };

  const render = () => {
    const { collections } = library();
    const names = collections.map(({ name }) => name);
    if (chosen.collection && !names.includes(chosen.collection)) {
      names.unshift(chosen.collection);
    }
    const langs = [['', t('scope.anyLanguage')], [language(), t('scope.myLanguage', { name: languageName(language()) })]];
    if (chosen.lang && chosen.lang !== language()) {
      langs.push([chosen.lang, languageName(chosen.lang)]);
    }
    fill(
      container,
      names.length > 1 || chosen.collection
        ? select('collection', t('scope.collection'), [['', t('scope.anyCollection')], ...names.map((name) => [name, name])])
        : null,
      select('lang', t('scope.language'), langs),
    );
  };

  const select = (field, label, options) =>
    el(
      'label',
      { class: 'pick' },
      el('span', { class: 'hidden' }, label),
      el(
        'select',
        {
          data: { testid: `scope-${field}` },
          on: {
            change: (event) => {
              chosen = { ...chosen, [field]: event.target.value };
              rememberLanguage(chosen.lang);
              onChange();
            },
          },
        },
        options.map(([value, text]) => el('option', { value, selected: value === chosen[field], dir: 'auto' }, text)),
      ),
    );

  return {
    get value() {
      return chosen;
    },
    set value({ collection, lang }) {
      chosen = { collection, lang };
      render();
    },
    render,
  };
}
