// Short labels for where a passage comes from: file type, path, language, heading path.
import { bdi, el } from './dom.js';
import { language, languageName, t } from './i18n.js';

const TYPES = {
  'application/pdf': 'PDF',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word',
  'application/msword': 'Word',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PowerPoint',
  'application/vnd.ms-powerpoint': 'PowerPoint',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'Excel',
  'application/vnd.ms-excel': 'Excel',
  'application/vnd.oasis.opendocument.text': 'ODT',
  'application/vnd.oasis.opendocument.presentation': 'ODP',
  'application/vnd.oasis.opendocument.spreadsheet': 'ODS',
  'application/x-hwp-v5': 'HWP',
  'application/epub+zip': 'EPUB',
  'application/xhtml+xml': 'HTML',
  'application/rtf': 'RTF',
  'text/html': 'HTML',
  'text/markdown': 'Markdown',
  'text/x-web-markdown': 'Markdown',
  'text/plain': 'TXT',
  'text/csv': 'CSV',
  'message/rfc822': 'EML',
  'application/vnd.ms-outlook': 'MSG',
};

/** What people call a media type; unknown ones keep their subtype. */
export function typeName(mediaType) {
  const type = mediaType ?? '';
  return TYPES[type] ?? (type.startsWith('image/') ? t('type.image') : type.slice(type.indexOf('/') + 1).replace(/^(x-|vnd\.)/, ''));
}

/** A URI as people would write it: no scheme for files and uploads, no percent signs where they can be read. */
export function place(uri) {
  let text = uri ?? '';
  try {
    text = decodeURI(text);
  } catch {
    // A stray percent sign: shown as it is.
  }
  return text.replace(/^(file:\/\/|file:|upload:|https?:\/\/)/, '').replace(/^\/+(?=\/)/, '');
}

/** The last two steps of a place, enough to know it by. */
export function shortPlace(uri) {
  const parts = place(uri).split('/').filter(Boolean);
  return parts.length > 2 ? `…/${parts.slice(-2).join('/')}` : parts.join('/');
}

/** A tag with a language's name, or null where it would only repeat the reader's own. */
export function languageTag(lang, { always = true } = {}) {
  if (!lang || (!always && lang === language())) {
    return null;
  }
  return el('span', { class: 'tag', title: lang }, languageName(lang));
}

/** Heading path, page: what leads to a passage inside its document. */
export function trail(headings = [], page = 0, title = '') {
  const steps = headings.filter((heading) => heading && heading !== title);
  return [
    ...steps.map((heading) => bdi(heading, { class: 'step' })),
    page > 0 ? el('span', { class: 'step' }, t('page', { n: page })) : null,
  ];
}

/** Web addresses may be linked as they are; anything else is only reachable through the server. */
export function webAddress(uri) {
  try {
    const url = new URL(uri);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}
