// "Which zone is this?" A point from the map or from the form, the day shown, the server's answer in words.

import * as api from './api.js';
import { betweenInWords, witnessName } from './between.js';
import { degreesOf } from './degrees.js';
import { byId, element, inLanguages } from './element.js';
import { againButton, failureInWords } from './failure.js';
import { pointAt } from './state.js';

export class Locate {
  #world;
  #words;
  #on;
  #form = byId('locate-form');
  #lon = byId('locate-lon');
  #lat = byId('locate-lat');
  #answer = byId('locate-answer');
  #note = byId('map-note');
  #point = null;
  #asked = 0;

  /** `on`: `pointed(point)` when the reader asks for a point, or null for none; `mark(lon, lat)`, `unmark()`, `witness(pairs)`, `showWitnesses()`, `choose(zone, opener)`, `centre()` -> view, `say(text)`, `day()`. */
  constructor(world, words, on) {
    this.#world = world;
    this.#words = words;
    this.#on = on;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#askForm();
    });
    byId('locate-centre').addEventListener('click', () => {
      const { lon, lat } = on.centre();
      this.ask(lon, lat);
    });
  }

  /** Asks for a point and marks it. */
  async ask(lon, lat) {
    const point = pointAt(lon, lat);
    this.#on.pointed(point); // Before the map moves to it, so that the move belongs to this step.
    await this.#take(point);
  }

  /** Shows what the address says: a point or null, and perhaps another day. */
  show(point) {
    if (point?.lon === this.#point?.lon && point?.lat === this.#point?.lat) {
      this.refresh();
    } else if (point) {
      this.#take(point);
    } else {
      this.#forget();
    }
  }

  async #take(point) {
    this.#point = point;
    this.#lon.value = point.lon;
    this.#lat.value = point.lat;
    this.#accept();
    this.#on.mark(point.lon, point.lat);
    await this.refresh();
  }

  /** Asks for a point and takes the reader to the answer. */
  async explain(lon, lat) {
    await this.ask(lon, lat);
    this.#readAnswer();
    const sentence = this.#answer.querySelector('.between');
    if (sentence) {
      this.#on.say(sentence.textContent);
    }
  }

  /** Asks again, for the day has changed. Without a point there is nothing to ask. */
  async refresh() {
    if (!this.#point) {
      return;
    }
    this.#asked += 1;
    const mine = this.#asked;
    const day = this.#on.day();
    try {
      const answer = await api.locate(this.#point.lon, this.#point.lat, day);
      if (mine === this.#asked) { // A later question may have been answered first.
        this.#show(answer, day);
      }
    } catch (error) {
      if (mine === this.#asked) {
        this.#fail(error);
      }
    }
  }

  clear() {
    this.#forget();
    this.#on.pointed(null);
  }

  #forget() {
    this.#accept();
    this.#point = null;
    this.#asked += 1;
    this.#on.witness([]);
    this.#answer.replaceChildren();
    this.#note.hidden = true;
    this.#on.unmark();
  }

  /** The button goes with the answer, the focus must not. */
  #remove() {
    this.clear();
    byId('locate-heading').focus();
  }

  #askForm() {
    const fields = [
      { input: this.#lon, name: 'longitude', limit: 180 },
      { input: this.#lat, name: 'latitude', limit: 90 },
    ];
    const [lon, lat] = fields.map(({ input, limit }) => degreesOf(input.value, limit));
    if (lon !== null && lat !== null) {
      this.ask(lon, lat);
    } else {
      this.#refuse(fields.filter((_, i) => [lon, lat][i] === null));
    }
  }

  #refuse(fields) {
    this.clear(); // Else the answer to an earlier question would come in the refusal's place.
    const refusals = fields.map(({ input, name, limit }) => {
      const value = input.value.trim();
      const refusal = this.#words.say(value ? 'locate_bad' : 'locate_missing', { field: this.#words.say(name), value, limit });
      const id = `${input.id}-refused`;
      input.setAttribute('aria-invalid', 'true');
      input.setAttribute('aria-describedby', `locate-help ${id}`);
      return element('p', { class: 'refused', id }, refusal);
    });
    this.#tell(refusals, refusals.map(({ textContent }) => textContent).join(' '));
    fields[0].input.focus();
  }

  #accept() {
    for (const input of [this.#lon, this.#lat]) {
      input.removeAttribute('aria-invalid');
      input.setAttribute('aria-describedby', 'locate-help');
    }
  }

  #fail(error) {
    const said = element('p', { class: 'refused' }, failureInWords(this.#words, error));
    const again = againButton(this.#words, error, () => {
      this.#readAnswer(); // The button goes, the focus must not go with it.
      this.refresh();
    });
    this.#on.witness([]);
    this.#tell([said, again].filter(Boolean), said.textContent);
  }

  #show(answer, day) {
    const words = this.#words;
    const findings = [
      ...answer.zones.map((found) => this.#finding(found, found.position === 'near_boundary' ? 'near' : 'inside')),
      ...answer.possible.map((found) => this.#finding(found, 'possible')),
    ];
    const verdict = findings.length > 0 ? findings.map(({ title }) => title).join(words.say('comma')) : words.say('locate_outside');
    const nearest = answer.nearest && words.say('locate_nearest', {
      zone: words.pick(answer.nearest.name), distance: words.distance(answer.nearest.distance_m),
    });
    const { lon, lat } = this.#point;
    this.#on.witness([...answer.zones, ...answer.possible].filter(({ boundary }) => boundary?.between).map((found) => this.#pair(found)));
    this.#tell([
      element('p', { class: 'quiet' }, words.say('locate_point', { lon: words.number(lon, 4), lat: words.number(lat, 4), day: words.day(day) })),
      ...(findings.length > 0 ? findings.map(({ part }) => part) : [element('p', { class: 'verdict' }, verdict)]),
      nearest ? element('p', {}, nearest) : null,
      // The reader must know where there is no line to be inside of.
      ...(answer.gaps ?? this.#world.gapsOn(day)).map(({ name, from, to, reason }) => element('p', { class: 'no-line' },
        `${words.pick(name)}: ${words.say('gap', { period: words.period(from, to) })}. `, inLanguages(words, reason))),
      ...(answer.hints ?? []).map((hint) => element('p', { class: 'quiet', dir: 'auto' }, words.pick(typeof hint === 'string' ? { hint } : hint))),
      element('button', { type: 'button', class: 'plain', onclick: () => this.#remove() }, words.say('locate_clear')),
    ].filter(Boolean), [verdict, nearest].filter(Boolean).join('. '));
  }

  #finding(found, kind) {
    const words = this.#words;
    const zone = words.pick(found.name);
    const distances = { distance: words.distance(found.boundary_distance_m), precision: words.distance(found.precision_m) };
    const drawn = Boolean(this.#world.extent(found.extent)?.band);
    const title = words.say(`locate_${kind}`, { zone });
    const confidence = words.confidence(found.confidence);
    const part = element('div', { class: `finding finding-${kind}` },
      element('p', { class: 'verdict' }, title),
      element('p', {}, words.say(`locate_${kind}_${drawn ? 'band' : 'words'}`, distances)),
      betweenInWords(words, found.boundary, drawn),
      found.boundary?.between && element('button', { type: 'button', class: 'plain show-places', onclick: () => this.#on.showWitnesses() }, words.say('between_show')),
      element('p', { class: 'quiet' },
        element('span', { class: 'fact' }, words.period(found.valid_from, found.valid_to)),
        confidence && element(found.confidence === 'low' ? 'strong' : 'span', { class: 'fact' }, confidence)),
      this.#doubts(found),
      element('button', { type: 'button', class: 'plain', onclick: (event) => this.#on.choose(found.zone, event.currentTarget) }, words.say('locate_details', { zone })));
    return { title, part };
  }

  /** Why the line may be wrong: open where its confidence is low. */
  #doubts(found) {
    const words = this.#words;
    const doubts = words.pick(found.doubts) ?? [];
    return doubts.length > 0 && element('details', { open: found.confidence === 'low' },
      element('summary', {}, `${words.say('doubts')} (${words.number(doubts.length)})`),
      element('ul', { class: 'doubts', lang: words.picked(found.doubts), dir: 'auto' }, doubts.map((doubt) => element('li', {}, doubt))));
  }

  /** The two places of a finding, as the map marks them. */
  #pair({ zone, boundary: { between } }) {
    const { color } = this.#world.zone(zone);
    const place = (side) => ({ lon: between[side].lon, lat: between[side].lat, side, text: witnessName(this.#words, between[side]) });
    return { color, places: [place('inside'), place('outside')] };
  }

  #readAnswer() {
    byId('locate-heading').focus();
  }

  /** In the panel in full, under the map in one line (where the panel is far below), and aloud. */
  #tell(parts, short) {
    this.#answer.replaceChildren(...parts);
    this.#note.hidden = false;
    this.#note.replaceChildren(element('span', {}, short), ' ',
      element('a', {
        href: '#locate',
        onclick: (event) => {
          event.preventDefault();
          this.#readAnswer();
        },
      }, this.#words.say('locate_answer_link')));
    this.#on.say(short);
  }
}
