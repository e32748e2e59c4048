import { clip, el } from './dom.js';
import { Picture } from './picture.js';
import { timeElement } from './times.js';
import { analysisWords, countedWords, riskRank, riskWord } from './words.js';

const SHORT_SUMMARY = 150;

/** One event on the wall. `update` rewrites the words in place; pictures and an opened explanation stay as they are. */
export class Card {
  #api;
  #cameraName;
  #onDetections;
  #loaded = null;
  #pictures = [];
  #current = 0;
  #picture;
  #pager;
  #risk = el('p', { class: 'risk' });
  #meter = el('span', { class: 'meter-fill' });
  #camera = el('h3', { class: 'camera' });
  #time = el('p', { class: 'time' });
  #summary = el('p', { class: 'summary' });
  #facts = el('p', { class: 'facts' });
  #fastPath = el('span', { class: 'badge', title: 'Sent on at once, without waiting for the batch to close', hidden: true }, 'Fast path');
  #status = el('p', { class: 'analysis' });
  #reasoning = el('p', { class: 'reasoning' });
  #details = el('details', {}, el('summary', {}, 'Reasoning'), this.#reasoning);

  /**
   * @param collaborators `api`; `cameraName(event)`; `onOpen(content, event)` when the picture is chosen;
   *     `onDetections(ids)` when it is known which detections belong to this event
   */
  constructor(event, { api, cameraName, onOpen, onDetections }) {
    this.#api = api;
    this.#cameraName = cameraName;
    this.#onDetections = onDetections;
    this.#picture = new Picture(api, { onOpen: content => (content ? onOpen(content, this.event) : undefined) });
    this.#pager = this.#makePager();
    this.element = el('article', { class: 'card' },
      el('div', { class: 'frame' }, this.#picture.element, this.#fastPath, this.#pager.element),
      el('div', { class: 'meter', 'aria-hidden': 'true' }, this.#meter),
      el('div', { class: 'body' },
        el('div', { class: 'card-head' }, el('div', { class: 'where' }, this.#camera, this.#time), this.#risk),
        this.#summary, this.#facts, this.#status, this.#details));
    this.update(event);
  }

  /** Takes over the event unless this card already shows a newer version of it. */
  update(event) {
    if (this.event && (event.version ?? 0) < (this.event.version ?? 0)) return;
    const before = this.event;
    this.event = { ...before, ...event };
    this.startedAt = Date.parse(this.event.started_at) || 0;
    this.#render();
    if (this.#loaded && this.event.detection_count !== before?.detection_count) this.load(true);
  }

  /** Reads what the event was made of; called when the card comes near the screen. */
  load(again = false) {
    if (again || !this.#loaded) this.#loaded = this.#read();
    return this.#loaded;
  }

  /** Reads again what could not be read before. */
  retry() {
    if (this.#loaded && !this.#pictures.length) this.load(true);
    else this.#picture.retry();
  }

  close() {
    this.#picture.close();
  }

  async #read() {
    try {
      const detections = await this.#api.detections(this.event.id);
      this.#onDetections(detections.map(d => d.id));
      this.#pictures = groupByPicture(detections);
      this.#current = surest(this.#pictures);
      this.#showPicture();
      if (this.event.analysis_status === 'fallback' && this.event.analysis_error === undefined) {
        this.event = { ...this.event, analysis_error: null, ...await this.#api.event(this.event.id) };
        this.#render();
      }
    } catch (cause) {
      if (!this.#pictures.length) this.#picture.fail('The picture cannot be read now');
      console.warn(`Details of event ${this.event.id} could not be read; tried again when the connection is back.`, cause.message);
    }
  }

  #render() {
    const { event } = this;
    const level = riskRank(event.risk_level) < 0 ? 'unknown' : event.risk_level;
    const score = Number.isFinite(event.risk_score) ? event.risk_score : null;
    this.element.dataset.risk = level;
    this.element.dataset.analysis = ['fallback', 'provisional'].includes(event.analysis_status) ? 'preliminary' : 'settled';
    this.element.setAttribute('aria-label', `${riskWord(level)} risk, ${this.#cameraName(event)}`);
    this.#risk.replaceChildren(el('span', { class: 'risk-word' }, riskWord(level)),
      el('span', { class: 'score', title: 'Risk score, 0 to 100' }, score ?? '–'));
    this.#meter.style.width = `${Math.min(100, Math.max(0, score ?? 0))}%`;
    this.#camera.textContent = this.#cameraName(event);
    this.#camera.title = this.#cameraName(event);
    this.#time.replaceChildren(timeElement(event.started_at));
    this.#summary.textContent = clip(event.summary || 'No summary', 10_000);
    this.#facts.textContent = this.#factWords();
    this.#facts.hidden = !this.#facts.textContent;
    this.#fastPath.hidden = !event.is_fast_path;
    this.#status.textContent = analysisWords(event);
    this.#reasoning.textContent = clip(event.reasoning || 'No reasons were given.', 10_000);
    this.#details.hidden = !event.reasoning && (event.summary ?? '').length < SHORT_SUMMARY;
  }

  #factWords() {
    const types = this.#pictures.length
      ? countedWords(this.#pictures[this.#current].detections.map(d => d.label))
      : countedWords(this.event.object_types ?? []);
    const count = this.event.detection_count ?? 0;
    return this.#pictures.length > 1 || !this.#pictures.length && count > 1
      ? `${types} · ${count} detections${this.#pictures.length > 1 ? ` in ${this.#pictures.length} pictures` : ''}` : types;
  }

  #showPicture() {
    if (!this.#pictures.length) {
      this.#picture.fail('This event has no picture');
      return;
    }
    const { detections } = this.#pictures[this.#current];
    this.#picture.show(detections[0].id, detections);
    this.#pager.element.hidden = this.#pictures.length < 2;
    this.#pager.text.textContent = `${this.#current + 1} / ${this.#pictures.length}`;
    this.#facts.textContent = this.#factWords();
    this.#facts.hidden = !this.#facts.textContent;
  }

  #makePager() {
    const step = by => () => {
      this.#current = (this.#current + by + this.#pictures.length) % this.#pictures.length;
      this.#showPicture();
    };
    const previous = el('button', { type: 'button', 'aria-label': 'Previous picture' }, '‹');
    const next = el('button', { type: 'button', 'aria-label': 'Next picture' }, '›');
    const text = el('span', { 'aria-live': 'polite' });
    previous.addEventListener('click', step(-1));
    next.addEventListener('click', step(1));
    const group = { class: 'pager', role: 'group', 'aria-label': 'Pictures of this event', hidden: true };
    return { text, element: el('div', group, previous, text, next) };
  }
}

/** The pictures of an event in the order in which they were taken, each with its detections. */
function groupByPicture(detections) {
  const groups = new Map();
  for (const detection of detections) {
    if (!groups.has(detection.picture)) groups.set(detection.picture, { at: Date.parse(detection.at) || 0, detections: [] });
    groups.get(detection.picture).detections.push(detection);
  }
  return [...groups.values()].sort((a, b) => a.at - b.at);
}

const confidenceOf = picture => Math.max(...picture.detections.map(d => d.confidence));

/** The picture that shows best what was seen. */
function surest(pictures) {
  return pictures.reduce((best, picture, i) => (confidenceOf(picture) > confidenceOf(pictures[best]) ? i : best), 0);
}
