const KEY = 'hearthwatch.api-key';
const TIMEOUT_MS = 20_000;

/** An answer of the REST API that is not a success; `status` 0 means that there was no answer at all. */
export class ApiError extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/**
 * Reads the REST API, with the key of this tab when one was given.
 * Addresses are relative to the page, so that it also works behind a proxy that adds a path.
 */
export class Api {
  get key() {
    return sessionStorage.getItem(KEY);
  }

  set key(key) {
    if (key) sessionStorage.setItem(KEY, key);
    else sessionStorage.removeItem(KEY);
  }

  async events(limit) {
    const page = await this.#json(`api/events?limit=${limit}`);
    return { events: page.items ?? [], hasMore: Boolean(page.pagination?.has_more) };
  }

  event(id) {
    return this.#json(`api/events/${encodeURIComponent(id)}`);
  }

  async detections(eventId) {
    const page = await this.#json(`api/events/${encodeURIComponent(eventId)}/detections?limit=200`);
    return (page.items ?? []).map(toDetection);
  }

  async cameras() {
    const page = await this.#json('api/cameras?limit=1000');
    return page.items ?? [];
  }

  /** As in `service_status`, without the reasons. */
  async services() {
    const health = await this.#json('api/system/health');
    return Object.entries(health.services ?? {}).map(([service, state]) => ({ service, ...state }));
  }

  /** The picture in which this detection was found, as uploaded: the page draws the boxes itself. */
  async picture(detectionId, signal) {
    const answer = await this.#get(`api/detections/${encodeURIComponent(detectionId)}/image?boxes=false`, 'image/*', signal);
    return answer.blob();
  }

  async #json(path) {
    const answer = await this.#get(path, 'application/json');
    try {
      return await answer.json();
    } catch (cause) {
      throw new ApiError(0, `The answer to ${path} was cut or is not JSON: ${cause.message}`);
    }
  }

  async #get(path, accept, signal) {
    const headers = { Accept: `${accept}, application/problem+json` };
    if (this.key) headers['X-API-Key'] = this.key;
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    let answer;
    try {
      answer = await fetch(new URL(path, document.baseURI), {
        headers, signal: signal && AbortSignal.any ? AbortSignal.any([signal, timeout]) : signal ?? timeout,
      });
    } catch (cause) {
      if (signal?.aborted) throw cause;
      throw new ApiError(0, 'Hearthwatch does not answer');
    }
    if (!answer.ok) throw new ApiError(answer.status, await problem(answer));
    return answer;
  }
}

async function problem(answer) {
  try {
    const body = await answer.json();
    return String(body.detail ?? body.title ?? answer.status);
  } catch {
    // A proxy in between answers with HTML: the status is all there is to say.
    return `HTTP ${answer.status}`;
  }
}

/** One shape for a detection of the REST API (a row) and of the WebSocket (`detection.new`). */
export function toDetection(wire) {
  const box = wire.bbox ?? { x: wire.bbox_x, y: wire.bbox_y, width: wire.bbox_width, height: wire.bbox_height };
  const id = wire.detection_id ?? wire.id;
  return {
    id,
    picture: wire.image_id ?? wire.file_path ?? id,
    camera: wire.camera_id,
    label: String(wire.label ?? wire.object_type ?? 'object'),
    confidence: Number(wire.confidence) || 0,
    box: { x: Number(box.x), y: Number(box.y), width: Number(box.width), height: Number(box.height) },
    at: wire.timestamp ?? wire.detected_at,
  };
}
