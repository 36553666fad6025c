// Talks to the server: every call the page makes, and the errors they can end in.
import { anotherKey, credentials, key as ownKey } from './key.js';
import { readEvents } from './sse.js';

/** The server said no. `status` is the HTTP status, 0 for an error inside a stream. */
export class ApiError extends Error {
  constructor(status, body) {
    super(body?.error?.message ?? '');
    this.status = status;
    this.code = body?.error?.code ?? '';
  }
}

/** The server could not be reached, or went away in the middle. */
export class Unreachable extends Error {}

async function call(path, { method = 'GET', json, accept = 'application/json', signal, headers: own = {} } = {}) {
  const headers = { ...own };
  const init = { method, signal };
  if (json !== undefined) {
    init.body = JSON.stringify(json);
    headers['Content-Type'] = 'application/json';
  }
  let response;
  let sent;
  do {
    sent = ownKey();
    try {
      response = await fetch(path, { ...init, headers: { Accept: accept, ...headers, ...credentials() } });
    } catch (error) {
      throw reach(error);
    }
  } while (response.status === 401 && (await anotherKey(sent)));
  if (!response.ok) {
    throw new ApiError(response.status, await response.json().catch(() => null));
  }
  return response;
}

function reach(error) {
  return error.name === 'AbortError' || error instanceof ApiError ? error : new Unreachable(error.message);
}

async function json(path, options) {
  const response = await call(path, options);
  try {
    return await response.json();
  } catch (error) {
    throw reach(error);
  }
}

/** Events of a stream with their data parsed; fails as Unreachable when it ends before one of `last`. */
async function* stream(path, last, options) {
  const response = await call(path, { ...options, accept: 'text/event-stream' });
  try {
    for await (const { event, data } of readEvents(response.body)) {
      const parsed = JSON.parse(data);
      yield { event, data: parsed };
      if (last.includes(event)) {
        return;
      }
    }
  } catch (error) {
    throw reach(error);
  }
  throw new Unreachable('the stream ended early');
}

const query = (parameters) => {
  const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
};

const id = encodeURIComponent;

export const ask = (request, signal) =>
  stream('/api/ask', ['done', 'error'], { method: 'POST', json: request, signal });

export const search = (request, signal) => json('/api/search', { method: 'POST', json: request, signal });

export const suggest = (parameters, signal) => json(`/api/suggest${query(parameters)}`, { signal });

export const collections = () => json('/api/collections');

export const documents = (parameters, signal) => json(`/api/documents${query(parameters)}`, { signal });

export const failures = (parameters, signal) => json(`/api/failures${query(parameters)}`, { signal });

export const documentContent = (documentId, signal) => json(`/api/documents/${id(documentId)}/content`, { signal });

export const deleteDocument = (documentId) => call(`/api/documents/${id(documentId)}`, { method: 'DELETE' });

export const originalUrl = (documentId) => `/api/documents/${id(documentId)}/original`;

/** The bytes a document was read from, for when a link cannot say who asks. */
export const original = async (documentId) => (await call(originalUrl(documentId), { accept: '*/*' })).blob();

export const ingest = (request) =>
  json('/api/ingest', { method: 'POST', json: request, headers: { 'Idempotency-Key': key() } });

export const job = (jobId, signal) => json(`/api/ingest/${id(jobId)}`, { signal });

export const recentJobs = () => json('/api/ingest');

export const jobEvents = (jobId, signal) => stream(`/api/ingest/${id(jobId)}`, ['done', 'error'], { signal });

export const cancelJob = (jobId) => call(`/api/ingest/${id(jobId)}`, { method: 'DELETE' });

/**
 * Sends files as one upload. XMLHttpRequest, because fetch does not tell how much was sent.
 *
 * @param onProgress told the bytes sent so far
 */
export async function upload(files, collection, onProgress, signal) {
  for (;;) {
    const sent = ownKey();
    try {
      return await uploadOnce(files, collection, onProgress, signal);
    } catch (error) {
      if (error.status !== 401 || !(await anotherKey(sent))) {
        throw error;
      }
    }
  }
}

function uploadOnce(files, collection, onProgress, signal) {
  const form = new FormData();
  if (collection) {
    form.append('collection', collection);
  }
  for (const file of files) {
    form.append('file', file, file.name);
  }
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/documents');
    request.setRequestHeader('Accept', 'application/json');
    Object.entries(credentials()).forEach(([name, value]) => request.setRequestHeader(name, value));
    request.setRequestHeader('Idempotency-Key', key());
    request.upload.addEventListener('progress', (event) => onProgress(event.loaded));
    request.addEventListener('load', () => {
      const body = parse(request.responseText);
      if (request.status >= 200 && request.status < 300 && body?.jobId) {
        resolve(body);
      } else {
        reject(new ApiError(request.status, body));
      }
    });
    request.addEventListener('error', () => reject(new Unreachable('the upload was cut')));
    request.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')));
    signal?.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function key() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
