// Puts the page together: views, the question box, switches, and who hears of what.
import { answerView } from './ask.js';
import { byId, el, fill, icon } from './dom.js';
import { documentsView } from './documents.js';
import { documentView } from './documentview.js';
import { dropzone } from './dropzone.js';
import { language, LANGUAGES, preferred, t, use } from './i18n.js';
import { library, onLibrary, refreshLibrary } from './library.js';
import { askAgain, keyButton } from './key.js';
import { problem } from './problems.js';
import { questionBox } from './questionbox.js';
import { go, parse, startRouter, turnsNow } from './router.js';
import { rememberLanguage, scopePicker, usualLanguage } from './scope.js';
import { showStart } from './start.js';
import { suggestions } from './suggestions.js';
import { themeSwitch } from './theme.js';
import { revealAsked } from './turns.js';
import { uploads } from './upload.js';

await use(preferred());

const askButton = byId('ask-button');
const followButton = byId('follow-button');
let running = false;
let left = null; // what had the focus when the answer was left for a document

const showTheme = themeSwitch(byId('theme'));
const showKey = keyButton(() => location.reload());
const answers = answerView((now) => {
  running = now;
  showAskButton();
}, anyLanguage);
const box = questionBox(byId('q'), { submit, escape: stop, key: (event) => suggested.key(event) });
const followBox = questionBox(byId('follow-q'), { submit: followUp, escape: stop, key: () => false });
const scope = scopePicker(byId('scope'), rescope);
const suggested = suggestions(byId('q'), byId('suggestions'), () => scope.value.collection, (text) => {
  box.value = text;
  submit();
});
const adding = uploads(() => documentsList.refresh());
const documentsList = documentsView({
  files: adding.files,
  address: adding.address,
});
const reader = documentView();

function submit() {
  suggested.close();
  if (!box.value) {
    return;
  }
  const route = { view: 'ask', q: box.value, ...scope.value };
  const now = parse(location.search);
  const same = now.view === 'ask' && now.q === route.q && now.collection === route.collection && now.lang === route.lang;
  go(route, { replace: same });
  box.afterSubmit();
}

/** Asks on: the question goes with what was asked and answered before it. */
function followUp() {
  const before = answers.turns();
  if (running || !before || !followBox.value) {
    return;
  }
  const { collection, lang } = parse(location.search);
  const q = followBox.value;
  followBox.value = '';
  go({ view: 'ask', q, collection, lang }, { before });
  followBox.afterSubmit();
}

/** Asks in the newly chosen place: what is in the box, or in a conversation its newest question. */
function rescope() {
  const now = parse(location.search);
  if (now.q && box.value) {
    submit();
  } else if (now.q && turnsNow().length > 0) {
    go({ ...now, ...scope.value }, { before: turnsNow() });
  }
}

function anyLanguage() {
  rememberLanguage('');
  go({ ...parse(location.search), lang: '' }, { before: turnsNow() });
}

function stop() {
  const following = document.activeElement?.closest('#follow');
  if (answers.stop()) {
    (following ? followBox : box).focus();
  }
}

function showAskButton() {
  const label = t(running ? 'ask.stop' : 'ask.button');
  for (const button of [askButton, followButton]) {
    button.setAttribute('aria-label', label);
    button.title = label;
    fill(button, icon(running ? 'stop' : 'send'));
  }
}

byId('ask').addEventListener('submit', (event) => {
  event.preventDefault();
  askAgain();
  if (running) {
    stop();
  } else {
    submit();
  }
});

byId('follow').addEventListener('submit', (event) => {
  event.preventDefault();
  if (running) {
    stop();
  } else {
    followUp();
  }
});

/** Shows a route. */
function show(route, { scroll, fresh, first, turns }) {
  const leavingAnswer = !byId('view-ask').hidden && route.view !== 'ask';
  if (leavingAnswer) {
    left = document.activeElement;
  }
  byId('view-ask').hidden = route.view !== 'ask';
  byId('view-document').hidden = route.view !== 'document';
  byId('view-documents').hidden = route.view !== 'documents';
  for (const link of document.querySelectorAll('[data-nav]')) {
    if (link.dataset.nav === route.view) {
      link.setAttribute('aria-current', 'page');
    } else {
      link.removeAttribute('aria-current');
    }
  }
  answers.leave();
  if (!first && route.view !== 'document') {
    refreshLibrary();
  }
  document.title = titleOf(route);
  if (route.view === 'ask') {
    showAsk(route, { fresh, first, turns });
  } else if (route.view === 'document') {
    reader.show(route);
  } else {
    documentsList.show(route);
    if (!first) {
      adding.resume();
      documentsList.focus();
    }
  }
  window.scrollTo({ top: scroll ?? 0, behavior: 'instant' });
  if (fresh && turns.length > 0) {
    revealAsked();
  }
}

function showAsk(route, { fresh, first, turns }) {
  const asked = route.q !== '';
  byId('view-ask').dataset.state = asked ? 'asked' : 'start';
  byId('start').hidden = asked;
  byId('results').hidden = !asked;
  // In a conversation the box above begins another one; the box below goes on with it.
  box.value = turns.length > 0 ? '' : route.q;
  scope.value = asked ? route : { ...route, lang: route.lang || usualLanguage() };
  if (asked) {
    answers.show(route, { fresh: fresh || first, turns });
  } else {
    answers.clear();
    showStart(byId('start'));
  }
  if (asked && fresh && turns.length > 0) {
    followBox.focus();
  } else if (!asked || fresh) {
    box.focus();
  } else if (left?.isConnected) {
    left.focus({ preventScroll: true });
  }
}

function titleOf(route) {
  if (route.view === 'documents') {
    return `${t('documents.title')} – Nuri`;
  }
  return route.q ? `${route.q} – Nuri` : 'Nuri';
}

function languageSwitch() {
  const select = byId('language');
  fill(select, Object.entries(LANGUAGES).map(([tag, name]) => el('option', { value: tag, lang: tag, selected: tag === language() }, name)));
  select.addEventListener('change', async () => {
    await use(select.value, { store: true });
    showTheme();
    showKey();
    showAskButton();
    scope.value = { ...scope.value, lang: parse(location.search).lang || usualLanguage() };
    showStart(byId('start'));
    answers.rerender();
    documentsList.rerender();
    reader.rerender();
    document.title = titleOf(parse(location.search));
  });
}

languageSwitch();
showAskButton();
dropzone((files) => adding.files(files, parse(location.search).collection ?? ''));
onLibrary(() => {
  scope.render();
  showStart(byId('start'));
});
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  byId('main').focus();
});
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.target.closest('input, textarea, select, dialog') && !byId('view-ask').hidden) {
    event.preventDefault();
    box.focus();
  } else if (event.key === 'Escape' && running && event.target !== byId('q') && !document.querySelector('dialog[open]')) {
    stop();
  }
});
document.documentElement.classList.remove('booting');
const known = refreshLibrary();
startRouter(show);
box.grow();
adding.resume();
const failed = await known;
if (failed && !library().loaded && parse(location.search).view === 'ask') {
  fill(byId('start'), problem(failed, refreshLibrary));
}
