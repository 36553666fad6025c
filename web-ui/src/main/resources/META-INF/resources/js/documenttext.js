// The text of a document as paragraphs and headings with page marks, the cited span wrapped in mark.span.
import { el, fill } from './dom.js';
import { t } from './i18n.js';

// Longer texts are shown in part, around the span; the rest is one press away.
const WINDOW = 120_000;

/**
 * @param content {text, lang, sections, pages}
 * @param span [start, end) to mark, or null
 */
export function documentText(content, span) {
  const blocks = blocksOf(content);
  const body = el('div', { class: 'document-text', id: 'document', dir: 'auto', lang: content.lang, data: { testid: 'document' } });
  const middle = span ? span[0] : 0;
  let from = blocks.findIndex((block) => block.end > middle - WINDOW / 2);
  let to = blocks.findIndex((block) => block.start > middle + WINDOW / 2);
  from = Math.max(0, from);
  to = to < 0 ? blocks.length : to;

  const button = (key, on) => el('button', { type: 'button', class: 'button wide', on: { click: on } }, t(key));
  const render = () => {
    const state = { marked: false };
    fill(body,
      from > 0 ? button('document.earlier', earlier) : null,
      blocks.slice(from, to).map((block) => blockNode(content.text, block, span, state)),
      to < blocks.length ? button('document.later', later) : null);
  };
  const earlier = () => {
    const height = document.documentElement.scrollHeight;
    const target = blocks[from].start - WINDOW;
    while (from > 0 && blocks[from - 1].end > target) {
      from--;
    }
    render();
    window.scrollBy({ top: document.documentElement.scrollHeight - height, behavior: 'instant' });
  };
  const later = () => {
    const target = blocks[to].start + WINDOW;
    while (to < blocks.length && blocks[to].start < target) {
      to++;
    }
    render();
  };
  render();
  return body;
}

/** Lines of the text that are not blank, each {start, end, level, page}: level 0 is a paragraph. */
function blocksOf({ text, sections = [], pages = [] }) {
  const blocks = [];
  let section = 0;
  let page = 0;
  let above = 1;
  for (const line of text.matchAll(/[^\n]+/g)) {
    if (!line[0].trim()) {
      continue;
    }
    const start = line.index;
    const end = start + line[0].length;
    while (section + 1 < sections.length && sections[section + 1].start <= start) {
      section++;
    }
    let number = 0;
    while (page < pages.length && pages[page].start < end) {
      number = pages[page++].number;
    }
    // No level is skipped, or the outline would have holes for those who move by headings.
    const level = Math.min(headingLevel(line[0], sections[section]), above + 1);
    above = level || above;
    blocks.push({ start, end, page: number, level });
  }
  return blocks;
}

function headingLevel(line, section) {
  const headings = section?.headings ?? [];
  return headings.length > 0 && line.trim().replace(/^#+\s*/, '') === headings.at(-1).trim() ? Math.min(6, headings.length + 1) : 0;
}

function blockNode(text, block, span, state) {
  const node = el(block.level > 0 ? `h${block.level}` : 'p', { dir: 'auto' }, pieces(text, block, span, state));
  return block.page > 0 ? [el('p', { class: 'page-mark' }, t('page', { n: block.page })), node] : node;
}

/** The text of a block; the part inside the span is marked, and its first part can be focused. */
function pieces(text, { start, end }, span, state) {
  const from = span ? Math.max(start, span[0]) : end;
  const to = span ? Math.min(end, span[1]) : end;
  if (from >= to) {
    return text.slice(start, end);
  }
  const first = !state.marked;
  state.marked = true;
  return [
    text.slice(start, from),
    el('mark', { class: 'span', id: first ? 'cited' : null, tabindex: first ? '-1' : null }, text.slice(from, to)),
    text.slice(to, end),
  ];
}
