import { clip, el } from './dom.js';
import { place } from './place.js';
import { percent } from './words.js';

const KINDS = {
  person: 'person',
  bicycle: 'vehicle', car: 'vehicle', motorcycle: 'vehicle', bus: 'vehicle', truck: 'vehicle',
  bird: 'animal', cat: 'animal', dog: 'animal',
};
const NEAR = '600px';

const shown = new WeakMap();
const nearness = new IntersectionObserver(entries => {
  for (const entry of entries) shown.get(entry.target)?.near(entry.isIntersecting);
}, { rootMargin: NEAR });
const sizes = new ResizeObserver(entries => {
  for (const entry of entries) shown.get(entry.target)?.layout();
});

/**
 * One camera picture with the boxes of its detections. It is read when it comes near the screen and let go when it is far
 * away, so that a hundred events do not cost a hundred decoded pictures. Boxes are in pixels of the original image.
 */
export class Picture {
  #api;
  #fit;
  #maxTags;
  #content = null;
  #near = false;
  #request = null;
  #size = null;
  #image = el('img', { alt: '', decoding: 'async', hidden: true });
  #overlay = el('span', { class: 'overlay', 'aria-hidden': 'true' });
  #text = el('span', { class: 'picture-text' }, 'Picture is loading');

  /**
   * @param api where pictures come from
   * @param fit `cover` fills the frame unless that would cut a detection off, `contain` always shows the whole picture
   * @param maxTags how many boxes carry their label; the surest first
   * @param onOpen called with `{detectionId, detections}` when the picture is chosen; without it, it is no button
   */
  constructor(api, { fit = 'cover', maxTags = 6, onOpen = null } = {}) {
    this.#api = api;
    this.#fit = fit;
    this.#maxTags = maxTags;
    this.element = el(onOpen ? 'button' : 'div', { class: 'picture', type: onOpen && 'button', 'data-state': 'waiting' },
      this.#image, this.#overlay, this.#text);
    if (onOpen) {
      this.element.addEventListener('click', () => {
        if (this.element.dataset.state === 'ready') onOpen(this.#content);
        else this.retry();
      });
    }
    shown.set(this.element, this);
    nearness.observe(this.element);
    sizes.observe(this.element);
  }

  /** Shows the picture of this detection with the boxes of all detections in it. */
  show(detectionId, detections) {
    const samePicture = this.#content?.detectionId === detectionId;
    this.#content = { detectionId, detections };
    const names = [...detections].sort((a, b) => b.confidence - a.confidence).slice(0, 8)
      .map(d => `${clip(d.label, 40)} ${percent(d.confidence)}`).join(', ');
    this.element.setAttribute('aria-label', `Picture: ${names || 'no detections'}`);
    if (samePicture) {
      this.layout();
    } else {
      this.#release();
      if (this.#near) this.#load();
    }
  }

  /** Says why there is nothing to show. */
  fail(text) {
    this.#state('failed', text);
  }

  /** Reads a picture again that could not be read before. */
  retry() {
    if (this.#content && this.#near && this.element.dataset.state === 'failed') this.#load();
  }

  near(near) {
    this.#near = near;
    if (!this.#content) return;
    if (!near) this.#release();
    else if (this.element.dataset.state === 'waiting') this.#load();
  }

  close() {
    this.#release();
    nearness.unobserve(this.element);
    sizes.unobserve(this.element);
  }

  async #load() {
    this.#request?.abort();
    const request = this.#request = new AbortController();
    this.#state('loading', 'Picture is loading');
    try {
      const blob = await this.#api.picture(this.#content.detectionId, request.signal);
      if (request.signal.aborted) return;
      const url = URL.createObjectURL(blob);
      try {
        this.#image.src = url;
        await this.#image.decode();
      } finally {
        URL.revokeObjectURL(url);
      }
      if (request.signal.aborted) return;
      this.#state('ready', '');
      this.#measure();
      this.layout();
    } catch (cause) {
      if (request.signal.aborted) return;
      const gone = cause.status === 404 || cause.status === 410;
      this.#state(gone ? 'gone' : 'failed', gone ? 'This picture is no longer there' : 'The picture cannot be read now');
    }
  }

  #release() {
    this.#request?.abort();
    this.#image.removeAttribute('src');
    this.#overlay.replaceChildren();
    this.#state('waiting', 'Picture is loading');
  }

  #state(state, text) {
    this.element.dataset.state = state;
    this.#image.hidden = state !== 'ready';
    this.#text.textContent = text;
  }

  /**
   * Boxes count the pixels as they are stored. naturalWidth counts them after the turn that a phone's EXIF data may ask
   * for, so the size is that of the picture as laid out, where app.css switches the turn off.
   */
  #measure() {
    Object.assign(this.#image.style, { width: 'auto', height: 'auto' });
    this.#size = { width: this.#image.offsetWidth, height: this.#image.offsetHeight };
  }

  /** Puts the boxes where the browser has put the picture. */
  layout() {
    if (this.element.dataset.state !== 'ready') return;
    const size = this.#size;
    if (this.#fit === 'contain') this.element.style.aspectRatio = `${size.width} / ${size.height}`;
    const { clientWidth: width, clientHeight: height } = this.element;
    const { scale, left, top } = place({ width, height }, size, this.#content.detections.map(d => d.box), this.#fit);
    Object.assign(this.#image.style, {
      left: `${left}px`, top: `${top}px`, width: `${size.width * scale}px`, height: `${size.height * scale}px`,
    });
    const surestFirst = [...this.#content.detections].sort((a, b) => b.confidence - a.confidence);
    // The surest is drawn last: its label lies on top where labels meet.
    this.#overlay.replaceChildren(...surestFirst.map((detection, rank) => {
      const { box } = detection;
      const frame = el('span', { class: 'box', 'data-kind': KINDS[detection.label] ?? 'other' });
      const at = { x: left + box.x * scale, y: top + box.y * scale };
      Object.assign(frame.style, {
        left: `${at.x}px`, top: `${at.y}px`, width: `${box.width * scale}px`, height: `${box.height * scale}px`,
      });
      if (rank < this.#maxTags) {
        const tag = el('span', { class: 'tag' }, `${clip(detection.label, 40)} ${percent(detection.confidence)}`);
        if (at.y < 22) tag.classList.add('inside');
        if (at.x > width / 2) tag.classList.add('leftward');
        frame.append(tag);
      }
      return frame;
    }).reverse());
  }
}
