import { Card } from './card.js';
import { ALARMING, riskRank } from './words.js';

/** No more than this many events are in the page; the oldest go first. */
export const MAX_EVENTS = 100;

const newestFirst = (a, b) => b.startedAt - a.startedAt || b.event.id - a.event.id;

/**
 * The events on the page, newest first as in the REST API (started_at, id), so that a reload changes nothing.
 * Every message may come twice or late: the version decides.
 */
export class Wall {
  #element;
  #collaborators;
  #cards = new Map();
  #byElement = new WeakMap();
  #filter = { camera: '', rank: 0 };
  #knowsOldest = false;
  #deletedMeanwhile = null;
  #arrivedMeanwhile = null;
  #approaching = new IntersectionObserver(entries => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      this.#approaching.unobserve(entry.target);
      this.#byElement.get(entry.target)?.load();
    }
  }, { rootMargin: '600px' });

  /** @param collaborators what a Card needs */
  constructor(element, collaborators) {
    this.#element = element;
    this.#collaborators = collaborators;
  }

  get size() {
    return this.#cards.size;
  }

  get shownSize() {
    return [...this.#cards.values()].filter(card => !card.element.hidden).length;
  }

  get cameraIds() {
    return new Set([...this.#cards.values()].map(card => card.event.camera_id));
  }

  /** Shows exactly these events and forgets all others, except what arrives while `read` is under way. */
  async replaceBy(read) {
    this.#deletedMeanwhile = new Set();
    const arrivedMeanwhile = this.#arrivedMeanwhile = new Set();
    try {
      const { events, hasMore } = await read();
      const listed = new Set(events.map(event => event.id));
      for (const id of [...this.#cards.keys()]) {
        if (!listed.has(id) && !arrivedMeanwhile.has(id)) this.#drop(id);
      }
      this.#knowsOldest = !hasMore;
      for (const event of events) {
        if (!this.#deletedMeanwhile.has(event.id)) this.#place(event);
      }
      this.#prune();
    } finally {
      this.#deletedMeanwhile = this.#arrivedMeanwhile = null;
    }
  }

  /** A new event; returns its card when it was not known before. */
  add(event) {
    const known = this.#cards.has(event.id);
    const card = this.#place(event);
    this.#prune();
    return known || !this.#cards.has(event.id) ? null : card;
  }

  /**
   * A changed event; returns its card when it has become graver by this, and high or critical: the verdict on a score of the rules. One that is
   * older than all that are shown stays out, or the wall would have a gap before it.
   */
  update(event) {
    const card = this.#cards.get(event.id);
    const before = card && riskRank(card.event.risk_level);
    const oldest = this.#byElement.get(this.#element.lastElementChild);
    const inReach = this.#knowsOldest || !oldest || Date.parse(event.started_at) >= oldest.startedAt;
    if (card || inReach) this.add(event);
    const after = card && riskRank(card.event.risk_level);
    return after >= ALARMING && after > before ? card : null;
  }

  remove(id) {
    this.#deletedMeanwhile?.add(id);
    this.#drop(id);
  }

  filter(filter) {
    this.#filter = filter;
    for (const card of this.#cards.values()) this.#applyFilter(card);
  }

  /** Reads again the pictures that could not be read during an outage. */
  retry() {
    for (const card of this.#cards.values()) card.retry();
  }

  /** Writes the words again, for example when the names of the cameras have become known. */
  refresh() {
    for (const card of this.#cards.values()) card.update(card.event);
  }

  #place(event) {
    this.#arrivedMeanwhile?.add(event.id);
    let card = this.#cards.get(event.id);
    if (card) {
      card.update(event);
    } else {
      card = new Card(event, this.#collaborators);
      this.#cards.set(event.id, card);
      this.#byElement.set(card.element, card);
      this.#insert(card);
      this.#approaching.observe(card.element);
    }
    this.#applyFilter(card);
    return card;
  }

  #insert(card) {
    for (const other of this.#element.children) {
      if (newestFirst(card, this.#byElement.get(other)) < 0) {
        other.before(card.element);
        return;
      }
    }
    this.#element.append(card.element);
  }

  #prune() {
    while (this.#cards.size > MAX_EVENTS) {
      this.#drop(this.#byElement.get(this.#element.lastElementChild).event.id);
      this.#knowsOldest = false;
    }
  }

  #drop(id) {
    const card = this.#cards.get(id);
    if (!card) return;
    this.#cards.delete(id);
    this.#approaching.unobserve(card.element);
    card.close();
    card.element.remove();
  }

  #applyFilter({ event, element }) {
    element.hidden = this.#filter.camera !== '' && event.camera_id !== this.#filter.camera
      || riskRank(event.risk_level) < this.#filter.rank && riskRank(event.risk_level) >= 0;
  }
}
