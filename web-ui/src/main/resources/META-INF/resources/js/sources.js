// The row of sources above an answer: what was found first, then the cited ones by number.
import { bdi, el, fill } from './dom.js';
import { languageTag, shortPlace, typeName } from './labels.js';
import { t } from './i18n.js';
import { spanHref } from './router.js';

const SHOWN = 8;

/** Places kept free while nothing is known yet, so that nothing moves. */
export function showPlaceholders(container) {
  fill(container, el('ol', { class: 'source-row waiting', 'aria-hidden': 'true' },
    Array.from({ length: 3 }, () => el('li', { class: 'source' }))));
}

/** Shows the hits an answer may cite; once `citations` are known, cited passages lead in the order of their numbers. */
export function showSources(container, hits, citations = []) {
  const cited = new Map();
  for (const citation of citations) {
    const known = cited.get(citation.passageId);
    if (known) {
      known.numbers.push(citation.n);
    } else {
      cited.set(citation.passageId, { ...citation, numbers: [citation.n] });
    }
  }
  const rest = hits.filter((hit) => !cited.has(hit.passageId));
  const byPassage = new Map(hits.map((hit) => [hit.passageId, hit]));
  const all = [
    ...[...cited.values()].map((citation) => ({ ...byPassage.get(citation.passageId), ...citation })),
    ...rest,
  ].slice(0, Math.max(SHOWN, cited.size));
  fill(container, el('ol', { class: 'source-row', 'aria-label': t('sources.label') }, all.map(source)));
}

function source(item) {
  const numbers = item.numbers ?? [];
  return el(
    'li',
    { class: 'source', data: { cited: numbers.length > 0 } },
    el(
      'a',
      { href: spanHref(item.documentId, item.start, item.end), data: numbers.length > 0 ? { n: numbers[0] } : {} },
      el('span', { class: 'source-title', dir: 'auto', lang: item.lang }, item.title),
      step(item) ? el('span', { class: 'source-step', dir: 'auto', lang: item.lang }, step(item)) : null,
      el(
        'span',
        { class: 'source-foot' },
        numbers.map((n) => el('span', { class: 'number' }, el('span', { class: 'hidden' }, t('sources.cited', { n })), el('span', { 'aria-hidden': 'true' }, String(n)))),
        bdi(item.mediaType ? typeName(item.mediaType) : shortPlace(item.uri), { class: 'source-type' }),
        languageTag(item.lang),
      ),
    ),
  );
}

/** The heading a passage stands under, where it says more than the title. */
function step({ headings = [], title }) {
  const last = headings.at(-1);
  return last && last !== title ? last : null;
}
