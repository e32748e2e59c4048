import { Api, ApiError, toDetection } from './api.js';
import { Arrivals } from './arrivals.js';
import { Connection } from './connection.js';
import { byId, clip, el } from './dom.js';
import { askForKey } from './keydialog.js';
import { Live } from './live.js';
import { Notices } from './notices.js';
import { Sound } from './sound.js';
import { Strip } from './strip.js';
import { refreshTimes } from './times.js';
import { Viewer } from './viewer.js';
import { MAX_EVENTS, Wall } from './wall.js';
import { cameraWords } from './words.js';

const LATEST = 50;
const READ_AGAIN_MS = 5_000;
const NEW_FOR_MS = 6_000;

const api = new Api();
const names = new Map();
const cameraName = event => clip(event.camera_name ?? names.get(event.camera_id) ?? cameraWords(event.camera_id), 80);
const viewer = new Viewer(api, cameraName);
const onOpen = (content, event) => viewer.open(content, event);
const strip = new Strip(byId('strip'), byId('strip-list'), { api, cameraName, onOpen });
const wall = new Wall(byId('wall'), { api, cameraName, onOpen, onDetections: ids => strip.settle(ids) });
const notices = new Notices(byId('notices'));
const arrivals = new Arrivals(cameraName);
const sound = new Sound(byId('sound'));
const connection = new Connection(() => live.nudge());
const live = new Live(() => api.key, { onMessage, onOpen: onLive, onLost, onReset: () => location.reload() });

let everRead = false;
let reading = null;
let readAgain;

/** Reads the latest events; one reading at a time. Resolves when the list is on the page or the failure is shown. */
function read() {
  reading ??= readNow().finally(() => { reading = null; });
  return reading;
}

async function readNow() {
  try {
    await withKey(() => wall.replaceBy(() => api.events(LATEST)));
    everRead = true;
    notices.reading(null);
    connection.read();
    wall.retry();
    strip.retry();
  } catch (cause) {
    if (!(cause instanceof ApiError)) console.error('The list of events is not what this page understands.', cause);
    // No answer at all is what the line about the connection says already.
    const told = cause.status === 0 && !connection.isLive;
    const reason = cause.status ? `${clip(cause.message, 200)} (${cause.status})` : cause.message;
    notices.reading(told ? null : `The events cannot be read: ${reason}. Tried again until it works.`);
    clearTimeout(readAgain);
    if (connection.isLive) readAgain = setTimeout(read, READ_AGAIN_MS);
  }
  summarise();
}

/** Asks for the key as often as the server refuses the one there is. */
async function withKey(action) {
  for (;;) {
    try {
      return await action();
    } catch (cause) {
      if (cause.status !== 401) throw cause;
      live.stop();
      api.key = await askForKey(Boolean(api.key));
      live.start();
    }
  }
}

/** What is out of order since before this page was opened, or since a gap that the messages did not cover. */
async function readState() {
  try {
    for (const { id, name, status, last_seen_at: lastSeen } of await api.cameras()) {
      if (name) names.set(id, name);
      notices.camera({ camera_id: id, status }, cameraName({ camera_id: id }), lastSeen);
    }
    for (const state of await api.services()) {
      // Another instance may know more about a service than the one that answers: that one is well is left to the messages.
      if (state.status !== 'healthy') notices.service(state, new Date().toISOString());
    }
    wall.refresh();
  } catch (cause) {
    console.info('Cameras and services cannot be read: ids are shown for names, and only what changes from now on.', cause.message);
  }
  summarise();
}

async function onLive({ reload }) {
  connection.live();
  if (reload) {
    // A reading that began before the greeting may miss what happened in between.
    await reading;
    await read();
    await readState();
  } else {
    wall.retry();
    strip.retry();
  }
  summarise();
}

/** The REST API may still answer, or say that a key is needed. */
function onLost() {
  connection.lost();
  summarise();
  read();
}

function onMessage({ type, data, timestamp, replay, redelivery }) {
  switch (type) {
    case 'event': {
      strip.eventCame(data);
      const card = wall.add(data);
      if (card && !redelivery) news(card, replay);
      break;
    }
    case 'event.updated': {
      const card = wall.update(data);
      if (card) news(card, replay);
      break;
    }
    case 'event.deleted': wall.remove(data.id ?? data.event_id); break;
    case 'detection.new': strip.add(toDetection(data)); break;
    case 'detection.batch': strip.batchClosed(data); break;
    case 'camera_status':
      if (data.camera_name) names.set(data.camera_id, data.camera_name);
      notices.camera(data, cameraName(data), data.timestamp ?? timestamp);
      break;
    case 'service_status':
      if (notices.service(data, timestamp)) {
        wall.retry();
        strip.retry();
      }
      break;
    default: return;
  }
  summarise();
}

/** Only what is new to a page that was already read is news. */
function news({ element, event, startedAt }, replay) {
  if (!everRead || replay && Date.now() - startedAt >= 600_000) return;
  markNew(element);
  arrivals.add(event);
  sound.event(event);
}

function markNew(element) {
  element.classList.add('new');
  setTimeout(() => element.classList.remove('new'), NEW_FOR_MS);
}

/** The lines around the wall: how much is shown, and what an empty wall means. */
function summarise() {
  listCameras();
  const { size, shownSize } = wall;
  byId('count').textContent = size === 0 ? '' : shownSize === size
    ? `latest ${size}${size >= MAX_EVENTS ? ', older ones are kept' : ''}` : `${shownSize} of the latest ${size}`;
  const isQuiet = everRead && connection.isLive && !notices.isBlind && strip.size === 0;
  byId('empty').hidden = size > 0 || !isQuiet;
  byId('quiet').hidden = size > 0 ? shownSize > 0 : isQuiet;
  byId('quiet').textContent = size > 0 ? 'None of the latest events matches the filter.' : emptyWallWords();
}

function emptyWallWords() {
  if (connection.isLost) return 'Whether anything has happened is not known: there is no connection.';
  if (notices.isBlind) return 'Whether anything has happened is not known: see the notice above.';
  return strip.size > 0 ? 'What has just been seen becomes an event as soon as nothing more is seen for a while.' : 'Events are being read …';
}

function listCameras() {
  const select = byId('filter-camera');
  const wanted = [...wall.cameraIds].map(id => ({ id, name: cameraName({ camera_id: id }) }))
    .sort((a, b) => a.name.localeCompare(b.name));
  if (select.value && !wanted.some(({ id }) => id === select.value)) wanted.push({ id: select.value, name: cameraName({ camera_id: select.value }) });
  const listed = [...select.options].slice(1);
  if (wanted.length === listed.length && wanted.every(({ id, name }, i) => listed[i].value === id && listed[i].text === name)) return;
  const chosen = select.value;
  select.replaceChildren(select.options[0], ...wanted.map(({ id, name }) => el('option', { value: id }, name)));
  select.value = chosen;
}

byId('filters').addEventListener('submit', event => event.preventDefault());
byId('filters').addEventListener('change', () => {
  wall.filter({ camera: byId('filter-camera').value, rank: Number(byId('filter-risk').value) });
  summarise();
});
addEventListener('online', () => live.nudge());
document.addEventListener('visibilitychange', () => { if (!document.hidden) live.nudge(); });
setInterval(() => refreshTimes(document), 10_000);

summarise();
await read();
live.start();
