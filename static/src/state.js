// The address: what is shown, written into the part after '#', so that a link shows the same thing.
//   #map=ZOOM/LAT/LON&date=YYYY-MM-DD&zone=ID&point=LAT/LON&text=ID&q=WORDS&only=zone   (the language stands in the query: ?lang=ar)
// `point` is asked for on that day, `text` is open for reading. `q` holds the words looked for in the texts, `only=zone`
// asks for them in the passages of the zone.
// Bad values are dropped, keys of others are kept.

import { isDay } from './day.js';

const OURS = ['map', 'date', 'zone', 'point', 'text', 'q', 'only'];
const LONGEST_QUERY = 200;
const LONGEST_ID = 200;
const POINT_DIGITS = 5; // About a metre.

/** What a hash says; only the keys that hold something usable are present. */
export function parse(hash) {
  const state = {};
  const pairs = pairsOf(hash);
  const view = viewOf(pairs.get('map'));
  if (view) {
    state.map = view;
  }
  if (isDay(pairs.get('date'))) {
    state.date = pairs.get('date');
  }
  if (/^[A-Za-z0-9_-]{1,100}$/.test(pairs.get('zone') ?? '')) {
    state.zone = pairs.get('zone');
  }
  const point = pointOf(pairs.get('point'));
  if (point) {
    state.point = point;
  }
  const text = pairs.get('text');
  if (text && text.length <= LONGEST_ID) {
    state.text = text;
  }
  const q = pairs.get('q')?.trim();
  if (q && q.length <= LONGEST_QUERY) {
    state.q = q;
    if (state.zone && pairs.get('only') === 'zone') {
      state.only = true;
    }
  }
  return state;
}

/** The hash that says `state`, with the keys of `previous` that are not ours left as they were. */
export function format(state, previous = '') {
  const parts = [];
  if (state.map) {
    parts.push(`map=${viewText(state.map)}`);
  }
  if (state.date) {
    parts.push(`date=${state.date}`);
  }
  if (state.zone) {
    parts.push(`zone=${state.zone}`);
  }
  if (state.point) {
    parts.push(`point=${state.point.lat}/${state.point.lon}`);
  }
  if (state.text) {
    parts.push(`text=${encodeURIComponent(state.text)}`);
  }
  if (state.q) {
    parts.push(`q=${encodeURIComponent(state.q)}`);
    if (state.zone && state.only) {
      parts.push('only=zone');
    }
  }
  for (const [key, value] of pairsOf(previous)) {
    if (!OURS.includes(key)) {
      parts.push(`${key}=${encodeURIComponent(value)}`);
    }
  }
  return parts.length > 0 ? `#${parts.join('&')}` : '';
}

/** The address bar as a place to write to and to listen to. */
export class Address {
  #written = null;

  /** Calls `changed(state)` when somebody else changed the hash: the reader by hand, or Back. */
  constructor(changed) {
    window.addEventListener('hashchange', () => {
      // Our own writes fire no hashchange, so a flag set while writing would swallow the next edit by
      // hand. Comparing the text cannot.
      if (window.location.hash !== this.#written && isState(window.location.hash)) {
        this.#written = window.location.hash;
        changed(parse(window.location.hash));
      }
    });
  }

  read() {
    return parse(window.location.hash);
  }

  /** `push` makes a new step for Back; without it the present step is rewritten. */
  write(state, push) {
    const hash = format(state, window.location.hash);
    if (hash === window.location.hash) {
      return;
    }
    const url = window.location.pathname + window.location.search + hash;
    window.history[push ? 'pushState' : 'replaceState'](null, '', url);
    this.#written = window.location.hash;
  }
}

/** '#zones' of a skip link is a spot on the page, not a state; an empty hash is the first state. */
const isState = (hash) => hash.length <= 1 || hash.includes('=');

function pairsOf(hash) {
  const pairs = new Map();
  for (const part of hash.replace(/^#/, '').split('&')) {
    const at = part.indexOf('=');
    if (at > 0) {
      pairs.set(part.slice(0, at), decoded(part.slice(at + 1)));
    }
  }
  return pairs;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A stray '%' typed by hand.
  }
}

function viewOf(text) {
  const [zoom, lat, lon] = numbersOf(text, 3);
  return zoom >= 0 && zoom <= 24 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180 ? { zoom, lat, lon } : null;
}

function pointOf(text) {
  const [lat, lon] = numbersOf(text, 2);
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? pointAt(lon, lat) : null;
}

/** A point as the address can hold it. */
export const pointAt = (lon, lat) => ({ lon: Number(lon.toFixed(POINT_DIGITS)), lat: Number(lat.toFixed(POINT_DIGITS)) });

/** `count` numbers with strokes between them, or none. */
function numbersOf(text, count) {
  const parts = (text ?? '').split('/');
  return parts.length === count && parts.every((part) => /^-?\d+(\.\d+)?$/.test(part)) ? parts.map(Number) : [];
}

/** Digits follow the zoom: about a pixel, no more. */
function viewText({ zoom, lat, lon }) {
  const digits = Math.max(2, Math.ceil(Math.log2(Math.max(zoom, 1)) + 0.5));
  return `${Number(zoom.toFixed(2))}/${Number(lat.toFixed(digits))}/${Number(lon.toFixed(digits))}`;
}
