// One document in the page: where it comes from, its text, and the cited span in view.
import * as api from './api.js';
import { announce } from './announce.js';
import { bdi, byId, el, fill, icon } from './dom.js';
import { documentText } from './documenttext.js';
import { dateTime, t } from './i18n.js';
import { key } from './key.js';
import { languageTag, place, shortPlace, typeName, webAddress } from './labels.js';
import { notice, problem, sentenceOf } from './problems.js';
import { canGoBack } from './router.js';

/** The document view. */
export function documentView() {
  const view = byId('view-document');
  let controller = null;
  let route = null;
  let content = null;

  const load = async () => {
    controller?.abort();
    const mine = (controller = new AbortController());
    fill(view, back(), el('p', { class: 'loading', role: 'status' }, t('document.loading')));
    try {
      content = await api.documentContent(route.doc, mine.signal);
      render();
    } catch (error) {
      if (error.name !== 'AbortError') {
        fill(view, back(), error.status === 404 ? notice('error', t('document.gone'), [t('document.goneText')]) : problem(error, load));
      }
    }
  };

  const back = () => {
    const link = el('a', { class: 'back', href: '/' }, icon('back'), t(canGoBack() ? 'document.back' : 'document.home'));
    link.addEventListener('click', (event) => {
      if (canGoBack()) {
        event.preventDefault();
        history.back();
      }
    });
    return el('div', { class: 'document-bar' }, link);
  };

  const render = () => {
    const span = spanOf(route, content.text.length);
    const address = webAddress(content.uri);
    const text = documentText(content, span);
    document.title = `${content.title} – Nuri`;
    fill(view,
      back(),
      el('header', { class: 'document-head' },
        el('h1', { dir: 'auto', lang: content.lang, tabindex: '-1' }, content.title),
        el('p', { class: 'hit-place' }, el('span', { class: 'tag' }, typeName(content.mediaType)), languageTag(content.lang),
          bdi(place(content.uri), { class: 'path' })),
        el('p', { class: 'document-links' },
          el('a', { href: api.originalUrl(content.id ?? route.doc), target: '_blank', rel: 'noopener noreferrer', data: { testid: 'original' }, on: { click: (event) => original(event, content) } }, icon('open'), t('document.original')),
          address ? el('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, icon('open'), t('document.web')) : null,
          span ? el('a', { href: '#cited', on: { click: (event) => { event.preventDefault(); reveal(true); } } }, t('document.toSpan')) : null,
          content.indexed ? el('span', { class: 'aside' }, t('document.indexed', { date: dateTime(content.indexed) })) : null)),
      route.start !== null && !span ? notice('error', t('document.noSpan')) : null,
      text);
    requestAnimationFrame(() => reveal(false));
  };

  /** Scrolls the span into view and gives it the focus, so that reading goes on from there. */
  const reveal = (smooth) => {
    const mark = view.querySelector('mark.span');
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (mark) {
      mark.scrollIntoView({ block: 'center', behavior: smooth && !still ? 'smooth' : 'instant' });
      mark.focus({ preventScroll: true });
      announce(t('document.atSpan', { title: content.title }));
    } else {
      view.querySelector('h1')?.focus({ preventScroll: true });
    }
  };

  return {
    show(next) {
      const same = content && route?.doc === next.doc;
      route = next;
      if (same) {
        render();
      } else {
        content = null;
        load();
      }
    },
    rerender: () => !view.hidden && content && render(),
  };
}

/** The span asked for, or null when there is none or it lies outside the text. */
function spanOf({ start, end }, length) {
  return start !== null && end !== null && start < end && end <= length ? [start, end] : null;
}

/** Saves the original; a link alone does where no key is needed. */
async function original(event, content) {
  if (!key()) {
    return;
  }
  event.preventDefault();
  try {
    const address = URL.createObjectURL(await api.original(content.id));
    el('a', { href: address, download: shortPlace(content.uri) }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch (error) {
    announce(sentenceOf(error));
  }
}
