// Shows which stage an answer is in and how long it has taken.
import { el, fill } from './dom.js';
import { announce } from './announce.js';
import { has, seconds, t } from './i18n.js';

const STAGES = ['searching', 'reading', 'writing', 'checking'];

/** A stage line in `container`: start it, move it through stages, end it with a summary. */
export function progressLine(container) {
  const label = el('span', { class: 'stage-name' });
  const time = el('span', { class: 'elapsed', 'aria-hidden': 'true' });
  const steps = STAGES.map((stage) => el('span', { data: { stage } }));
  let began = 0;
  let timer = 0;

  const tick = () => {
    time.textContent = seconds((performance.now() - began) / 1000);
  };

  const show = (stage) => {
    const known = STAGES.indexOf(stage);
    steps.forEach((step, i) => {
      step.className = i < known ? 'past' : i === known ? 'now' : '';
    });
    const text = t(has(`stage.${stage}`) ? `stage.${stage}` : 'stage.working');
    if (label.textContent !== text) {
      label.textContent = text;
      announce(text);
    }
  };

  return {
    start() {
      clearInterval(timer);
      label.textContent = '';
      fill(container, el('span', { class: 'steps', 'aria-hidden': 'true' }, steps), label, time);
      container.dataset.running = '';
      began = performance.now();
      tick();
      timer = setInterval(tick, 100);
      show('searching');
    },
    stage: show,
    /** Ends with one sentence; nodes may be given. Returns the seconds it took. */
    end(...summary) {
      clearInterval(timer);
      delete container.dataset.running;
      fill(container, summary);
      return (performance.now() - began) / 1000;
    },
    elapsed: () => (performance.now() - began) / 1000,
  };
}
