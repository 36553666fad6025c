// The page's words: loads a language, fills placeholders, and formats numbers, dates, sizes and names for it.
import { recall, remember } from './storage.js';

/** Languages of the page by tag, each under its own name. */
export const LANGUAGES = {
  en: 'English',
  ko: '한국어',
  ja: '日本語',
  'zh-Hans': '简体中文',
  es: 'Español',
  ar: 'العربية',
};

const RIGHT_TO_LEFT = new Set(['ar']);
const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

let current = 'en';
let messages = {};
let formats = {};

/** The language in use. */
export const language = () => current;

/** The stored language, else the browser's first that the page speaks, else English. */
export function preferred() {
  const stored = recall('language');
  if (stored in LANGUAGES) {
    return stored;
  }
  for (const tag of navigator.languages ?? [navigator.language]) {
    const { language: base } = new Intl.Locale(tag);
    const found = base === 'zh' ? 'zh-Hans' : base;
    if (found in LANGUAGES) {
      return found;
    }
  }
  return 'en';
}

/** Switches to a language and translates what index.html holds. */
export async function use(tag, { store = false } = {}) {
  const response = await fetch(`/i18n/${tag}.json`);
  messages = await response.json();
  current = tag;
  if (store) {
    remember('language', tag);
  }
  // Western digits throughout, so that counts look like the [1] of a citation.
  const locale = `${tag}-u-nu-latn`;
  formats = {
    number: new Intl.NumberFormat(locale),
    seconds: new Intl.NumberFormat(locale, { style: 'unit', unit: 'second', unitDisplay: 'short', minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    plural: new Intl.PluralRules(tag),
    date: new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }),
    dateTime: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
    percent: new Intl.NumberFormat(locale, { style: 'percent' }),
    score: new Intl.NumberFormat(locale, { minimumFractionDigits: 3, maximumFractionDigits: 3 }),
    names: new Intl.DisplayNames([tag], { type: 'language', fallback: 'none' }),
    list: new Intl.ListFormat(tag, { type: 'conjunction' }),
  };
  document.documentElement.lang = tag;
  document.documentElement.dir = RIGHT_TO_LEFT.has(tag) ? 'rtl' : 'ltr';
  translate(document);
}

/** Fills elements that name their message: `data-i18n` the text, `-label`, `-placeholder` an attribute. */
function translate(root) {
  for (const node of root.querySelectorAll('[data-i18n]')) {
    node.textContent = t(node.dataset.i18n);
  }
  for (const node of root.querySelectorAll('[data-i18n-label]')) {
    node.setAttribute('aria-label', t(node.dataset.i18nLabel));
  }
  for (const node of root.querySelectorAll('[data-i18n-placeholder]')) {
    node.setAttribute('placeholder', t(node.dataset.i18nPlaceholder));
  }
}

/** Whether there is such a message. */
export const has = (key) => key in messages;

/**
 * A message with its `{name}` places filled. A message with plural forms is chosen by `values.n`.
 * Text put in is isolated, so that a title in another direction cannot scramble the sentence.
 */
export function t(key, values = {}) {
  let message = messages[key] ?? key;
  if (typeof message === 'object') {
    message = message[formats.plural.select(values.n)] ?? message.other;
  }
  return message.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === 'number' ? number(value) : `${FIRST_STRONG_ISOLATE}${value ?? ''}${POP_ISOLATE}`;
  });
}

export const number = (value) => formats.number.format(value);
export const seconds = (value) => formats.seconds.format(value);
export const score = (value) => formats.score.format(value);
export const list = (items) => formats.list.format(items);
export const date = (instant) => when(formats.date, instant);
export const dateTime = (instant) => when(formats.dateTime, instant);

function when(format, instant) {
  const at = new Date(instant ?? NaN);
  return Number.isNaN(at.getTime()) ? '' : format.format(at);
}

/** A number of bytes in a unit people read. */
export function size(bytes) {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const locale = `${current}-u-nu-latn`;
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return new Intl.NumberFormat(locale, { style: 'unit', unit: units[unit], unitDisplay: 'short', maximumFractionDigits: digits }).format(value);
}

/** The name of a language in the page's language; the tag itself when it has none. */
export function languageName(tag) {
  if (!tag || tag === 'und') {
    return t('language.unknown');
  }
  try {
    return formats.names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
