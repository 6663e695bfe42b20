// The day: a slider over all days, a date field, and steps from change to change.

import { byId, element } from './element.js';
import { clamp, dayOf, isDay, numberOf } from './day.js';

export class Timeline {
  #world;
  #words;
  #moved;
  #slider = byId('day-slider');
  #input = byId('day-input');
  #previous = byId('day-previous');
  #next = byId('day-next');
  #typing = false; // What stands in the field is not meant yet.

  /** Calls `moved(day)` with every day the reader picks, also while the slider is being drawn. */
  constructor(world, words, moved) {
    this.#world = world;
    this.#words = words;
    this.#moved = moved;
    const { first, last } = world;
    this.#slider.min = numberOf(first);
    this.#slider.max = numberOf(last);
    this.#input.min = first;
    this.#input.max = last;
    this.#slider.addEventListener('input', () => moved(dayOf(Number(this.#slider.value))));
    this.#listenToField();
    this.#previous.addEventListener('click', () => moved(world.previousChange(this.#day)));
    this.#next.addEventListener('click', () => moved(world.nextChange(this.#day)));
    byId('day-ticks').replaceChildren(...world.changes.map((day) => element('span', { class: 'tick', '--at': partOf(world, day) })));
    byId('day-years').replaceChildren(...yearsOf(world).map((day) => element('span', { class: 'year', '--at': partOf(world, day) }, day.slice(0, 4))));
  }

  /**
   * A field fires `change` at each key that makes its value a date, so a year that is being typed passes by as 0002,
   * 0020 and 0201. A day out of range counts only when the reader is done.
   */
  #listenToField() {
    this.#input.addEventListener('input', () => {
      this.#typing = true;
    });
    this.#input.addEventListener('change', () => this.#typed());
    this.#input.addEventListener('blur', () => this.#typing && this.#settle());
    this.#input.addEventListener('keydown', ({ key }) => key === 'Enter' && this.#typing && this.#settle());
  }

  #typed() {
    const { value } = this.#input;
    const { first, last } = this.#world;
    if (isDay(value) && value === clamp(value, first, last)) {
      this.#typing = false;
      this.#moved(value);
    }
  }

  #settle() {
    const { value } = this.#input;
    this.#typing = false;
    if (isDay(value)) {
      this.#moved(clamp(value, this.#world.first, this.#world.last));
    }
    this.#writeField(this.#day); // Where that was the day shown already, nobody else does.
  }

  /** Not under the reader's cursor. */
  #writeField(day) {
    if (!this.#typing && this.#input.value !== day) {
      this.#input.value = day;
    }
  }

  get #day() {
    return dayOf(Number(this.#slider.value));
  }

  show(day) {
    const world = this.#world;
    this.#slider.value = numberOf(day);
    this.#slider.setAttribute('aria-valuetext', `${this.#words.day(day)}, ${zonesOn(world, this.#words, day)}`);
    this.#writeField(day);
    byId('day-now').textContent = this.#words.day(day);
    byId('day-count').textContent = zonesOn(world, this.#words, day);
    this.#step(this.#previous, world.previousChange(day), 'previous_change');
    this.#step(this.#next, world.nextChange(day), 'next_change');
    byId('timeline').style.setProperty('--now', partOf(world, day));
  }

  /** `aria-disabled`, not `disabled`: a button that vanishes under the reader's finger takes the focus with it. */
  #step(button, day, key) {
    button.setAttribute('aria-disabled', String(day === null));
    const words = day === null ? this.#words.say(key) : `${this.#words.say(key)}: ${this.#words.day(day)}`;
    button.setAttribute('aria-label', words);
    button.title = words;
  }
}

/** How far along the range a day lies, 0 to 1; a range of a single day has no length. */
export const partOf = ({ first, last }, day) => (first === last ? 0
  : (numberOf(clamp(day, first, last)) - numberOf(first)) / (numberOf(last) - numberOf(first)));

/** "4 zones in force". */
export function zonesOn(world, words, day) {
  const count = world.countOn(day);
  return count === 0 ? words.say('zones_on_day_none') : words.count('zones_on_day', count);
}

function yearsOf({ first, last }) {
  const years = [];
  for (let year = Number(first.slice(0, 4)) + 1; `${year}-01-01` < last; year += 1) {
    years.push(`${year}-01-01`);
  }
  return years;
}
