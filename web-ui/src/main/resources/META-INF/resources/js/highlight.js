// Marks parts of a text and cuts excerpts; offsets count UTF-16 code units, as JavaScript's strings do.
import { el } from './dom.js';

/**
 * Nodes for `text` in which the `ranges` ([start, end), ascending) are wrapped in <mark>.
 *
 * @param quote a further range wrapped in <span class="quote">, around marks inside it
 */
export function marked(text, ranges = [], quote = null) {
  const cuts = new Set([0, text.length]);
  const valid = ranges.filter(([start, end]) => start >= 0 && start < end && end <= text.length);
  for (const [start, end] of quote ? [...valid, quote] : valid) {
    cuts.add(Math.max(0, Math.min(start, text.length)));
    cuts.add(Math.max(0, Math.min(end, text.length)));
  }
  const points = [...cuts].sort((a, b) => a - b);
  const nodes = [];
  let quoted = null;
  for (let i = 0; i + 1 < points.length; i++) {
    const [from, to] = [points[i], points[i + 1]];
    const piece = text.slice(from, to);
    const node = inside(valid, from, to) ? el('mark', {}, piece) : document.createTextNode(piece);
    if (quote && inside([quote], from, to)) {
      quoted ??= nodes[nodes.push(el('span', { class: 'quote' })) - 1];
      quoted.append(node);
    } else {
      quoted = null;
      nodes.push(node);
    }
  }
  return nodes;
}

const inside = (ranges, from, to) => ranges.some(([start, end]) => start <= from && to <= end);

/**
 * At most about `length` code units of `text` around `focus`, cut between words where the script has them.
 *
 * @param focus [start, end) that must show
 * @returns {text, shift, head, tail}: the excerpt, where it begins, and whether anything was cut on either side
 */
export function excerpt(text, focus, length) {
  if (text.length <= length) {
    return { text, shift: 0, head: false, tail: false };
  }
  const middle = (focus[0] + Math.min(focus[1], focus[0] + length)) / 2;
  let from = Math.max(0, Math.min(Math.round(middle - length / 2), text.length - length));
  let to = Math.min(text.length, from + length);
  from = from === 0 ? 0 : border(text, from, Math.min(from + 24, focus[0]), 1);
  to = to === text.length ? to : border(text, to, Math.max(to - 24, Math.min(focus[1], to)), -1);
  return { text: text.slice(from, to), shift: from, head: from > 0, tail: to < text.length };
}

/** The nearest white space from `at` on towards `limit`, else `at` itself, never inside a surrogate pair. */
function border(text, at, limit, step) {
  for (let i = at; step > 0 ? i < limit : i > limit; i += step) {
    if (/\s/.test(text[i])) {
      return step > 0 ? i + 1 : i;
    }
  }
  return /[\uDC00-\uDFFF]/.test(text[at] ?? '') ? at + step : at;
}

/**
 * An excerpt of a passage around its first highlight, with marks and ellipses.
 *
 * @param heading left out where the passage begins with it, because it is shown above
 */
export function markedExcerpt(text, ranges, length, { quote = null, heading = '' } = {}) {
  const skip = headingLength(text, heading, quote);
  const cut = excerpt(text.slice(skip), focusOf(quote ?? ranges?.find(([start]) => start >= skip), skip), length);
  const shift = skip + cut.shift;
  const move = ([start, end]) => [Math.max(0, start - shift), Math.min(cut.text.length, end - shift)];
  const visible = (ranges ?? []).map(move).filter(([start, end]) => start < end);
  return [
    cut.head ? '… ' : null,
    ...marked(cut.text, visible, quote ? move(quote) : null),
    cut.tail ? ' …' : null,
  ].filter((node) => node !== null);
}

const focusOf = (range, skip) => (range ? range.map((at) => Math.max(0, at - skip)) : [0, 0]);

function headingLength(text, heading, quote) {
  if (!heading || !text.startsWith(heading) || text.length === heading.length || (quote && quote[0] < heading.length)) {
    return 0;
  }
  return heading.length + /^\s*/.exec(text.slice(heading.length))[0].length;
}
