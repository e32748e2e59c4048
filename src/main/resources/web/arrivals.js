import { byId, clip } from './dom.js';
import { riskRank, riskWord } from './words.js';

const GATHER_MS = 1_000;

/** Tells of new events without moving the page: aloud for screen readers, and with a button for those who have scrolled down. */
export class Arrivals {
  #cameraName;
  #gathered = [];
  #unseen = 0;
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
    this.#gathered.push(event);
    if (scrollY >= 200) {
      this.#unseen += 1;
      this.#toTop.textContent = this.#unseen === 1 ? '1 new event' : `${this.#unseen} new events`;
      this.#toTop.hidden = false;
    }
  }

  #announce() {
    const events = this.#gathered.sort((a, b) => riskRank(b.risk_level) - riskRank(a.risk_level));
    this.#gathered = [];
    const [worst] = events;
    const words = `${riskWord(worst.risk_level)} risk, ${this.#cameraName(worst)}: ${clip(worst.summary, 200)}`;
    byId('announcer').textContent = events.length === 1 ? `New event. ${words}` : `${events.length} new events. The gravest: ${words}`;
  }

  #seen() {
    this.#unseen = 0;
    this.#toTop.hidden = true;
  }
}
