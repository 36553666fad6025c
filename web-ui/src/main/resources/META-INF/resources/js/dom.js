// Builds elements. Text always becomes a text node; markup is never parsed.

/** An element with attributes (`class`, `data` and `on` are understood) and children; null and false are left out. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name === 'class') {
      node.className = value;
    } else if (name === 'data') {
      Object.assign(node.dataset, value);
    } else if (name === 'on') {
      for (const [type, listener] of Object.entries(value)) {
        node.addEventListener(type, listener);
      }
    } else {
      node.setAttribute(name, value === true ? '' : String(value));
    }
  }
  append(node, children);
  return node;
}

/** Appends children, leaving out null and false. */
export function append(node, ...children) {
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Replaces everything inside `node`. */
export function fill(node, ...children) {
  node.replaceChildren();
  return append(node, ...children);
}

/** Text of unknown direction, kept from disturbing its surroundings. */
export function bdi(text, attributes = {}) {
  return el('bdi', { dir: 'auto', ...attributes }, String(text));
}

/** An element of index.html. */
export function byId(id) {
  return document.getElementById(id);
}

const SHAPES = {
  send: 'M12 19V5M5.5 11.5 12 5l6.5 6.5',
  stop: 'M7 7h10v10H7z',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  check: 'M5 12.5 10 17.5 19 7',
  again: 'M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4',
  back: 'M19 12H5M11 6l-6 6 6 6',
  open: 'M14 5h5v5M19 5l-8 8M11 5H5v14h14v-6',
  bin: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  close: 'M6 6l12 12M18 6 6 18',
  add: 'M12 5v14M5 12h14',
  alert: 'M12 8v5M12 16.5v.5M12 3 2.5 20h19z',
  none: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 12h7',
  bar: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM5.6 5.6l12.8 12.8',
  plug: 'M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4',
  page: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  key: 'M14.5 9.5a4 4 0 1 0-3.4 3.95L13 15.5h2V18h2.5v2.5H21v-3.2z',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M19 5l-1.4 1.4M6.4 17.6 5 19',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z',
  system: 'M4 5h16v11H4zM9 20h6M12 16v4',
};

/** A small line drawing, hidden from assistive technology. */
export function icon(name) {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(ns, 'path');
  path.setAttribute('d', SHAPES[name]);
  svg.append(path);
  return svg;
}
