import { byId } from './dom.js';
import { shortTime } from './words.js';

/** Says at all times whether what is shown is what is: an outage must never look like a quiet house. */
export class Connection {
  #lostSince = null;
  #lastRead = null;

  constructor(onRetry) {
    byId('connection-retry').addEventListener('click', onRetry);
  }

  get isLive() {
    return document.body.dataset.live === 'live';
  }

  get isLost() {
    return this.#lostSince !== null;
  }

  live() {
    this.#lostSince = null;
    this.#show('live', 'Live', 'Hearthwatch');
    byId('connection').hidden = true;
  }

  lost() {
    this.#lostSince ??= new Date();
    this.#show('lost', 'Connection lost', 'Connection lost – Hearthwatch');
    this.#describe();
  }

  /** The list was read by REST. */
  read() {
    this.#lastRead = new Date();
    if (this.#lostSince) this.#describe();
  }

  #describe() {
    const since = shortTime(this.#lostSince);
    const readSince = this.#lastRead && this.#lastRead > this.#lostSince;
    const text = readSince
      ? `Live connection lost since ${since}. The list is read again from time to time, last at ${shortTime(this.#lastRead)}; `
        + 'what you see may be old.'
      : `Connection lost since ${since}; what you see may be old.`;
    if (byId('connection-text').textContent !== text) byId('connection-text').textContent = text;
    byId('connection').hidden = false;
  }

  #show(state, words, title) {
    document.body.dataset.live = state;
    byId('status-text').textContent = words;
    document.title = title;
  }
}
