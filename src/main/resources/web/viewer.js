import { byId } from './dom.js';
import { Picture } from './picture.js';
import { longTime } from './words.js';

/** The whole picture, as large as the screen allows. */
export class Viewer {
  #api;
  #cameraName;
  #dialog = byId('viewer');
  #picture = null;

  constructor(api, cameraName) {
    this.#api = api;
    this.#cameraName = cameraName;
    this.#dialog.addEventListener('close', () => this.#clear());
    this.#dialog.addEventListener('click', event => {
      if (event.target === this.#dialog) this.#dialog.close();
    });
  }

  open({ detectionId, detections }, event) {
    this.#clear();
    const at = new Date(event.started_at ?? NaN);
    const taken = new Date(detections[0]?.at ?? NaN);
    const when = Number.isNaN(taken.getTime()) ? at : taken;
    byId('viewer-title').textContent = this.#cameraName(event) + (Number.isNaN(when.getTime()) ? '' : `, ${longTime(when)}`);
    this.#picture = new Picture(this.#api, { fit: 'contain', maxTags: 40 });
    byId('viewer-frame').append(this.#picture.element);
    this.#dialog.showModal();
    this.#picture.show(detectionId, detections);
  }

  #clear() {
    this.#picture?.close();
    this.#picture?.element.remove();
    this.#picture = null;
  }
}
