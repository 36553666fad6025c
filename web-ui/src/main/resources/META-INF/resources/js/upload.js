// Sends files in batches and follows the jobs they become; also starts jobs for folders and web addresses.
import * as api from './api.js';
import { announce } from './announce.js';
import { jobCard } from './jobcard.js';
import { t } from './i18n.js';
import { place } from './labels.js';
import { refreshLibrary } from './library.js';

const BATCH_FILES = 50;
const BATCH_BYTES = 64_000_000;
const POLL_MS = 1_000;

/** Jobs that have a card already. */
const followed = new Set();

/** @param onIndexed called after each job, when documents may have been added */
export function uploads(onIndexed) {
  const files = async (chosen, collection) => {
    const bytes = chosen.reduce((sum, file) => sum + file.size, 0);
    const controller = new AbortController();
    const card = jobCard(chosen.length === 1 ? chosen[0].name : t('upload.files', { n: chosen.length }), () => controller.abort());
    announce(t('upload.started', { n: chosen.length }));
    let sent = 0;
    for (const batch of batches(chosen)) {
      const names = batch.map((file) => file.name);
      const before = sent;
      const goOn = await attempt(card, names, async () => {
        card.sending(before, bytes);
        const { jobId } = await api.upload(batch, collection, (loaded) => card.sending(before + loaded, bytes), controller.signal);
        await follow(jobId, card, controller.signal);
      });
      if (!goOn) {
        break;
      }
      sent += batch.reduce((sum, file) => sum + file.size, 0);
    }
    await finish(card);
  };

  const address = async (text, collection) => {
    const controller = new AbortController();
    const card = jobCard(text, () => controller.abort());
    const target = /^https?:\/\//i.test(text) ? { url: text } : { path: text };
    await attempt(card, [text], async () => {
      const { jobId } = await api.ingest({ ...target, collection: collection || undefined });
      await follow(jobId, card, controller.signal);
    });
    await finish(card);
  };

  /** Follows jobs that began elsewhere: on the command line, or before this page was loaded again. */
  const resume = async () => {
    let jobs;
    try {
      ({ jobs = [] } = await api.recentJobs());
    } catch {
      return;
    }
    for (const job of jobs) {
      if (['queued', 'running'].includes(job.state) && !followed.has(job.jobId)) {
        resumeOne(job);
      }
    }
  };

  const resumeOne = async ({ jobId, kind, targets = [] }) => {
    const controller = new AbortController();
    const reindex = kind === 'reindex';
    const title = reindex ? t('jobs.reindex') : targets.length === 1 ? place(targets[0]) : t('upload.files', { n: targets.length });
    const card = jobCard(title, () => controller.abort(), { reindex });
    await attempt(card, targets, () => follow(jobId, card, controller.signal));
    await finish(card);
  };

  const finish = async (card) => {
    announce(card.finish());
    await refreshLibrary();
    onIndexed();
  };

  return { files, address, resume };
}

/** Does a piece of work for a card and shows how it failed; tells whether to go on. */
async function attempt(card, names, work) {
  try {
    await work();
    return true;
  } catch (error) {
    if (error.name === 'AbortError') {
      card.cancelled();
      return false;
    }
    card.failed(error, names);
    return true;
  }
}

function* batches(files) {
  let batch = [];
  let bytes = 0;
  for (const file of files) {
    if (batch.length > 0 && (batch.length >= BATCH_FILES || bytes + file.size > BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(file);
    bytes += file.size;
  }
  if (batch.length > 0) {
    yield batch;
  }
}

/** Follows a job to its end by its events; by asking again and again when the events break off. */
async function follow(jobId, card, signal) {
  followed.add(jobId);
  const cancel = () => api.cancelJob(jobId).catch(() => {});
  signal.addEventListener('abort', cancel, { once: true });
  try {
    for await (const { data } of api.jobEvents(jobId, signal)) {
      card.progress(data);
    }
  } catch (error) {
    if (!(error instanceof api.Unreachable)) {
      throw error;
    }
    await poll(jobId, card, signal);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

async function poll(jobId, card, signal) {
  for (;;) {
    const state = await api.job(jobId, signal);
    card.progress(state);
    if (!['queued', 'running'].includes(state.state)) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
