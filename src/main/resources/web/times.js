import { el } from './dom.js';
import { agoWords, longTime, wallTime } from './words.js';

/** A `<time>` with local and relative time; `refreshTimes` keeps it true. An unreadable timestamp says so. */
export function timeElement(timestamp) {
  const date = new Date(timestamp ?? NaN);
  if (Number.isNaN(date.getTime())) return el('span', { class: 'when' }, 'time unknown');
  return el('time', { class: 'when', datetime: date.toISOString(), title: longTime(date) },
    el('span', { class: 'clock' }, wallTime(date)), el('span', { class: 'ago' }, agoWords(date)));
}

/** Rewrites what has changed since the last call. */
export function refreshTimes(root) {
  for (const time of root.querySelectorAll('time.when')) {
    const date = new Date(time.dateTime);
    write(time.firstChild, wallTime(date));
    write(time.lastChild, agoWords(date));
  }
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
