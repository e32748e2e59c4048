const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;
const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_MS = 45_000;
const ANSWER_MS = 10_000;
const STABLE_MS = 10_000;
/** What a page that has just been opened asks to hear again: the open batches and the state of services and cameras. */
const HISTORY = 200;

/**
 * The WebSocket `/ws/events`: reconnects with back-off, replays what was missed, answers pings, acknowledges, and notices
 * a connection that died without a word. Calls:
 * `onMessage(message)` for every broadcast, in the order of arrival;
 * `onOpen({reload})` when the server has greeted, `reload` when the REST API has to be read (first time, gap too old);
 * `onLost()` whenever an attempt or a connection has failed;
 * `onReset()` when the server knows less than this page: it has a new database, and nothing that is shown holds any more.
 */
export class Live {
  #handlers;
  #key;
  #socket = null;
  #timers = new Map();
  #failures = 0;
  #lastSequence = null;
  #replay = null;

  constructor(key, handlers) {
    this.#key = key;
    this.#handlers = handlers;
  }

  start() {
    this.stop();
    try {
      this.#socket = this.#open();
    } catch (cause) {
      console.warn('The WebSocket could not be opened; tried again later.', cause);
      this.#lost();
      return;
    }
    this.#after('connect', CONNECT_TIMEOUT_MS, () => this.#lost());
    this.#socket.onmessage = frame => this.#receive(frame.data);
    this.#socket.onclose = () => this.#lost();
  }

  stop() {
    for (const name of [...this.#timers.keys()]) this.#clear(name);
    if (this.#socket) {
      // A half-open connection reports its close only minutes later; this page does not wait for it.
      this.#socket.onmessage = this.#socket.onclose = null;
      this.#socket.close();
      this.#socket = null;
    }
  }

  /** Tries at once when waiting, and looks whether an open connection is still alive (a phone has just woken up). */
  nudge() {
    if (this.#timers.has('retry')) this.start();
    else if (this.#socket?.readyState === WebSocket.OPEN) this.#probe();
  }

  #open() {
    const url = new URL('ws/events', document.baseURI);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const key = this.#key();
    if (!key) return new WebSocket(url);
    // A subprotocol is an HTTP token: a key with other characters can only travel in the address.
    if (/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(key)) return new WebSocket(url, [`api-key.${key}`]);
    url.searchParams.set('api_key', key);
    return new WebSocket(url);
  }

  #receive(text) {
    this.#after('silence', SILENCE_MS, () => this.#probe());
    let message;
    try {
      message = JSON.parse(text);
    } catch (cause) {
      console.warn('A message that is not JSON was left out.', cause);
      return;
    }
    switch (message?.type) {
      case 'connected': return this.#greeted(message);
      case 'ping': return this.#send({ type: 'pong' });
      case 'pong': return undefined;
      case 'resync_ack': return this.#replayStarts(message);
      case 'error': return console.warn('The server did not accept a message of this page:', message.error, message.message);
      default: return message?.data ? this.#broadcast(message) : undefined;
    }
  }

  #greeted({ last_sequence: serverSequence }) {
    this.#clear('connect');
    this.#after('stable', STABLE_MS, () => { this.#failures = 0; });
    if (serverSequence < this.#lastSequence) return this.#handlers.onReset();
    const first = this.#lastSequence == null;
    const from = first ? Math.max(0, (serverSequence ?? 0) - HISTORY) : this.#lastSequence;
    if (first) this.#lastSequence = serverSequence ?? 0;
    this.#replay = { first, left: Infinity, highest: this.#lastSequence };
    this.#send({ type: 'resync', data: { channel: 'events', last_sequence: from } });
    return this.#handlers.onOpen({ reload: first });
  }

  #replayStarts({ replayed, complete }) {
    if (!this.#replay) return;
    this.#replay.left = replayed ?? 0;
    if (complete === false && !this.#replay.first) this.#handlers.onOpen({ reload: true });
    this.#settleReplay();
  }

  #broadcast(message) {
    const sequence = message.sequence ?? 0;
    if (this.#replay) {
      // Live messages may overtake the replay: the place to resume from moves on only when the gap is closed.
      this.#replay.highest = Math.max(this.#replay.highest, sequence);
      if (message.replay) this.#replay.left -= 1;
      this.#settleReplay();
    } else {
      this.#lastSequence = Math.max(this.#lastSequence, sequence);
    }
    this.#handlers.onMessage(message);
    if (message.requires_ack) this.#send({ type: 'ack', data: { sequence } });
  }

  #settleReplay() {
    if (this.#replay.left > 0) return;
    this.#lastSequence = this.#replay.highest;
    this.#replay = null;
  }

  #probe() {
    this.#send({ type: 'ping' });
    this.#after('silence', ANSWER_MS, () => this.#lost());
  }

  #lost() {
    this.stop();
    const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures) * (0.8 + 0.4 * Math.random());
    this.#failures = Math.min(this.#failures + 1, 10);
    this.#after('retry', delay, () => this.start());
    this.#handlers.onLost();
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #after(name, delay, action) {
    this.#clear(name);
    this.#timers.set(name, setTimeout(() => { this.#timers.delete(name); action(); }, delay));
  }

  #clear(name) {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }
}
