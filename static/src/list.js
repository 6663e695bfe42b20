// The list of zones: the map in words, equal to it, with the periods of each zone as bars on the slider's scale.

import { byId, element } from './element.js';
import { partOf } from './timeline.js';

const SVG = 'http://www.w3.org/2000/svg';

export class ZoneList {
  #world;
  #words;
  #rows = new Map();

  constructor(world, words, chose) {
    this.#world = world;
    this.#words = words;
    for (const zone of world.zones) {
      this.#rows.set(zone.id, this.#row(zone, chose));
    }
    byId('zones').replaceChildren(...[...this.#rows.values()].map(({ button }) => element('li', {}, button)));
  }

  show(day, chosen) {
    for (const zone of this.#world.zones) {
      const row = this.#rows.get(zone.id);
      const state = this.#world.stateOn(zone, day);
      const { status, reason } = stateInWords(this.#words, state);
      row.button.dataset.state = state.kind;
      row.button.setAttribute('aria-pressed', String(zone.id === chosen));
      row.status.textContent = status;
      row.reason.textContent = reason ?? '';
      row.reason.hidden = !reason;
    }
  }

  buttonOf(zone) {
    return this.#rows.get(zone)?.button ?? null;
  }

  #row(zone, chose) {
    const name = element('span', { class: 'row-name', id: `row-name-${zone.id}` }, this.#words.pick(zone.name));
    const status = element('span', { class: 'row-status', id: `row-status-${zone.id}` });
    const reason = element('span', { class: 'row-reason', id: `row-reason-${zone.id}`, dir: 'auto' });
    const button = element('button', {
      type: 'button',
      class: 'row',
      'data-zone': zone.id,
      '--zone': zone.color,
      'aria-labelledby': `${name.id} ${status.id}`,
      'aria-describedby': reason.id,
    }, element('span', { class: 'row-words' }, swatch(zone), name, status),
    element('span', { class: 'row-time' }, this.#track(zone), reason));
    button.addEventListener('click', () => chose(zone.id, button));
    return { button, status, reason };
  }

  /** Bars are for the eye; the words beside them and the panel say the same. */
  #track(zone) {
    const world = this.#world;
    const bar = (kind, from, to) => (partOf(world, to ?? world.last) > partOf(world, from)
      ? element('span', { class: `bar ${kind}`, '--at': partOf(world, from), '--until': partOf(world, to ?? world.last) }) : null);
    return element('span', { class: 'track', 'aria-hidden': 'true' },
      zone.gaps.map(({ from, to }) => bar('bar-gap', from, to)),
      zone.extents.map(({ valid_from: from, valid_to: to }) => bar(to ? 'bar-extent' : 'bar-extent bar-open', from, to)));
  }
}

/** What a zone's state is, and why, in the reader's words. */
export function stateInWords(words, state) {
  switch (state.kind) {
    case 'in_force':
      return { status: `${words.say('in_force')}: ${words.period(state.extent.valid_from, state.extent.valid_to)}`, reason: null };
    case 'gap':
      return {
        status: words.say('gap', { period: words.period(state.gap.from, state.gap.to) }),
        reason: words.pick(state.gap.reason),
      };
    case 'ended':
      return { status: words.say('ended', { day: words.shortDay(state.end.day) }), reason: words.pick(state.end.reason) };
    case 'before':
      return { status: words.say('not_yet', { day: words.shortDay(state.from) }), reason: null };
    default:
      return { status: words.say('not_in_force'), reason: null };
  }
}

/** A short piece of the zone's own line: its colour and its dashes. */
export function swatch({ color, dash }) {
  const svg = document.createElementNS(SVG, 'svg');
  const line = document.createElementNS(SVG, 'path');
  svg.setAttribute('class', 'swatch');
  svg.setAttribute('viewBox', '0 0 30 16');
  svg.setAttribute('aria-hidden', 'true');
  line.setAttribute('d', 'M2 2h26v12H2z');
  line.setAttribute('stroke', color);
  line.setAttribute('fill', color);
  if (dash) {
    line.setAttribute('stroke-dasharray', dash);
  }
  svg.append(line);
  return svg;
}
