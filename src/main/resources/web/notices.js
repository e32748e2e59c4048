import { clip, el } from './dom.js';
import { timeElement } from './times.js';
import { serviceWords } from './words.js';

const MAX_NOTICES = 12;
const GOOD_NEWS_MS = 15_000;
const BLINDING = /^(camera .*|reading|service (detector|postgresql|redis))$/;

/** What is wrong now, in words, each thing once; good news goes away by itself. */
export class Notices {
  #list;
  #notices = new Map();

  constructor(list) {
    this.#list = list;
  }

  /** A `service_status` message. Returns whether a service has come back. */
  service({ service, status: told, message: reason, circuit_state: circuit }, timestamp) {
    const key = `service ${service}`;
    // An outage of which is tried from time to time whether it is over is still one.
    const trial = circuit === 'half_open';
    const status = trial ? 'unhealthy' : told;
    const message = trial ? '' : reason;
    const healthy = status === 'healthy';
    if (healthy && !this.#notices.has(key)) return false;
    const detail = healthy ? '' : clip(message, 300);
    this.#show(key, healthy ? 'good' : status === 'degraded' ? 'minor' : 'bad', serviceWords(service, status), detail, timestamp);
    return healthy;
  }

  /** A `camera_status` message. */
  camera({ camera_id: id, status, reason }, name, timestamp) {
    const key = `camera ${id}`;
    if (status === 'online') {
      if (this.#notices.has(key)) this.#show(key, 'good', `Camera ${name} is sending pictures again.`, '', timestamp);
    } else if (status === 'offline') {
      this.#show(key, 'bad', `Camera ${name} is offline: what happens there is not seen.`, clip(reason, 300), timestamp);
    } else if (status === 'error') {
      this.#show(key, 'bad', `Camera ${name} has a fault: what happens there may not be seen.`, clip(reason, 300), timestamp);
    }
  }

  /** Whether something that sees or remembers is out of order, so that an empty wall says nothing about the house. */
  get isBlind() {
    return [...this.#notices].some(([key, { level }]) => level === 'bad' && BLINDING.test(key));
  }

  /** A fault of the page's own reading; `text` null takes it away. */
  reading(text) {
    if (text) this.#show('reading', 'bad', text, '', new Date().toISOString());
    else this.#drop('reading');
  }

  #show(key, level, text, detail, timestamp) {
    const before = this.#notices.get(key);
    // Saying the same again would be read aloud again.
    if (before?.said === text + detail) return;
    // What the REST API says is true, but knows no reason.
    if (before?.level === level && !detail && before.said.startsWith(text)) return;
    this.#drop(key);
    const element = el('li', { class: 'notice', 'data-level': level },
      el('span', { class: 'notice-text' }, text, detail && detail !== text ? el('small', {}, detail) : null), timeElement(timestamp));
    const timer = level === 'good' ? setTimeout(() => this.#drop(key), GOOD_NEWS_MS) : undefined;
    this.#notices.set(key, { element, timer, level, said: text + detail });
    this.#list.prepend(element);
    if (this.#notices.size > MAX_NOTICES) this.#drop(this.#notices.keys().next().value);
  }

  #drop(key) {
    const notice = this.#notices.get(key);
    if (!notice) return;
    clearTimeout(notice.timer);
    notice.element.remove();
    this.#notices.delete(key);
  }
}
