// A question and what becomes of it: asks, follows the stream, and shows the answer or why there is none.
import * as api from './api.js';
import { announce } from './announce.js';
import { addChunk, showAnswer, spoken } from './answer.js';
import { byId, fill } from './dom.js';
import { citationCards } from './card.js';
import { hitsPanel } from './hits.js';
import { progressLine } from './progress.js';
import { problem, sentenceOf } from './problems.js';
import { showPlaceholders, showSources } from './sources.js';
import { t } from './i18n.js';
import { asHistory, showTurns, withTurn } from './turns.js';
import * as verdicts from './verdicts.js';

const KEPT = 30;

/**
 * The answer panel and the hits beside it.
 *
 * @param onState told `running` true or false
 * @param onAnyLanguage called when the reader wants passages in all languages again
 */
export function answerView(onState, onAnyLanguage) {
  const panel = byId('answer-panel');
  const text = byId('answer');
  const foot = byId('answer-foot');
  const row = byId('sources');
  const line = progressLine(byId('progress'));
  const hits = hitsPanel(byId('hits'), onAnyLanguage);
  const earlier = new Map();
  let shown = null; // {key, request, turns, sources, citations, answer, seconds, error}
  let controller = null;

  const closeCard = citationCards(byId('conversation'), (target) => {
    const turn = shown?.turns[target.closest('.turn')?.dataset.turn];
    const answer = turn?.answer ?? shown?.answer;
    const index = target.closest('.claim')?.dataset.claim;
    const claim = index === undefined ? null : answer?.claims?.[index];
    const numbers = target.matches('.claim') ? claim?.citations ?? [] : [Number(target.dataset.n)];
    const citations = numbers
      .map((n) => (turn ? answer.citations.find((each) => each.n === n) : shown?.citations.get(n)))
      .filter(Boolean);
    return {
      claim,
      sources: citations.map((citation) => ({ citation, hit: turn ? undefined : shown.sources.find((hit) => hit.passageId === citation.passageId) })),
    };
  });

  const state = (name) => {
    panel.dataset.state = name;
    byId('results').dataset.state = name;
    // A conversation goes on after whatever was answered, and below the answer it can be stopped.
    byId('follow').hidden = !(['grounded', 'abstained'].includes(name) || (name !== 'none' && shown?.turns.length > 0));
    onState(name === 'running');
  };

  const know = (citations) => citations?.forEach((citation) => shown.citations.set(citation.n, citation));

  const show = (answer) => {
    shown.answer = answer;
    know(answer.citations);
    state(answer.verdict);
    line.end(verdicts.summary(answer, shown.seconds));
    if (answer.verdict === 'grounded') {
      showSources(row, shown.sources, answer.citations);
      showAnswer(text, answer);
      fill(foot, verdicts.notes(answer), verdicts.actions(answer, again));
    } else {
      fill(row);
      fill(text, verdicts.noAnswer(answer, shown.request));
      fill(foot);
    }
  };

  const fail = (error) => {
    shown.error = error;
    line.end();
    fill(row);
    fill(text, problem(error, again));
    fill(foot);
    state('error');
    announce(sentenceOf(error));
  };

  const handlers = {
    phase: (data) => line.stage(data.phase ?? data.name),
    sources: (data) => {
      shown.sources = Array.isArray(data) ? data : data.hits ?? [];
      showSources(row, shown.sources);
    },
    chunk: (data) => {
      know(data.citations);
      if (text.dataset.empty) {
        delete text.dataset.empty;
        fill(text);
      }
      addChunk(text, data.text, shown.citations);
      announce(spoken(data.text));
    },
    done: (data) => {
      shown.seconds = line.elapsed();
      show(data);
      announce(verdicts.spokenSummary(data));
    },
    error: (data) => fail(new api.ApiError(0, data)),
  };

  const run = async (request, key, turns) => {
    controller?.abort();
    closeCard();
    const mine = (controller = new AbortController());
    shown = { key, request, turns, sources: [], citations: new Map(), answer: null, error: null };
    showTurns(turns, request.question);
    state('running');
    showPlaceholders(row);
    fill(text, verdicts.skeleton());
    text.dataset.empty = 'true';
    fill(foot);
    line.start();
    hits.search({ query: request.question, collection: request.collection, lang: request.lang });
    try {
      for await (const { event, data } of api.ask(request, mine.signal)) {
        if (mine !== controller) {
          return;
        }
        handlers[event]?.(data);
      }
    } catch (error) {
      if (mine === controller && error.name !== 'AbortError') {
        fail(error);
      }
    }
  };

  const again = () => {
    announce(t('answer.again'));
    run(shown.request, keyOf(shown.request), shown.turns);
  };

  const keep = () => {
    if (shown?.answer && !shown.error) {
      earlier.delete(shown.key);
      earlier.set(shown.key, { shown, hits: hits.state() });
      if (earlier.size > KEPT) {
        earlier.delete(earlier.keys().next().value);
      }
    }
  };

  return {
    /** Shows the answer to a route's question, from memory where it was given before and `fresh` is not asked for. */
    show(route, { fresh, turns }) {
      const given = {
        question: route.q,
        collection: route.collection || undefined,
        lang: route.lang || undefined,
        history: asHistory(turns),
      };
      const key = keyOf(given);
      if (!fresh && shown?.key === key) {
        return;
      }
      keep();
      const known = earlier.get(key);
      if (!fresh && known?.hits) {
        controller?.abort();
        shown = known.shown;
        showTurns(shown.turns, shown.request.question);
        show(shown.answer);
        hits.restore(known.hits);
        return;
      }
      run(given, key, turns);
    },
    /** The turns a follow-up goes on with; null when there is nothing to follow up. */
    turns: () => (shown?.answer && !shown.error ? withTurn(shown.turns, shown.request.question, shown.answer) : shown?.turns ?? null),
    /** Stops the work; what came so far stays. */
    stop() {
      if (panel.dataset.state !== 'running') {
        return false;
      }
      controller.abort();
      line.end(t('answer.stopped'));
      if (text.dataset.empty) {
        fill(text);
        fill(row);
      }
      shown.key = null; // an unfinished answer is not one to come back to
      fill(foot, verdicts.againOnly(again));
      state('stopped');
      announce(t('answer.stopped'));
      return true;
    },
    /** Ends what runs for a question that is no longer on screen. */
    clear() {
      keep();
      controller?.abort();
      hits.cancel();
      closeCard();
      shown = null;
      state('none');
    },
    leave: closeCard,
    /** Redraws in a new page language. */
    rerender() {
      if (shown) {
        showTurns(shown.turns, shown.request.question);
      }
      if (shown?.answer) {
        show(shown.answer);
      }
      hits.rerender();
    },
  };
}

const keyOf = ({ question, collection, lang, history }) => JSON.stringify([question, collection, lang, history]);
