// Reads server-sent events from a fetch body, however the network cut it.

/** Turns pieces of text into events; a piece may end anywhere, inside a line ending included. */
export class SseParser {
  #rest = '';
  #event = '';
  #data = [];

  /** The events completed by this piece. */
  push(piece) {
    const text = this.#rest + piece;
    const events = [];
    let from = 0;
    for (let i = from; i < text.length; i++) {
      const c = text[i];
      if (c !== '\n' && c !== '\r') {
        continue;
      }
      if (c === '\r' && i + 1 === text.length) {
        break; // a line feed may follow in the next piece
      }
      this.#line(text.slice(from, i), events);
      if (c === '\r' && text[i + 1] === '\n') {
        i++;
      }
      from = i + 1;
    }
    this.#rest = text.slice(from);
    return events;
  }

  #line(line, events) {
    if (line === '') {
      if (this.#data.length > 0) {
        events.push({ event: this.#event || 'message', data: this.#data.join('\n') });
      }
      this.#event = '';
      this.#data = [];
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
    if (field === 'data') {
      this.#data.push(value);
    } else if (field === 'event') {
      this.#event = value;
    }
  }
}

/**
 * The events of a response body as they come.
 *
 * @param idleMs how long the stream may stay silent, heartbeats included, before it counts as broken
 */
export async function* readEvents(body, idleMs = 45_000) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = new SseParser();
  try {
    for (;;) {
      const { value, done } = await withTimeout(reader.read(), idleMs);
      yield* parser.push(done ? `${decoder.decode()}\n\n` : decoder.decode(value, { stream: true }));
      if (done) {
        return;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function withTimeout(promise, ms) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new TypeError('the stream fell silent')), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
