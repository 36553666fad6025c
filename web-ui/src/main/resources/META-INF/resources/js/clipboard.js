// Copies text, also where the clipboard interface is missing (a page served over plain HTTP from another machine).
import { el } from './dom.js';

/** Whether `text` is now on the clipboard. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text) {
  const area = el('textarea', { class: 'hidden', 'aria-hidden': 'true', readonly: true });
  area.value = text;
  const before = document.activeElement;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  before?.focus({ preventScroll: true });
  return copied;
}
