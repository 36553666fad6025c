// The card of a citation: shown while its chip is hovered or focused, with the passage and its marked words.
import { bdi, byId, el, fill } from './dom.js';
import { markedExcerpt } from './highlight.js';
import { languageTag, place, trail, typeName } from './labels.js';
import { t } from './i18n.js';

const LENGTH = 420;
const OPEN_AFTER_MS = 120;
const CLOSE_AFTER_MS = 180;

/**
 * Gives the chips inside `container` a card.
 *
 * @param find gives {citation, hit} for a number, hit being the retrieved passage or undefined
 */
export function citationCards(container, find) {
  const card = byId('card');
  let chip = null;
  let timer = 0;

  const later = (action, ms) => {
    clearTimeout(timer);
    timer = setTimeout(action, ms);
  };

  const close = () => {
    clearTimeout(timer);
    chip?.removeAttribute('aria-describedby');
    chip = null;
    card.hidden = true;
  };

  const open = (target) => {
    clearTimeout(timer);
    const found = find(Number(target.dataset.n));
    if (!found?.citation) {
      return;
    }
    chip?.removeAttribute('aria-describedby');
    chip = target;
    fill(card, content(found.citation, found.hit, target));
    card.hidden = false;
    chip.setAttribute('aria-describedby', 'card');
    position(card, chip);
  };

  const chipOf = (event) => event.target.closest?.('a.cite, .source a[data-n]');
  const within = (event) => card.contains(event.relatedTarget) || (chip && chip.contains(event.relatedTarget));

  container.addEventListener('pointerover', (event) => {
    const target = chipOf(event);
    if (target && event.pointerType !== 'touch') {
      later(() => target !== chip && open(target), OPEN_AFTER_MS);
    }
  });
  container.addEventListener('pointerout', (event) => chipOf(event) && !within(event) && later(close, CLOSE_AFTER_MS));
  container.addEventListener('focusin', (event) => chipOf(event)?.matches('.cite:focus-visible') && open(chipOf(event)));
  container.addEventListener('focusout', (event) => chipOf(event) && !within(event) && later(close, CLOSE_AFTER_MS));
  card.addEventListener('pointerenter', () => clearTimeout(timer));
  card.addEventListener('pointerleave', () => later(close, CLOSE_AFTER_MS));

  // A finger cannot hover: its first tap shows the card, the link inside opens the document.
  let touched = false;
  container.addEventListener('pointerdown', (event) => (touched = event.pointerType === 'touch'));
  container.addEventListener('click', (event) => {
    const target = chipOf(event);
    if (target?.matches('.cite') && touched && chip !== target) {
      event.preventDefault();
      open(target);
    } else if (target) {
      close();
    }
  });

  document.addEventListener('keydown', (event) => event.key === 'Escape' && close());
  document.addEventListener('pointerdown', (event) => chip && !card.contains(event.target) && !chip.contains(event.target) && close());
  card.addEventListener('click', (event) => event.target.closest('a') && close());
  window.addEventListener('scroll', () => chip && position(card, chip), { passive: true });
  window.addEventListener('resize', close);
  return close;
}

function content(citation, hit, chip) {
  const passage = citation.passage ?? hit;
  const text = passage?.text ?? citation.quote;
  const shift = passage?.text ? passage.start : citation.start;
  const quote = [citation.start - shift, citation.end - shift];
  const steps = trail(citation.headings ?? hit?.headings, citation.page ?? hit?.page, citation.title);
  return [
    el('p', { class: 'card-title', dir: 'auto', lang: citation.lang }, citation.title),
    el('p', { class: 'card-place' }, bdi(place(citation.uri), { class: 'path' }), languageTag(citation.lang),
      hit?.mediaType ? el('span', { class: 'tag' }, typeName(hit.mediaType)) : null),
    steps.some(Boolean) ? el('p', { class: 'trail' }, steps) : null,
    el('blockquote', { dir: 'auto', lang: citation.lang }, markedExcerpt(text, passage?.highlights ?? [], LENGTH, { quote, heading: hit?.headings?.at(-1) })),
    el('p', { class: 'card-foot' },
      chip.dataset.support ? el('span', { class: 'support', data: { support: chip.dataset.support } }, t(`support.${chip.dataset.support}`)) : null,
      el('a', { href: chip.getAttribute('href') }, t('card.open'))),
  ];
}

/** Below the chip, or above it where there is no room, inside the window. */
function position(card, chip) {
  const box = (chip.getClientRects()[0] ?? chip.getBoundingClientRect());
  const { width, height } = card.getBoundingClientRect();
  const room = document.documentElement.clientWidth;
  const left = Math.max(8, Math.min(box.left + box.width / 2 - width / 2, room - width - 8));
  const below = box.bottom + 8;
  const top = below + height < window.innerHeight - 8 || box.top < height + 16 ? below : box.top - height - 8;
  card.style.left = `${Math.round(left)}px`;
  card.style.top = `${Math.round(top)}px`;
}
