// What surrounds an answer: its summary line, its buttons, and the states that are not answers.
import { el, fill, icon } from './dom.js';
import { asText, support } from './answer.js';
import { copyText } from './clipboard.js';
import { hitItem } from './hits.js';
import { announce } from './announce.js';
import { has, languageName, list, seconds, t } from './i18n.js';
import { library } from './library.js';
import { href } from './router.js';
import { notice } from './problems.js';
import { modelReason } from './reasons.js';

/** The line that stays above the answer: how many sources, how well supported, how long it took. */
export function summary(answer, took) {
  const time = took === undefined ? null : el('span', { class: 'elapsed' }, seconds(took));
  if (answer.verdict !== 'grounded') {
    return [el('span', { class: 'stage-name' }, t('answer.noneFound')), time];
  }
  const { all, full } = support(answer);
  const kind = full === all ? 'supported' : 'partial';
  return [
    el('span', { class: 'support', data: { support: kind } }, t(full === all ? 'answer.allSupported' : 'answer.someSupported', { n: all, full })),
    el('span', { class: 'made-by', title: t('answer.model', { name: answer.model ?? '' }) }, answer.model === 'extractive' ? t('answer.extractive') : answer.model),
    time,
  ];
}

/** What a screen reader hears when an answer is complete. */
export function spokenSummary(answer) {
  return answer.verdict === 'grounded'
    ? t('answer.complete', { n: (answer.citations ?? []).length })
    : `${t(`${answer.verdict}.title`)} ${answer.answer ?? ''}`;
}

/** Below an answer: that no model wrote it though one was asked, that it ends early, what a policy did. */
export function notes(answer) {
  return [
    answer.fallback ? el('p', { class: 'answer-note', data: { testid: 'fallback' } }, icon('alert'),
      el('span', {}, t('answer.fallback', { name: answer.fallback.model }), ' ', modelReason(answer.fallback.code, answer.fallback.reason))) : null,
    answer.incomplete ? el('p', { class: 'answer-note', data: { testid: 'incomplete' } }, icon('alert'),
      el('span', {}, t('answer.incomplete'), ' ', modelReason(answer.incompleteCode, answer.incomplete))) : null,
    answer.guard?.length > 0 ? guardList(answer.guard) : null,
  ];
}

/** What a policy spoke of: category, where, and what was done about it. */
function guardList(guard) {
  const name = (kind, id) => {
    const key = `guard.${kind}.${String(id ?? '').toLowerCase().split('.')[0]}`;
    return has(key) ? t(key) : String(id ?? '').replaceAll('_', ' ');
  };
  const unlike = new Map(guard.map(({ category, stage, action }) => [
    `${category} ${stage} ${action}`,
    t('guard.line', { category: name('category', category), stage: name('stage', stage), action: name('action', action) }),
  ]));
  return el('ul', { class: 'guard', 'aria-label': t('guard.title'), data: { testid: 'guard' } },
    [...unlike.values()].map((line) => el('li', {}, line)));
}

/** Copy, ask again, and in which languages the sources are when they differ from the answer's. */
export function actions(answer, again) {
  const foreign = [...new Set((answer.citations ?? []).map(({ lang }) => lang))].filter((lang) => lang && lang !== answer.queryLang && lang !== 'und');
  return [
    foreign.length > 0 ? el('p', { class: 'aside' }, t('answer.foreign', { languages: list(foreign.map(languageName)) })) : null,
    el('p', { class: 'actions' }, copyButton(answer), againButton(again)),
  ];
}

/** For an answer that was stopped. */
export const againOnly = (again) => el('p', { class: 'actions' }, againButton(again));

function againButton(again) {
  return el('button', { type: 'button', class: 'button quiet', data: { testid: 'again' }, on: { click: again } }, icon('again'), t('answer.regenerate'));
}

function copyButton(answer) {
  const button = el('button', { type: 'button', class: 'button quiet', data: { testid: 'copy' } }, icon('copy'), t('answer.copy'));
  button.addEventListener('click', async () => {
    const copied = await copyText(asText(answer));
    const message = t(copied ? 'answer.copied' : 'answer.copyFailed');
    announce(message);
    fill(button, icon(copied ? 'check' : 'copy'), message);
    setTimeout(() => fill(button, icon('copy'), t('answer.copy')), 2500);
  });
  return button;
}

/** Lines that hold the place of an answer until its first sentence comes. */
export const skeleton = () => el('div', { class: 'skeleton', 'aria-hidden': 'true' }, [0, 1, 2].map(() => el('span')));

/**
 * An abstention with what was searched and the nearest passages, a refusal with its rules, or the invitation of an empty
 * library.
 */
export function noAnswer(answer, request) {
  const { loaded, documents } = library();
  if (answer.verdict === 'abstained' && loaded && documents === 0) {
    return emptyLibrary();
  }
  const reason = `reason.${answer.reason}`;
  const nearest = answer.nearest ?? [];
  const sentences = [answer.answer || (has(reason) ? t(reason) : null)];
  if (answer.verdict === 'refused') {
    const rules = answer.guard?.length > 0 ? answer.guard : [{ category: answer.reason }];
    return [notice('refused', t('refused.title'), sentences, []), guardList(rules)];
  }
  return [
    notice('abstained', t('abstained.title'), sentences, everywhere(request)),
    el('p', { class: 'searched', data: { testid: 'searched' } }, el('span', {}, t('abstained.searched')), searched(request).map((part) => el('bdi', {}, part))),
    answer.fallback ? notes({ fallback: answer.fallback }) : null,
    nearest.length > 0 ? [
      el('h3', { class: 'nearest-title' }, t('abstained.nearest')),
      el('ol', { class: 'hit-list nearest', data: { testid: 'nearest' } }, nearest.slice(0, 5).map((hit) => hitItem(hit))),
    ] : null,
  ].flat().filter(Boolean);
}

/** What was searched: how many passages, where, in which languages. */
function searched({ collection, lang }) {
  const { collections, passages } = library();
  const only = collections.find(({ name }) => name === collection);
  return [
    t('passages.count', { n: collection ? only?.passages ?? 0 : passages }),
    collection ? t('abstained.collection', { name: collection }) : t('scope.anyCollection'),
    lang ? languageName(lang) : t('scope.anyLanguage'),
  ];
}

/** Where only a part was searched, the way to the rest. */
function everywhere({ question, collection, lang }) {
  return collection || lang
    ? [el('a', { class: 'button', href: href({ view: 'ask', q: question }), data: { testid: 'everywhere' } }, icon('again'), t('abstained.everything'))]
    : [];
}

/** Invites to add the first documents. */
export function emptyLibrary() {
  return notice('empty', t('empty.title'), [t('empty.text')], [el('a', { class: 'button primary', href: '/?view=documents' }, icon('add'), t('empty.add'))]);
}
