// Suggestions under the question box: a listbox that the box controls, as the combobox pattern has it.
import * as api from './api.js';
import { bdi, byId, el, fill } from './dom.js';

const WAIT = 120;
const SHOWN = 8;

/**
 * @param box the textarea
 * @param list an empty list element
 * @param scope tells the chosen collection
 * @param onChoose told the text of a suggestion that was chosen
 */
export function suggestions(box, list, scope, onChoose) {
  let items = [];
  let active = -1;
  let timer = 0;
  let controller = null;
  let typed = null; // what the reader typed, while a suggestion stands in the box

  const close = () => {
    clearTimeout(timer);
    controller?.abort();
    items = [];
    active = -1;
    typed = null;
    list.hidden = true;
    fill(list);
    box.setAttribute('aria-expanded', 'false');
    box.removeAttribute('aria-activedescendant');
  };

  const load = async () => {
    const text = box.value;
    if (!text.trim() || text.includes('\n') || text.length > 200) {
      close();
      return;
    }
    controller?.abort();
    const mine = (controller = new AbortController());
    try {
      const found = await api.suggest({ q: text, collection: scope(), k: SHOWN }, mine.signal);
      if (mine === controller && !mine.signal.aborted && document.activeElement === box) {
        open(found.suggestions);
      }
    } catch {
      close(); // suggestions are a help: without them the box still works
    }
  };

  const open = (found) => {
    if (found.length === 0) {
      close();
      return;
    }
    items = found;
    active = -1;
    fill(list, found.map((item, i) =>
      el('li', { role: 'option', id: `suggestion-${i}`, 'aria-selected': 'false', data: { kind: item.kind },
        on: { pointerdown: (event) => { event.preventDefault(); choose(i); } } }, bdi(item.text))));
    list.hidden = false;
    box.setAttribute('aria-expanded', 'true');
    box.removeAttribute('aria-activedescendant');
  };

  const choose = (i) => {
    const { text } = items[i];
    close();
    onChoose(text);
  };

  const move = (step) => {
    typed ??= box.value;
    active = (active + step + items.length + 2) % (items.length + 1) - 1;
    [...list.children].forEach((option, i) => option.setAttribute('aria-selected', String(i === active)));
    if (active < 0) {
      box.removeAttribute('aria-activedescendant');
    } else {
      box.setAttribute('aria-activedescendant', `suggestion-${active}`);
      byId(`suggestion-${active}`).scrollIntoView({ block: 'nearest' });
    }
    box.value = active < 0 ? typed : items[active].text;
  };

  box.addEventListener('input', () => {
    typed = null; // a suggestion that was typed on is the reader's own text now
    active = -1;
    clearTimeout(timer);
    timer = setTimeout(load, WAIT);
  });
  box.addEventListener('blur', close);

  return {
    close,
    /** Takes the keys that belong to an open list; true when it did. */
    key(event) {
      if (list.hidden) {
        return false;
      }
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        move(event.key === 'ArrowDown' ? 1 : -1);
        return true;
      }
      if (event.key === 'Escape') {
        box.value = typed ?? box.value;
        close();
        return true;
      }
      return false;
    },
  };
}
