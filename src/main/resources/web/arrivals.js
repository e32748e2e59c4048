import { byId, clip } from './dom.js';
import { riskRank, riskWord } from './words.js';

const GATHER_MS = 1_000;

/**
 * Tells of events that are new, or have become graver, without moving the page: aloud for screen readers, and with a button for those who have
 * scrolled down.
 */
export class Arrivals {
  #cameraName;
  #gathered = [];
  #unseen = new Set();
  #toTop = byId('to-top');

  constructor(cameraName) {
    this.#cameraName = cameraName;
    this.#toTop.addEventListener('click', () => {
      scrollTo({ top: 0, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
      byId('wall').focus({ preventScroll: true });
    });
    addEventListener('scroll', () => { if (scrollY < 200) this.#seen(); }, { passive: true });
  }

  add(event) {
    if (!this.#gathered.length) setTimeout(() => this.#announce(), GATHER_MS);
    // One that has become graver comes again.
    this.#gathered = [...this.#gathered.filter(({ id }) => id !== event.id), event];
    if (scrollY >= 200) {
      this.#unseen.add(event.id);
      this.#toTop.textContent = this.#unseen.size === 1 ? '1 new event' : `${this.#unseen.size} new events`;
      this.#toTop.hidden = false;
    }
  }

  #announce() {
    const events = this.#gathered.sort((a, b) => riskRank(b.risk_level) - riskRank(a.risk_level));
    this.#gathered = [];
    const [worst] = events;
    const words = `${riskWord(worst.risk_level)} risk, ${this.#cameraName(worst)}: ${clip(worst.summary, 200)}`;
    // The first version of an event is the new one.
    byId('announcer').textContent = events.length === 1 ? `${worst.version > 1 ? 'Risk has risen' : 'New event'}. ${words}` : `${events.length} new events. The gravest: ${words}`;
  }

  #seen() {
    this.#unseen.clear();
    this.#toTop.hidden = true;
  }
}
