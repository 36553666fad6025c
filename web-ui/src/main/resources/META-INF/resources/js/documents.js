// The library: what is indexed, what failed and why, and how to add or delete.
import * as api from './api.js';
import { announce } from './announce.js';
import { bdi, byId, el, fill, icon } from './dom.js';
import { addPanel } from './add.js';
import { confirmed } from './confirm.js';
import { failureList } from './failures.js';
import { date, languageName, number, t } from './i18n.js';
import { place, shortPlace, typeName } from './labels.js';
import { library, onLibrary, refreshLibrary } from './library.js';
import { notice, problem, sentenceOf } from './problems.js';
import { go, spanHref } from './router.js';

const PAGE = 50;

/** The documents view. `adding` takes the files and addresses to add. */
export function documentsView(adding) {
  const view = byId('view-documents');
  const heading = el('h1', { id: 'documents-title', tabindex: '-1' });
  const add = el('div');
  const totals = el('div', { class: 'list-head' });
  const table = el('div', { class: 'document-list', data: { testid: 'documents' } });
  const failed = el('div');
  view.append(heading, add, totals, failed, table);
  let collection = '';
  let rows = [];
  let total = 0;
  let controller = null;

  const frame = () => {
    heading.textContent = t('documents.title');
    fill(add, addPanel(adding, collection));
    head();
  };

  const head = () => {
    const { loaded, collections, passages, documents } = library();
    if (!loaded) {
      return;
    }
    const here = collections.find(({ name }) => name === collection);
    fill(totals,
      el('p', { class: 'held' }, t('documents.count', { n: here?.documents ?? (collection ? total : documents) }),
        el('span', { class: 'dot', 'aria-hidden': 'true' }), t('passages.count', { n: here?.passages ?? (collection ? 0 : passages) })),
      collections.length > 1 ? el('label', { class: 'pick' }, el('span', { class: 'hidden' }, t('scope.collection')),
        el('select', { on: { change: (event) => go({ view: 'documents', collection: event.target.value }) } },
          [['', t('scope.anyCollection')], ...collections.map(({ name }) => [name, name])].map(([value, text]) =>
            el('option', { value, selected: value === collection }, text)))) : null);
  };

  const load = async (offset = 0) => {
    controller?.abort();
    const mine = (controller = new AbortController());
    try {
      // Shown together: failures that came later would push the list down.
      const [body, failures] = await Promise.all([
        api.documents({ collection, offset, limit: PAGE }, mine.signal),
        failureList(collection, mine.signal),
      ]);
      rows = offset > 0 ? [...rows, ...body.documents] : body.documents;
      total = body.total ?? rows.length;
      render(offset);
      fill(failed, failures);
    } catch (error) {
      if (error.name !== 'AbortError') {
        fill(table, problem(error, () => load(offset)));
      }
    }
  };

  const render = (focusFrom = 0) => {
    head();
    if (rows.length === 0) {
      fill(table, notice('empty', t('documents.none'), [t('empty.text')]));
      return;
    }
    fill(table,
      el('table', { role: 'table' },
        el('caption', { class: 'hidden' }, t('documents.title')),
        el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' },
          ['title', 'language', 'type', 'passages', 'indexed', 'collection'].map((name) => el('th', { role: 'columnheader', scope: 'col', class: `of-${name}` }, t(`column.${name}`))),
          el('th', { role: 'columnheader', scope: 'col', class: 'of-action' }, el('span', { class: 'hidden' }, t('column.action'))))),
        el('tbody', { role: 'rowgroup' }, rows.map(row))),
      rows.length < total ? el('button', { type: 'button', class: 'button wide', on: { click: () => load(rows.length) } }, t('documents.more', { n: total - rows.length })) : null);
    if (focusFrom > 0) {
      table.querySelectorAll('tbody a')[focusFrom]?.focus({ preventScroll: true });
    }
  };

  const row = (document) => {
    const cell = (name, ...content) => el('td', { role: 'cell', class: `of-${name}` }, content);
    return el('tr', { role: 'row', data: { id: document.id } },
      cell('title', el('a', { href: spanHref(document.id), dir: 'auto', lang: document.lang }, document.title),
        el('span', { class: 'path', title: place(document.uri) }, bdi(shortPlace(document.uri)))),
      cell('language', languageName(document.lang)),
      cell('type', typeName(document.mediaType)),
      cell('passages', el('span', { class: 'unit' }, t('passages.count', { n: document.passages ?? 0 })), el('span', { class: 'bare', 'aria-hidden': 'true' }, number(document.passages ?? 0))),
      cell('indexed', el('time', { datetime: document.indexed }, date(document.indexed))),
      cell('collection', bdi(document.collection ?? '')),
      cell('action', el('button', { type: 'button', class: 'icon-button', title: t('delete'), 'aria-label': t('delete.name', { title: document.title }),
        on: { click: () => remove(document) } }, icon('bin'))));
  };

  const remove = async (document) => {
    if (!(await confirmed(t('delete.title', { title: document.title }), t('delete.text'), t('delete')))) {
      return;
    }
    const at = rows.indexOf(document);
    try {
      await api.deleteDocument(document.id);
    } catch (error) {
      announce(sentenceOf(error));
      table.prepend(problem(error, null));
      return;
    }
    rows.splice(at, 1);
    total--;
    await refreshLibrary();
    render();
    announce(t('delete.done', { title: document.title }));
    (table.querySelectorAll('.of-action button')[Math.min(at, rows.length - 1)] ?? heading).focus();
  };

  onLibrary(() => !view.hidden && head());

  return {
    show(route) {
      collection = route.collection;
      rows = [];
      frame();
      return load();
    },
    /** Something was added or deleted elsewhere. */
    refresh: () => !view.hidden && load(),
    rerender: () => {
      frame();
      if (!view.hidden) {
        load();
      }
    },
    focus: () => heading.focus({ preventScroll: true }),
  };
}
