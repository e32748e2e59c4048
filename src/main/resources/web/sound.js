import { ALARMING, riskRank } from './words.js';

/** Two soft tones for an event that is, or becomes, of high or critical risk. Off until switched on: browsers ask for that as well. */
export class Sound {
  #context = null;

  constructor(button) {
    button.addEventListener('click', () => {
      if (this.#context) {
        this.#context.close();
        this.#context = null;
      } else {
        this.#context = new AudioContext();
        this.#play([660, 880]);
      }
      button.setAttribute('aria-pressed', String(this.#context !== null));
      button.textContent = this.#context ? 'Sound on' : 'Sound off';
    });
  }

  event({ risk_level: level }) {
    if (this.#context && riskRank(level) >= ALARMING) this.#play(level === 'critical' ? [880, 880, 880] : [660, 880]);
  }

  #play(tones) {
    tones.forEach((frequency, i) => {
      const start = this.#context.currentTime + i * 0.22;
      const tone = this.#context.createOscillator();
      const volume = this.#context.createGain();
      tone.frequency.value = frequency;
      volume.gain.setValueAtTime(0.0001, start);
      volume.gain.exponentialRampToValueAtTime(0.2, start + 0.03);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.2);
      tone.connect(volume).connect(this.#context.destination);
      tone.start(start);
      tone.stop(start + 0.22);
    });
  }
}
