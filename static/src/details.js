// The panel of the chosen zone: what was in force on the day shown, on what grounds, and how sure that is.

import { byId, element, inLanguages } from './element.js';
import { holds } from './day.js';
import { stateInWords, swatch } from './list.js';
import { Passages } from './passages.js';
import { languageName } from './words.js';

export class Details {
  #world;
  #words;
  #on;
  #panel = byId('details');
  #zone = null;
  #ofDay = null;      // The part that changes with the day.
  #ofDays = new Map(); // valid_from -> its button

  /** `on`: `closed()`, `day(day)`, `explain(zone)`, `flash(zone, bring)`, `read(article, number)`, `search()`. */
  constructor(world, words, on) {
    this.#world = world;
    this.#words = words;
    this.#on = on;
  }

  /** Shows a zone on a day; `null` empties the panel. Only what changed is made anew. */
  show(id, day) {
    const zone = id ? this.#world.zone(id) : null;
    this.#panel.hidden = zone === null;
    if (zone === null) {
      this.#panel.replaceChildren();
    } else if (zone !== this.#zone) {
      this.#panel.replaceChildren(...this.#content(zone));
      this.#panel.style.setProperty('--zone', zone.color);
    }
    this.#zone = zone;
    if (zone) {
      this.#showDay(zone, day);
    }
  }

  focus() {
    byId('details-heading')?.focus({ preventScroll: true });
    this.#panel.scrollIntoView({ block: 'start' });
  }

  #content(zone) {
    const words = this.#words;
    this.#ofDay = element('div', { class: 'of-day' });
    return [
      element('div', { class: 'panel-head' },
        element('p', { class: 'eyebrow' }, swatch(zone), words.say('zone_heading')),
        element('button', { type: 'button', class: 'close', onclick: () => this.#on.closed() }, words.say('close'))),
      element('h2', { id: 'details-heading', tabindex: '-1' }, words.pick(zone.name)),
      ...Object.entries(zone.name).filter(([lang]) => lang !== words.picked(zone.name))
        .map(([lang, name]) => element('p', { class: 'other-name' }, element('bdi', { lang }, name))),
      inLanguages(words, zone.description, 'p'),
      this.#ofDay,
      this.#extents(zone),
      this.#agreements(zone),
      new Passages(zone, words, this.#on).element,
      this.#otherNames(zone),
      element('h3', {}, words.say('downloads')),
      element('p', {}, element('a', { href: `/zones/${zone.id}.geojson`, download: true }, words.say('download_zone', { zone: words.pick(zone.name) }))),
    ].filter(Boolean);
  }

  #showDay(zone, day) {
    const words = this.#words;
    const state = this.#world.stateOn(zone, day);
    const { status, reason } = stateInWords(words, state);
    this.#ofDay.replaceChildren(
      element('h3', {}, words.say('period_in_force', { day: words.day(day) })),
      element('p', { class: 'status-line' }, status),
      reason ? element('p', { dir: 'auto' }, reason) : '',
      ...(state.kind === 'in_force' ? this.#extent(zone, state.extent) : []),
      ...(state.kind === 'ended' ? [sourceList(words, state.end.sources)] : []),
    );
    for (const [from, { button, to }] of this.#ofDays) {
      button.setAttribute('aria-pressed', String(holds(from, to, day)));
    }
  }

  #extent(zone, extent) {
    const words = this.#words;
    const basis = zone.agreements.find((agreement) => agreement.id === extent.basis);
    const doubts = words.pick(extent.doubts) ?? [];
    const confidence = words.confidence(extent.confidence);
    return [
      inLanguages(words, extent.summary, 'p'),
      element('ul', { class: 'facts' },
        element('li', { class: 'precision' }, precisionInWords(words, extent)),
        confidence && element('li', {}, extent.confidence === 'low' ? element('strong', {}, confidence) : confidence),
        basis && element('li', {}, words.say('basis', { title: words.pick(basis.title) })),
        element('li', {}, words.squareKilometres(extent.area_km2)),
        element('li', {}, qualityLink(words))),
      element('button', { type: 'button', class: 'plain explain', onclick: () => this.#on.explain(zone.id) }, words.say('explain_line')),
      doubts.length > 0 && element('h4', {}, words.say('doubts')),
      doubts.length > 0 && element('ul', { class: 'doubts', lang: words.picked(extent.doubts), dir: 'auto' }, doubts.map((doubt) => element('li', {}, doubt))),
      extent.sources.length > 0 && element('h4', {}, words.say('sources')),
      sourceList(words, extent.sources),
    ].filter(Boolean);
  }

  #extents(zone) {
    const words = this.#words;
    this.#ofDays = new Map();
    const rows = zone.extents.map((extent) => {
      const button = element('button', {
        type: 'button', class: 'period', onclick: () => this.#on.day(extent.valid_from),
      }, words.period(extent.valid_from, extent.valid_to));
      this.#ofDays.set(extent.valid_from, { button, to: extent.valid_to });
      const facts = [words.squareKilometres(extent.area_km2), precisionInShort(words, extent), words.confidence(extent.confidence)].filter(Boolean);
      return { from: extent.valid_from, row: element('li', {}, button, element('span', { class: 'quiet' }, facts.join(' · '))) };
    });
    const gaps = zone.gaps.map((gap) => ({
      from: gap.from,
      row: element('li', {}, element('span', { class: 'period-gap' }, `${words.period(gap.from, gap.to)}: ${words.say('no_line_drawn')}`), inLanguages(words, gap.reason, 'span', { class: 'quiet' })),
    }));
    const end = zone.end ? [{
      from: zone.end.day,
      row: element('li', {}, element('span', { class: 'period-gap' }, `${words.say('the_end')}: ${words.shortDay(zone.end.day)}`), inLanguages(words, zone.end.reason, 'span', { class: 'quiet' })),
    }] : [];
    const all = [...rows, ...gaps, ...end].sort((a, b) => (a.from < b.from ? -1 : Number(a.from > b.from)));
    return element('section', {}, element('h3', {}, words.say('all_extents')), element('ol', { class: 'extents' }, all.map(({ row }) => row)));
  }

  #agreements(zone) {
    const words = this.#words;
    return element('section', {}, element('h3', {}, words.say('agreements')), zone.agreements.map((agreement) => {
      const facts = [
        agreement.signed && words.say('signed', { day: words.date(agreement.signed) }),
        agreement.in_force && words.say('in_force_from', { day: words.date(agreement.in_force) }),
        agreement.parties.length > 0 && words.say('parties', { parties: agreement.parties.map((party) => words.pick(party)).join(words.say('comma')) }),
      ].filter(Boolean);
      return element('div', { class: 'agreement' },
        inLanguages(words, agreement.title, 'h4'),
        element('p', { class: 'quiet' }, facts.map((fact) => element('span', { class: 'fact' }, fact))),
        agreement.note && inLanguages(words, agreement.note, 'p'),
        sourceList(words, agreement.sources));
    }));
  }

  #otherNames(zone) {
    const names = Object.entries(zone.names).filter(([, list]) => list.length > 0);
    return names.length > 0 && element('details', {},
      element('summary', {}, this.#words.say('also_called')),
      names.map(([lang, list]) => element('p', { lang, dir: 'auto' }, list.join(this.#words.say('comma')))));
  }
}

/** How far to trust a line: measured where it was drawn from places, else as its drawer says. */
function precisionInWords(words, { band, precision_m: metres }) {
  const distance = words.distance(metres);
  return band ? words.say('precision_band', { distance }) : words.say('precision_words', { distance });
}

function precisionInShort(words, { band, precision_m: metres }) {
  const distance = words.distance(metres);
  return band ? words.say('precision_band_short', { distance }) : `± ${distance}`;
}

/** The report on all lines, computed by the server. */
export function qualityLink(words) {
  return element('a', { href: '/quality?f=md', class: 'quality' }, words.say('quality'));
}

/**
 * Sources as links, each with its publisher, date and language; a source without an address is still named. Of publishers
 * and notes the data does not say the language, so the page must not say that it is the reader's.
 */
export function sourceList(words, sources) {
  return element('ul', { class: 'sources' }, sources.map((source) => {
    const facts = [source.date && words.date(source.date), source.language && languageName(source.language, words.locale)].filter(Boolean);
    const publisher = source.publisher && element('bdi', { class: 'fact', lang: '' }, source.publisher);
    const title = element('bdi', { lang: source.language }, source.title);
    return element('li', {},
      source.url ? element('a', { href: source.url, rel: 'noreferrer' }, title) : title,
      element('span', { class: 'quiet' }, publisher, facts.map((fact) => element('bdi', { class: 'fact' }, fact))),
      source.note && element('span', { class: 'quiet', lang: '', dir: 'auto' }, source.note));
  }));
}
