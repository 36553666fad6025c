// The card of a sentence or of one of its chips: shown while it is hovered or focused, with what the check found and the
// quote of each source, marked in its passage.
import { bdi, byId, el, fill } from './dom.js';
import { markedExcerpt } from './highlight.js';
import { languageTag, place, trail, typeName } from './labels.js';
import { t } from './i18n.js';
import { lacking } from './reasons.js';
import { spanHref } from './router.js';

const LENGTH = 420;
const SHORT_LENGTH = 240;
const OPEN_AFTER_MS = 120;
/** A pointer that only crosses a sentence on its way opens nothing. */
const OPEN_SENTENCE_AFTER_MS = 320;
const CLOSE_AFTER_MS = 180;

/**
 * Gives the sentences and chips inside `container` a card.
 *
 * @param find gives {claim, sources} for an element, each source {citation, hit} with hit the retrieved passage or
 *     undefined; undefined where nothing is known
 */
export function citationCards(container, find) {
  const card = byId('card');
  let shown = null; // the chip or sentence whose card is open
  let pointer = null; // where the pointer was when it asked for a card
  let timer = 0;

  const later = (action, ms) => {
    clearTimeout(timer);
    timer = setTimeout(action, ms);
  };

  const release = () => {
    shown?.removeAttribute('aria-describedby');
    shown?.classList.remove('open');
    shown = null;
  };

  const close = () => {
    clearTimeout(timer);
    release();
    card.hidden = true;
  };

  const open = (target) => {
    clearTimeout(timer);
    const found = find(target);
    if (!found || found.sources.length === 0) {
      return;
    }
    release();
    shown = target;
    fill(card, content(found));
    card.hidden = false;
    card.scrollTop = 0;
    shown.classList.add('open');
    if (shown.matches('a')) {
      shown.setAttribute('aria-describedby', 'card');
    }
    position(card, shown, pointer);
  };

  const targetOf = (event) => event.target.closest?.('a.cite, .source a[data-n], .claim');
  const inside = (node) => node && (card.contains(node) || shown?.contains(node));

  container.addEventListener('pointerover', (event) => {
    const target = targetOf(event);
    if (target && event.pointerType !== 'touch') {
      pointer = target.matches('.claim') ? event : null;
      later(() => target !== shown && open(target), target.matches('.claim') ? OPEN_SENTENCE_AFTER_MS : OPEN_AFTER_MS);
    }
  });
  container.addEventListener('pointerout', (event) => {
    if (targetOf(event) && !inside(event.relatedTarget)) {
      later(close, CLOSE_AFTER_MS);
    }
  });
  container.addEventListener('focusin', (event) => {
    const target = targetOf(event);
    if (target?.matches('.cite:focus-visible')) {
      pointer = null;
      open(target);
    }
  });
  container.addEventListener('focusout', (event) => targetOf(event) && !inside(event.relatedTarget) && later(close, CLOSE_AFTER_MS));
  card.addEventListener('pointerenter', () => clearTimeout(timer));
  card.addEventListener('pointerleave', () => later(close, CLOSE_AFTER_MS));

  // A finger cannot hover: its first tap shows the card, the link inside opens the document.
  let touched = false;
  container.addEventListener('pointerdown', (event) => (touched = event.pointerType === 'touch'));
  container.addEventListener('click', (event) => {
    const target = targetOf(event);
    if (target?.matches('.cite, .claim') && touched && shown !== target) {
      event.preventDefault();
      pointer = target.matches('.claim') ? event : null;
      open(target);
    } else if (target?.matches('a')) {
      close();
    }
  });

  document.addEventListener('keydown', (event) => event.key === 'Escape' && close());
  document.addEventListener('pointerdown', (event) => shown && !inside(event.target) && close());
  card.addEventListener('click', (event) => event.target.closest('a') && close());
  window.addEventListener('scroll', () => shown && (pointer ? close() : position(card, shown, null)), { passive: true });
  window.addEventListener('resize', close);
  return close;
}

function content({ claim, sources }) {
  return [
    claim ? checked(claim) : null,
    sources.map((each) => source(each, sources.length > 1 ? SHORT_LENGTH : LENGTH)),
  ];
}

/** What the check of a sentence found, in words and by shape. */
function checked(claim) {
  return el('div', { class: 'card-check', data: { support: claim.support } },
    el('span', { class: 'support', data: { support: claim.support } }, t(`check.${claim.support}`)),
    claim.acrossLanguages ? el('span', { class: 'aside' }, t('claim.compared')) : null,
    lacking(claim));
}

function source({ citation, hit }, length) {
  const passage = citation.passage ?? hit;
  const text = passage?.text ?? citation.quote;
  const shift = passage?.text ? passage.start : citation.start;
  const quote = [citation.start - shift, citation.end - shift];
  const steps = trail(citation.headings ?? hit?.headings, citation.page ?? hit?.page, citation.title);
  return el('div', { class: 'card-source' },
    el('p', { class: 'card-title', dir: 'auto', lang: citation.lang },
      el('span', { class: 'number', 'aria-hidden': 'true' }, String(citation.n)), citation.title),
    el('p', { class: 'card-place' }, bdi(place(citation.uri), { class: 'path' }), languageTag(citation.lang),
      hit?.mediaType ? el('span', { class: 'tag' }, typeName(hit.mediaType)) : null),
    steps.some(Boolean) ? el('p', { class: 'trail' }, steps) : null,
    el('blockquote', { dir: 'auto', lang: citation.lang }, markedExcerpt(text, passage?.highlights ?? [], length, { quote, heading: hit?.headings?.at(-1) })),
    el('p', { class: 'card-foot' }, el('a', { href: spanHref(citation.documentId, citation.start, citation.end) }, t('card.open'))));
}

/** Below the chip, or below the whole sentence so that it can be compared; above where there is no room below. */
function position(card, target, pointer) {
  const lines = [...target.getClientRects()];
  const box = pointer || lines.length === 0 ? target.getBoundingClientRect() : lines[0];
  const middle = pointer ? pointer.clientX : box.left + box.width / 2;
  const { width, height } = card.getBoundingClientRect();
  const room = document.documentElement.clientWidth;
  const left = Math.max(8, Math.min(middle - width / 2, room - width - 8));
  const below = box.bottom + 8;
  const fits = below + height < window.innerHeight - 8;
  // Where neither side has room, the card covers the end of the sentence rather than leave the window.
  const top = fits ? below : box.top > height + 16 ? box.top - height - 8 : Math.max(8, window.innerHeight - height - 8);
  card.style.left = `${Math.round(left)}px`;
  card.style.top = `${Math.round(top)}px`;
}
