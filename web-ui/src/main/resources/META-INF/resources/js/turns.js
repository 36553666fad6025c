// A conversation: what was asked and answered before stands above the answer, and a box below asks on.
import { byId, el, fill } from './dom.js';
import { showAnswer, spoken } from './answer.js';
import { t } from './i18n.js';

/** Older turns say nothing of what is meant now, and the browser keeps them with every step of its history. */
const KEPT = 8;

/** The turns of a conversation after one more. */
export function withTurn(turns, question, answer) {
  const { verdict, answer: text, lang, model, claims = [], citations = [] } = answer;
  return [...turns, { question, answer: { verdict, answer: text, lang, model, claims, citations } }].slice(-KEPT);
}

/** The turns as an answerer reads them; undefined when there are none. */
export const asHistory = (turns) =>
  turns.length > 0 ? turns.map(({ question, answer }) => ({ question, answer: spoken(answer.answer) })) : undefined;

/** Shows earlier turns, and above the answer what it answers. */
export function showTurns(turns, question) {
  fill(byId('turns'), turns.map((turn, i) => {
    const text = el('div', { class: 'answer past' });
    showAnswer(text, turn.answer);
    return el('section', { class: 'turn', data: { turn: i }, 'aria-label': t('turns.earlier', { question: turn.question }) },
      el('h2', { class: 'asked', dir: 'auto' }, turn.question), text);
  }));
  const asked = byId('asked');
  asked.textContent = question;
  asked.hidden = turns.length === 0;
}

/** Brings the newest question of a conversation to the top of the window. */
export function revealAsked() {
  const asked = byId('asked');
  if (!asked.hidden) {
    asked.scrollIntoView({ block: 'start', behavior: 'instant' });
  }
}
