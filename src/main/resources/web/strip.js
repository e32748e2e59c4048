import { el } from './dom.js';
import { Picture } from './picture.js';
import { timeElement } from './times.js';
import { countedWords } from './words.js';

const MAX_TILES = 24;
const MAX_BATCHES = 200;

/**
 * What was seen a moment ago and belongs to no event yet: one tile per picture. A tile goes when all its detections are in
 * an event, never by time alone: during an outage it is the only trace on the page.
 */
export class Strip {
  #section;
  #list;
  #api;
  #cameraName;
  #onOpen;
  #tiles = new Map();
  #batches = new Map();
  #settled = new Set();

  constructor(section, list, { api, cameraName, onOpen }) {
    this.#section = section;
    this.#list = list;
    this.#api = api;
    this.#cameraName = cameraName;
    this.#onOpen = onOpen;
  }

  get size() {
    return this.#tiles.size;
  }

  /** A `detection.new`; detections of one camera at one moment are in one picture. */
  add(detection) {
    if (this.#settled.has(detection.id)) return;
    const key = `${detection.camera} ${detection.at}`;
    const tile = this.#tiles.get(key) ?? this.#makeTile(key, detection);
    tile.detections.set(detection.id, detection);
    this.#render(tile);
    if (this.#tiles.size > MAX_TILES) this.#drop(this.#tiles.keys().next().value);
    this.#section.hidden = false;
  }

  /** A `detection.batch`: the batch has closed, its event is being made. */
  batchClosed({ batch_id: batchId, detection_ids: ids = [] }) {
    this.#batches.set(batchId, ids);
    if (this.#batches.size > MAX_BATCHES) this.#batches.delete(this.#batches.keys().next().value);
    const closed = new Set(ids);
    for (const tile of this.#tiles.values()) {
      if (![...tile.detections.keys()].some(id => closed.has(id))) continue;
      tile.state.textContent = 'being assessed';
      tile.element.dataset.state = 'assessing';
    }
  }

  /** An event: its detections are no longer waiting. */
  eventCame({ batch_id: batchId }) {
    const fastPath = /^fast_path_(\d+)$/.exec(batchId ?? '');
    this.settle(fastPath ? [Number(fastPath[1])] : this.#batches.get(batchId) ?? []);
    this.#batches.delete(batchId);
  }

  /** These detections belong to an event. */
  settle(ids) {
    for (const id of ids) {
      this.#settled.add(id);
      if (this.#settled.size > 5_000) this.#settled.delete(this.#settled.values().next().value);
    }
    for (const [key, tile] of [...this.#tiles]) {
      const before = tile.detections.size;
      for (const id of ids) tile.detections.delete(id);
      if (!tile.detections.size) this.#drop(key);
      else if (tile.detections.size < before) this.#render(tile);
    }
  }

  retry() {
    for (const tile of this.#tiles.values()) tile.picture.retry();
  }

  #makeTile(key, { camera, at }) {
    const picture = new Picture(this.#api, { maxTags: 1, onOpen: content => this.#onOpen(content, { camera_id: camera, started_at: at }) });
    const what = el('p', { class: 'what' });
    const state = el('p', { class: 'state' }, 'watching for more');
    const name = this.#cameraName({ camera_id: camera });
    const element = el('li', { class: 'tile' }, picture.element,
      el('div', { class: 'tile-text' }, what, el('p', { class: 'tile-camera', title: name }, name), el('p', {}, timeElement(at)), state));
    const tile = { element, picture, what, state, detections: new Map() };
    this.#tiles.set(key, tile);
    this.#list.prepend(element);
    return tile;
  }

  #render({ detections, what, picture }) {
    const all = [...detections.values()];
    what.textContent = countedWords(all.map(d => d.label));
    picture.show(all[0].id, all);
  }

  #drop(key) {
    const tile = this.#tiles.get(key);
    this.#tiles.delete(key);
    tile.picture.close();
    tile.element.remove();
    this.#section.hidden = this.#tiles.size === 0;
  }
}
