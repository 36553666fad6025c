// The passages found for a question: marked, filtered by chips, page by page, with both legs' ranks on demand.
import * as api from './api.js';
import { append, bdi, el, fill, icon } from './dom.js';
import { announce } from './announce.js';
import { facetChips } from './facets.js';
import { explanation, understanding } from './explain.js';
import { markedExcerpt } from './highlight.js';
import { languageTag, shortPlace, trail, typeName } from './labels.js';
import { problem } from './problems.js';
import { language, languageName, t } from './i18n.js';
import { href, parse, spanHref } from './router.js';

const PAGE = 10;
/** A long document leaves room for others; the rest of it is a press away. */
const PER_DOCUMENT = 2;
const EXCERPT = 240;

/**
 * A panel of hits in `container`.
 *
 * @param onAnyLanguage called when the reader wants passages in all languages again
 */
export function hitsPanel(container, onAnyLanguage) {
  let request = null;
  let like = null; // the hit whose likes are shown instead of the question's passages
  let within = null; // the hit to whose document the search is kept
  let filters = {};
  let explain = false;
  let found = null;
  let controller = null;

  const load = async (cursor) => {
    controller?.abort();
    const mine = (controller = new AbortController());
    container.setAttribute('aria-busy', 'true');
    try {
      const body = await api.search({ ...asked(), k: PAGE, ...kept(), explain: explain || undefined, cursor }, mine.signal);
      found = cursor ? { ...body, hits: [...found.hits, ...body.hits], facets: body.facets ?? found.facets } : body;
      const first = cursor ? found.hits.length - body.hits.length : -1;
      render(first);
    } catch (error) {
      if (error.name !== 'AbortError') {
        fill(container, heading(), problem(error, () => load(cursor)));
      }
    } finally {
      if (mine === controller) {
        container.removeAttribute('aria-busy');
      }
    }
  };

  const asked = () => (like ? { like: like.passageId, collection: request.collection, lang: request.lang } : request);

  /** Filters; and how often a document is shown, unless it is the only one. */
  const kept = () =>
    within
      ? { filters: { ...filled(filters), document: [within.documentId] } }
      : { filters: filled(filters), perDocument: PER_DOCUMENT };

  /** Loads other hits and says what they are; the focus goes to the chip that leads back, or to the first hit. */
  const turn = (label) => {
    filters = {};
    return load().then(() => {
      container.scrollIntoView({ block: 'nearest' });
      container.querySelector(label ? '[data-testid="back"]' : '.hit a')?.focus({ preventScroll: true });
      announce(label || t('hits.count', { n: found?.hits.length ?? 0 }));
    });
  };

  const likeLabel = () => (like ? t('hits.likeOf', { title: like.title }) : '');
  const withinLabel = () => (within ? t('hits.within', { title: within.title }) : '');

  const showLike = (hit) => {
    like = hit;
    within = null;
    return turn(likeLabel());
  };

  const showWithin = (hit) => {
    within = hit;
    return turn(withinLabel() || likeLabel());
  };

  /** Says what the hits are, and leads back. */
  const turned = () => {
    const [label, back] = within ? [withinLabel(), () => showWithin(null)] : [likeLabel(), () => showLike(null)];
    return label
      ? el('p', { class: 'meant' },
        el('button', { type: 'button', class: 'chip', data: { testid: 'back' }, on: { click: back } },
          bdi(label), icon('close'), el('span', { class: 'hidden' }, ` ${t('hits.likeEnd')}`)))
      : null;
  };

  /** Says that only one language is searched, and takes that back. */
  const languageChip = () =>
    request?.lang
      ? el('p', { class: 'meant' },
        el('button', { type: 'button', class: 'chip', 'aria-pressed': 'true', data: { testid: 'only-language' }, on: { click: onAnyLanguage } },
          bdi(request.lang === language() ? t('scope.myLanguage', { name: languageName(request.lang) }) : languageName(request.lang)), icon('close')))
      : null;

  const heading = () =>
    el('div', { class: 'hits-head' },
      el('h2', { id: 'hits-title' }, t('hits.title')),
      found ? el('span', { class: 'count' }, t(found.total > 1000 ? 'hits.countOver' : 'hits.count', { n: found.total })) : null,
      el('button', { type: 'button', class: 'chip', 'aria-pressed': String(explain), data: { testid: 'explain' },
        on: { click: () => { explain = !explain; load(); } } }, t('hits.explain')));

  const render = (focusIndex) => {
    const scroll = window.scrollY;
    fill(container, heading(),
      languageChip(),
      turned(),
      facetChips(found.facets ?? {}, filters, (next) => { filters = next; load(); }),
      explain && found.explain ? understanding(found.explain) : null,
      found.suggestion ? meant(found.suggestion) : null,
      found.hits.length > 0
        ? el('ol', { class: 'hit-list' }, found.hits.map((hit) => hitItem(hit, { onLike: showLike, onFurther: showWithin })))
        : el('p', { class: 'none' }, t(Object.keys(filled(filters) ?? {}).length > 0 ? 'hits.noneFiltered' : 'hits.none')),
      found.cursor
        ? el('button', { type: 'button', class: 'button wide', data: { testid: 'more' }, on: { click: () => load(found.cursor) } }, t('hits.more'))
        : null);
    window.scrollTo({ top: scroll, behavior: 'instant' });
    if (focusIndex >= 0) {
      container.querySelectorAll('.hit a')[focusIndex]?.focus({ preventScroll: true });
      announce(t('hits.count', { n: found.hits.length }));
    }
  };

  return {
    /** Searches anew, without filters. */
    search(next) {
      request = next;
      like = null;
      within = null;
      filters = {};
      found = null;
      fill(container, heading(), el('ol', { class: 'hit-list waiting', 'aria-hidden': 'true' }, Array.from({ length: 4 }, () => el('li', { class: 'hit' }))));
      return load();
    },
    /** Shows what an earlier search gave. */
    restore(state) {
      ({ request, like, within, filters, explain, found } = state);
      render(-1);
    },
    state: () => (found ? { request, like, within, filters, explain, found } : null),
    cancel: () => controller?.abort(),
    rerender: () => found && render(-1),
  };
}

const filled = (filters) => {
  const set = Object.entries(filters).filter(([, values]) => values.length > 0);
  return set.length > 0 ? Object.fromEntries(set) : undefined;
};

/** What the question may have meant, as a link that asks it. */
function meant(text) {
  const { collection, lang } = parse(location.search);
  return el('p', { class: 'meant', data: { testid: 'meant' } }, t('hits.meant'), ' ',
    el('a', { href: href({ view: 'ask', q: text, collection, lang }), dir: 'auto' }, text));
}

/**
 * One hit as a list item.
 *
 * @param onLike shows passages like the hit; left out where that is not offered
 * @param onFurther shows more of the hit's document; left out where that is not offered
 */
export function hitItem(hit, { onLike, onFurther } = {}) {
  const item = el('li', { class: 'hit' },
    el('h3', {}, el('a', { href: spanHref(hit.documentId, hit.start, hit.end), dir: 'auto', lang: hit.lang }, hit.title)),
    el('p', { class: 'hit-place' },
      el('span', { class: 'tag' }, typeName(hit.mediaType)),
      languageTag(hit.lang),
      bdi(shortPlace(hit.uri), { class: 'path', title: hit.uri })));
  const steps = trail(hit.headings, hit.page, hit.title);
  return append(item,
    steps.some(Boolean) ? el('p', { class: 'trail' }, steps) : null,
    el('p', { class: 'excerpt', dir: 'auto', lang: hit.lang }, markedExcerpt(hit.text, hit.highlights, EXCERPT, { heading: hit.headings?.at(-1) })),
    onLike || onFurther
      ? el('p', { class: 'hit-links' },
        onFurther && hit.further ? hitLink('further', t('hits.further'), hit, onFurther) : null,
        onLike ? hitLink('like', t('hits.like'), hit, onLike) : null)
      : null,
    hit.duplicates?.length > 0 ? el('p', { class: 'aside' }, t('hits.duplicates', { n: hit.duplicates.length })) : null,
    hit.explain ? explanation(hit) : null);
}

function hitLink(name, label, hit, onClick) {
  return el('button', { type: 'button', class: 'textlike', data: { testid: name }, on: { click: () => onClick(hit) } },
    label, el('span', { class: 'hidden', dir: 'auto' }, ` ${hit.title}`));
}
