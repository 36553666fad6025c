// Writes an answer: sentences with [n] chips, each sentence with what its check found.
import { el, fill } from './dom.js';
import { languageName, t } from './i18n.js';
import { spanHref } from './router.js';

const MARK = /\[(\d{1,3})\]/g;

/** Adds a streamed piece; chips of citations not yet known stay plain until the whole answer is there. */
export function addChunk(container, text, citations) {
  let last = container.lastElementChild;
  text.split(/\n{2,}/).forEach((part, i) => {
    if (i > 0 || !last) {
      last = container.appendChild(el('p', { dir: 'auto' }));
    }
    if (part) {
      last.append(el('span', { class: 'fresh' }, withChips(part, citations, null)));
    }
  });
}

/** Replaces what was streamed by the whole answer: the same words, now with links and support. */
export function showAnswer(container, answer) {
  const citations = new Map((answer.citations ?? []).map((citation) => [citation.n, citation]));
  container.lang = answer.lang ?? '';
  fill(container, paragraphs(answer.answer).map(({ start, end }) =>
    el('p', { dir: 'auto' }, claimed(answer, start, end).map((part) => sentence(part, citations)))));
}

function paragraphs(text) {
  const found = [];
  let start = 0;
  for (const gap of text.matchAll(/\n{2,}/g)) {
    found.push({ start, end: gap.index });
    start = gap.index + gap[0].length;
  }
  found.push({ start, end: text.length });
  return found.filter(({ start: from, end }) => from < end);
}

/** Cuts [from, to) of the answer at the borders of its claims; marks after a claim belong to it. */
function claimed(answer, from, to) {
  const text = answer.answer;
  const parts = [];
  let at = from;
  const claims = (answer.claims ?? []).map((claim, index) => ({ ...claim, index })).sort((a, b) => a.start - b.start);
  for (const claim of claims) {
    const start = Math.max(at, claim.start);
    const end = Math.min(to, claim.end + marksAfter(text, claim.end));
    if (start >= end) {
      continue;
    }
    if (at < start) {
      parts.push({ text: text.slice(at, start), claim: null });
    }
    parts.push({ text: text.slice(start, end), claim });
    at = end;
  }
  if (at < to) {
    parts.push({ text: text.slice(at, to), claim: null });
  }
  return parts;
}

const marksAfter = (text, at) => /^(?:\s*\[\d{1,3}\])*/.exec(text.slice(at))[0].length;

function sentence({ text, claim }, citations) {
  const nodes = withChips(text, citations, claim);
  if (!claim) {
    return nodes;
  }
  return el('span', { class: 'claim', data: { support: claim.support, claim: claim.index } }, nodes,
    claim.support === 'supported' ? null : el('span', { class: 'support-note' }, t(`support.${claim.support}`)),
    claim.acrossLanguages ? el('span', { class: 'across' }, acrossNote(claim, citations)) : null);
}

/** In which languages the sources of a claim are that was compared across languages. */
function acrossNote(claim, citations) {
  const names = [...new Set(claim.citations.map((n) => citations.get(n)?.lang).filter(Boolean))].map(languageName);
  return t('claim.across', { language: names.join(', ') });
}

function withChips(text, citations, claim) {
  const nodes = [];
  let at = 0;
  for (const mark of text.matchAll(MARK)) {
    // The space before a mark would let the chip fall onto a line of its own.
    nodes.push(text.slice(at, mark.index).replace(/[ \u00a0]+$/, ''), chip(Number(mark[1]), citations, claim));
    at = mark.index + mark[0].length;
  }
  nodes.push(text.slice(at));
  return nodes.filter((node) => node !== '');
}

function chip(n, citations, claim) {
  const citation = citations?.get(n);
  const face = [el('span', { class: 'bracket' }, '['), String(n), el('span', { class: 'bracket' }, ']')];
  if (!citation) {
    return el('span', { class: 'cite waiting', data: { n } }, face);
  }
  return el(
    'a',
    {
      class: 'cite',
      href: spanHref(citation.documentId, citation.start, citation.end),
      data: { n, support: claim?.support ?? 'supported' },
      'aria-label': t('cite.name', { n, title: citation.title, support: t(`support.${claim?.support ?? 'supported'}`) }),
    },
    face,
  );
}

/** The answer with its sources listed, for the clipboard. */
export function asText(answer) {
  const lines = (answer.citations ?? []).map(({ n, title, uri, quote }) => `[${n}] ${title} (${uri}): “${quote.trim()}”`);
  return [answer.answer.trim(), ...(lines.length > 0 ? [lines.join('\n')] : [])].join('\n\n');
}

/** The sentences of an answer without marks, to be read aloud. */
export const spoken = (text) => text.replace(MARK, '').replace(/\s+/g, ' ').trim();

/** How many claims are borne out wholly, and how many there are. */
export function support(answer) {
  const claims = answer.claims ?? [];
  return { all: claims.length, full: claims.filter((claim) => claim.support === 'supported').length };
}
