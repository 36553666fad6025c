// One piece of indexing work in the dock: its bar, counts and failures.
import { bdi, byId, el, fill, icon } from './dom.js';
import { failure } from './failures.js';
import { size, t } from './i18n.js';
import { place } from './labels.js';
import { ApiError } from './api.js';
import { detailOf, sentenceOf } from './problems.js';

const FAILURES_SHOWN = 20;

/**
 * Adds a card to the dock.
 *
 * @param reindex whether the work builds the index anew, which counts documents and leaves nothing when it is stopped
 */
export function jobCard(title, onCancel, { reindex = false } = {}) {
  const stop = t(reindex ? 'cancel' : 'jobs.cancel');
  const dock = byId('jobs');
  const bar = el('progress', { max: '1', value: '0', 'aria-label': title });
  const line = el('p', { class: 'job-line', data: { testid: 'job-line' } });
  const current = el('p', { class: 'job-current' });
  const failed = el('div');
  const button = el('button', { type: 'button', class: 'icon-button', 'aria-label': stop, title: stop }, icon('close'));
  const card = el('div', { class: 'job panel', data: { testid: 'job', state: 'running' } },
    el('div', { class: 'job-head' }, bdi(title, { class: 'job-title' }), button), bar, line, current, failed);
  const past = { files: 0, passages: 0, failures: [] }; // of batches already done
  let now = { files: 0, passages: 0, failures: [] };
  let state = 'running';

  button.addEventListener('click', () => {
    if (state === 'running') {
      onCancel();
    } else {
      card.remove();
      dock.hidden = dock.childElementCount === 0;
    }
  });
  dock.append(card);
  dock.hidden = false;

  const showFailures = () => {
    const all = [...past.failures, ...now.failures];
    if (all.length === 0 || failed.dataset.count === String(all.length)) {
      return;
    }
    failed.dataset.count = String(all.length);
    fill(failed, el('details', { open: failed.querySelector('details')?.open ?? all.length <= 3 },
      el('summary', {}, t('failures.title', { n: all.length })),
      el('ul', { class: 'failure-list' }, all.slice(0, FAILURES_SHOWN).map(failure))));
  };

  const counts = () => t('jobs.counts', {
    files: t(reindex ? 'documents.count' : 'files.count', { n: past.files + now.files }),
    passages: t('passages.count', { n: past.passages + now.passages }),
  });

  const settle = (name) => {
    state = name;
    card.dataset.state = name;
    current.textContent = '';
    button.setAttribute('aria-label', t('close'));
    button.title = t('close');
  };

  return {
    sending(sent, bytes) {
      bar.value = bytes > 0 ? Math.min(1, sent / bytes) : 0;
      line.textContent = t('upload.sending', { sent: size(Math.min(sent, bytes)), all: size(bytes) });
    },
    progress(job) {
      now = { files: job.filesDone ?? 0, passages: job.passages ?? 0, failures: job.failures ?? [] };
      if (job.scanning || !job.filesTotal) {
        bar.removeAttribute('value');
      } else {
        bar.value = job.filesDone / job.filesTotal;
      }
      // Failures are listed at the end; until then they are only counted.
      const unlisted = (job.failed ?? 0) - now.failures.length;
      const left = job.filesTotal && !job.scanning ? t('jobs.of', { n: now.files, total: job.filesTotal }) : null;
      line.textContent = job.state === 'queued' ? t('jobs.queued') : [left, counts(), unlisted > 0 ? t('failures.title', { n: job.failed }) : null].filter(Boolean).join(' · ');
      fill(current, bdi(place(job.current)));
      showFailures();
      if (job.state === 'done' || job.state === 'failed' || job.state === 'cancelled') {
        past.files += now.files;
        past.passages += now.passages;
        past.failures.push(...now.failures);
        now = { files: 0, passages: 0, failures: [] };
      }
      if (job.error) {
        this.failed(new ApiError(0, { error: job.error }), [title]);
      }
    },
    failed(error, names) {
      const reason = detailOf(error) || sentenceOf(error);
      past.failures.push(...names.map((path) => ({ path, stage: 'upload', reason })));
      showFailures();
    },
    cancelled() {
      settle('cancelled');
    },
    /** Ends the card; gives the sentence that says how it went. */
    finish() {
      const summary = state === 'cancelled' ? t(reindex ? 'jobs.reindexCancelled' : 'jobs.cancelled') : past.failures.length > 0 ? t('jobs.doneInPart') : t('jobs.done');
      settle(state === 'cancelled' ? state : past.failures.length === 0 ? 'done' : past.files > past.failures.length ? 'part' : 'failed');
      bar.value = 1;
      line.textContent = [summary, counts()].join(' · ');
      return `${title}: ${line.textContent}`;
    },
  };
}
