// Keeps the address bar and the page in step: questions, documents and the library each have an address.

/** The route an address stands for. */
export function parse(search) {
  const p = new URLSearchParams(search);
  if (p.get('doc')) {
    return { view: 'document', doc: p.get('doc'), start: offset(p.get('start')), end: offset(p.get('end')) };
  }
  if (p.get('view') === 'documents') {
    return { view: 'documents', collection: p.get('collection') ?? '' };
  }
  return { view: 'ask', q: (p.get('q') ?? '').trim(), collection: p.get('collection') ?? '', lang: p.get('lang') ?? '' };
}

function offset(text) {
  return /^\d{1,10}$/.test(text ?? '') ? Number(text) : null;
}

/** The address of a route. */
export function href(route) {
  const p = new URLSearchParams();
  const put = (name, value) => value !== null && value !== undefined && value !== '' && p.set(name, value);
  if (route.view === 'document') {
    put('doc', route.doc);
    put('start', route.start);
    put('end', route.end);
  } else if (route.view === 'documents') {
    put('view', 'documents');
    put('collection', route.collection);
  } else {
    put('q', route.q);
    put('collection', route.collection);
    put('lang', route.lang);
  }
  const search = p.toString();
  return search ? `/?${search}` : '/';
}

/** The address of a span of a document. */
export const spanHref = (doc, start, end) => href({ view: 'document', doc, start, end });

let show = () => {};

/** What was asked and answered before the question on show, oldest first; each {question, answer}. */
export const turnsNow = () => history.state?.turns ?? [];

/** Starts routing: `listener(route, {scroll, fresh, turns})` is told every route to show. */
export function startRouter(listener) {
  show = listener;
  history.scrollRestoration = 'manual';
  window.addEventListener('popstate', (event) =>
    show(parse(location.search), { scroll: event.state?.scroll ?? 0, fresh: false, turns: turnsNow(), steps: event.state?.steps ?? 0 }));
  document.addEventListener('click', onClick);
  show(parse(location.search), { scroll: history.state?.scroll ?? 0, fresh: false, first: true, turns: turnsNow() });
}

/** Goes to a route, as a new history entry unless `replace`; `before` are the turns of the conversation it goes on with. */
export function go(route, { replace = false, before = [] } = {}) {
  const steps = history.state?.steps ?? 0;
  if (replace) {
    history.replaceState({ ...history.state, turns: before }, '', href(route));
  } else {
    history.replaceState({ ...history.state, scroll: window.scrollY }, '');
    history.pushState({ steps: steps + 1, scroll: 0, turns: before }, '', href(route));
  }
  show(route, { scroll: 0, fresh: true, turns: before });
}

/** Whether going back stays in this page. */
export const canGoBack = () => (history.state?.steps ?? 0) > 0;

/** Links to the page's own routes are followed without loading it again. */
function onClick(event) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
    return;
  }
  const link = event.target.closest?.('a[href]');
  if (!link || link.target || link.hasAttribute('download')) {
    return;
  }
  const url = new URL(link.href);
  if (url.origin === location.origin && url.pathname === '/' && !url.hash) {
    event.preventDefault();
    go(parse(url.search));
  }
}
