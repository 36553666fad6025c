// Says why a hit matched: how each leg ranked it, and how the question was understood.
import { bdi, el } from './dom.js';
import { languageName, list, number, score, t } from './i18n.js';

const LEGS = ['lexical', 'dense'];

/** Both legs' ranks of one hit. */
export function explanation(hit) {
  return el('dl', { class: 'explain' }, LEGS.map((leg) => {
    const said = hit.explain[leg];
    return el('div', {},
      el('dt', {}, t(`explain.${leg}`)),
      el('dd', {}, said ? [
        el('span', { class: 'rank' }, t('explain.rank', { n: said.rank })),
        el('span', {}, t('explain.score', { score: score(said.score) })),
        said.contribution !== undefined ? el('span', {}, t('explain.adds', { score: score(said.contribution) })) : null,
      ] : el('span', { class: 'rank' }, t('explain.notRanked'))));
  }));
}

/** How the question was understood: languages, terms, how many passages each leg looked at. */
export function understanding(query) {
  const terms = Object.entries(query.terms ?? {});
  return el('dl', { class: 'explain understanding' },
    row(t('explain.languages'), list((query.languages ?? []).map((guess) => languageName(guess.lang ?? guess.language)))),
    terms.map(([field, words]) => row(el('code', {}, field), bdi(words.join(' · ')))),
    row(t('explain.lexical'), t('explain.looked', { n: query.lexical ?? 0 })),
    row(t('explain.dense'), [t('explain.looked', { n: query.dense ?? 0 }), query.denseDecision ? [' ', bdi(query.denseDecision)] : null]),
    Object.entries(query.timings ?? {}).map(([stage, ms]) => row(el('code', {}, stage), `${number(Math.round(ms * 10) / 10)} ms`)));
}

const row = (name, value) => el('div', {}, el('dt', {}, name), el('dd', {}, value));
