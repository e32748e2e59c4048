/** The words and the times of the page: wire values in, sentences for people at home out. */

import { clip } from './dom.js';

const LEVELS = ['low', 'medium', 'high', 'critical'];

/** The level's place in low < medium < high < critical; -1 for one this page does not know. */
export const riskRank = level => LEVELS.indexOf(level);

/** The rank of high: from here on an event is worth a sound. */
export const ALARMING = riskRank('high');

export function riskWord(level) {
  const rank = riskRank(level);
  return rank < 0 ? 'Unknown' : LEVELS[rank][0].toUpperCase() + LEVELS[rank].slice(1);
}

/** `analysis_error` holds an error category, perhaps followed by details that are for the log and not for the wall. */
function category(error) {
  const text = typeof error === 'object' && error ? error.category ?? error.error_type : error;
  const word = /^[a-z_]{3,40}/.exec(text ?? '');
  return word ? word[0].replaceAll('_', ' ') : '';
}

/** How the score came about, said plainly: a local score never passes for a verdict of the model. */
export function analysisWords(event) {
  switch (event.analysis_status) {
    case 'complete':
      return 'assessed by the model';
    case 'rules':
      return 'scored by local rules';
    case 'provisional':
      return 'first score by local rules, the verdict of the model is on its way';
    case 'fallback': {
      // Asked for by people: the score that stays until then may be one of the model as well.
      if (event.analysis_error === 'requested') return 'another assessment was asked for, until then the score stays as it was';
      const reason = category(event.analysis_error);
      return `model unavailable${reason ? ` (${reason})` : ''}: local rules, will be analysed again`;
    }
    default:
      return clip(event.analysis_status ?? 'not known how it was assessed', 60);
  }
}

const SERVICE_DOWN = {
  detector: 'The detector is not answering: pictures are kept and will be looked at when it is back.',
  nemotron: 'The risk model is not answering: events are scored by local rules and will be analysed again when it is back.',
  florence: 'Picture descriptions (Florence) are not available: events come without them.',
  clip: 'Recognising the same person or vehicle again (CLIP) is not available: events come without it.',
  enrichment: 'Details on people, vehicles and pets are not available: events come without them.',
  postgresql: 'The database is not answering: pictures stay where they are and will be looked at when it is back.',
  redis: 'The queue (Redis) is not answering: pictures stay where they are and will be looked at when it is back.',
};

const SERVICE_NAMES = {
  detector: 'The detector', nemotron: 'The risk model', florence: 'The description service', clip: 'The recognition service',
  enrichment: 'The details service', postgresql: 'The database', redis: 'The queue',
};

export function serviceWords(service, status) {
  const name = SERVICE_NAMES[service] ?? `The service ${clip(service, 40)}`;
  if (status === 'healthy') return `${name} is answering again.`;
  if (status === 'degraded') return `${name} is answering, but not well (degraded).`;
  return SERVICE_DOWN[service] ?? `${name} is not answering.`;
}

/** `front_door` -> `Front door`, for a camera whose name is not known. */
export function cameraWords(id) {
  const words = String(id ?? '').replaceAll('_', ' ').trim();
  return words ? clip(words[0].toUpperCase() + words.slice(1), 80) : 'Unknown camera';
}

export const percent = confidence => `${Math.round(confidence * 100)} %`;

/** `2 × person, dog` */
export function countedWords(labels) {
  const counts = new Map();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].map(([label, count]) => (count > 1 ? `${count} × ${clip(label, 40)}` : clip(label, 40))).join(', ');
}

const clockTime = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const exactTime = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayAndTime = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const fullTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

const isToday = date => date.toDateString() === new Date().toDateString();

/** 12:03, with the day when it is not today's: a time without its day would hide how old a picture is. */
export const shortTime = date => (isToday(date) ? clockTime : dayAndTime).format(date);
export const wallTime = date => (isToday(date) ? exactTime : dayAndTime).format(date);
export const longTime = date => fullTime.format(date);

/** How long ago. A clock of this device that runs behind the server's must not put an event into the future. */
export function agoWords(date) {
  const seconds = Math.max(0, (Date.now() - date.getTime()) / 1000);
  if (seconds < 10) return 'just now';
  if (seconds < 60) return relative.format(-Math.floor(seconds / 10) * 10, 'second');
  if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 86400) return relative.format(-Math.floor(seconds / 3600), 'hour');
  return relative.format(-Math.floor(seconds / 86400), 'day');
}
