// The page: loads the world once, holds the state (day, zone, view, point, text, words looked for) and tells every part what changed.
//
//   reader -> map, list, timeline, panel -> `change` -> every part shows the new state -> address
//   address edited by hand, or Back -> `change` without writing it again

import 'leaflet/dist/leaflet.css';
import './page.css';
import { About } from './about.js';
import * as api from './api.js';
import { ArticleView } from './article.js';
import { Bands } from './bands.js';
import { clamp } from './day.js';
import { Details } from './details.js';
import { byId, element } from './element.js';
import { againButton, failureInWords } from './failure.js';
import { ZoneList } from './list.js';
import { Locate } from './locate.js';
import { ZoneMap } from './map.js';
import { nearestOnLine } from './nearest.js';
import { Search } from './search.js';
import { Address } from './state.js';
import { Timeline, zonesOn } from './timeline.js';
import { languageName, Words } from './words.js';
import { World } from './world.js';

/** Steps of the slider closer together than this are one step for Back. */
const ONE_MOVE_MS = 1000;
const SETTLE_MS = 120;

class Page {
  #words = new Words(document.documentElement.lang);
  #world;
  #state = { map: null, date: null, zone: null, point: null, text: null, q: null, only: false };
  #address = new Address((state) => this.#arrive(state));
  #parts = {};
  #opener = null;
  #dateMoved = 0;
  #settling = null;

  constructor() {
    document.documentElement.classList.add('scripted');
    this.#renderLinks();
    for (const link of document.querySelectorAll('a.skip')) {
      link.addEventListener('click', (event) => {
        event.preventDefault(); // The hash is the state of the map; a skip link must not overwrite it.
        document.querySelector(link.hash)?.querySelector('button, h2')?.focus();
      });
    }
  }

  async open() {
    try {
      await this.#start();
    } catch (error) {
      this.#failed(error);
      throw error;
    }
  }

  async #start() {
    this.#wait(true);
    const [dataset, zones, extents] = await Promise.all([api.dataset(), api.zones(), api.extents()]);
    this.#wait(false);
    this.#world = new World(dataset, zones, extents);
    this.#words.languages = dataset.languages;
    this.#build();
    this.#arrive(this.#address.read(), true);
    await this.#loadBasemap();
  }

  /** Before the data is there nothing can be asked, and a form would leave the page. */
  #wait(waiting) {
    byId('timeline').inert = waiting;
    byId('panel').inert = waiting;
    this.#say(waiting ? this.#words.say('loading') : '', true);
    byId('map-note').hidden = !waiting;
  }

  #build() {
    const [world, words] = [this.#world, this.#words];
    const read = (article, number) => this.#read(article, number);
    const flash = (zone, bring) => this.#flash(zone, bring);
    const bands = new Bands();
    this.#parts = {
      map: new ZoneMap(byId('map'), {
        words,
        view: world.dataset.view,
        attribution: world.dataset.attribution,
        credit: byId('map-credit'),
        on: {
          band: (feature) => bands.of(feature),
          moved: (view) => this.#moved(view),
          chose: (zone, opener) => this.#choose(zone, opener),
          asked: (lon, lat, zone) => this.#asked(lon, lat, zone),
        },
      }),
      timeline: new Timeline(world, words, (date) => this.#setDate(date)),
      list: new ZoneList(world, words, (zone, opener) => this.#choose(zone, opener)),
      details: new Details(world, words, {
        closed: () => this.#close(), day: (date) => this.#setDate(date), explain: (zone) => this.#explain(zone), flash, read, search: () => this.#parts.search.focus(),
      }),
      article: new ArticleView(world, words, { picked: (zone) => this.#pickedInText(zone), closed: () => this.#closeText() }),
      search: new Search(world, words, { asked: (q, only) => this.#step({ q, only }), flash, read }),
      about: new About(world, words, read),
      locate: new Locate(world, words, {
        pointed: (point) => this.#step({ point }),
        mark: (lon, lat) => this.#parts.map.mark(lon, lat),
        unmark: () => this.#parts.map.unmark(),
        witness: (pairs) => this.#parts.map.witness(pairs),
        showWitnesses: () => this.#parts.map.showWitnesses(),
        choose: (zone, opener) => this.#choose(zone, opener),
        centre: () => this.#parts.map.view,
        say: (text) => this.#say(text),
        day: () => this.#state.date,
      }),
    };
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') {
        this.#escape();
      }
    });
    window.addEventListener('beforeprint', () => {
      byId('print-address').textContent = window.location.href;
      const back = this.#parts.map.print();
      window.addEventListener('afterprint', back, { once: true });
    });
    for (const link of document.querySelectorAll('#languages a')) {
      if (link.textContent === link.hreflang) { // A language of the data without words of the page's own.
        link.textContent = languageName(link.hreflang, link.hreflang);
      }
    }
    byId('map-legend').replaceChildren(element('span', { class: 'legend-hatch', 'aria-hidden': 'true' }), words.say('band_legend'));
    byId('map-hint').hidden = !window.matchMedia('(pointer: coarse)').matches;
  }

  /** Takes over what an address says; what it leaves out goes back to the beginning. */
  #arrive({ map, date, zone, point, text, q, only }, first = false) {
    const { dataset } = this.#world ?? {};
    if (!dataset) {
      return; // Edited before the data was there; `start` reads the address anyway.
    }
    // Before the map: its moving writes the whole state into the address.
    this.#state.date = clamp(date ?? dataset.default_day, this.#world.first, this.#world.last);
    this.#state.zone = this.#world.zone(zone)?.id ?? null;
    this.#state.point = point ?? null;
    this.#state.text = text ?? null;
    this.#state.q = q ?? null;
    this.#state.only = Boolean(only) && this.#state.zone !== null;
    if (map) {
      this.#parts.map.show(map);
    }
    this.#state.map = this.#parts.map.view;
    this.#address.write(this.#state, false);
    this.#render();
    this.#parts.map.refit(); // What is shown beside the map has taken its room only now.
    if (first && !map) {
      this.#parts.map.showAll(this.#world.features);
      this.#parts.about.show(this.#state.date);
    }
    if (!map && this.#state.zone) {
      this.#parts.map.reveal(this.#state.zone);
    }
    this.#parts.locate.show(this.#state.point);
    if (first && q && window.matchMedia('(width >= 60rem)').matches) {
      this.#parts.search.reveal(); // Below the details of a zone; on a phone the map comes first.
    }
  }

  #render() {
    const { date, zone, text, q, only } = this.#state;
    const { map, timeline, list, details, article, search, about } = this.#parts;
    const words = this.#words;
    timeline.show(date);
    list.show(date, zone);
    map.showZones(this.#world.featuresOn(date), (feature) => this.#describe(feature), ({ properties }) => this.#nameOf(properties.zone));
    map.choose(zone);
    byId('map-legend').hidden = !this.#world.featuresOn(date).some(({ properties }) => properties.band);
    details.show(zone, date);
    article.show(text);
    article.choose(zone);
    search.show(zone, q, only);
    this.#renderLinks();
    about.show(date);
    document.title = [zone && this.#nameOf(zone), words.day(date), words.pick(this.#world.dataset.titles)].filter(Boolean).join(' · ');
  }

  /** Links to the other languages show the same thing in them. */
  #renderLinks() {
    for (const link of document.querySelectorAll('#languages a')) {
      link.hash = window.location.hash;
    }
  }

  #describe({ properties }) {
    const words = this.#words;
    const facts = {
      name: this.#nameOf(properties.zone),
      period: words.period(properties.valid_from, properties.valid_to),
      precision: words.distance(properties.precision_m),
    };
    return properties.band ? words.say('shape_label_band', facts) : words.say('shape_label', facts);
  }

  #nameOf(zone) {
    return this.#words.pick(this.#world.zone(zone).name);
  }

  #moved(view) {
    this.#state.map = view;
    this.#address.write(this.#state, false);
    this.#renderLinks();
  }

  #setDate(date) {
    if (!date || date === this.#state.date) {
      return;
    }
    const push = Date.now() - this.#dateMoved > ONE_MOVE_MS;
    this.#dateMoved = Date.now();
    this.#state.date = date;
    this.#render();
    clearTimeout(this.#settling);
    const settle = (pushed) => {
      this.#address.write(this.#state, pushed);
      this.#renderLinks();
      this.#parts.about.show(date);
    };
    if (push) {
      settle(true);
    }
    this.#settling = setTimeout(() => {
      settle(false);
      this.#say(this.#words.say('day_and_zones', { day: this.#words.day(date), zones: zonesOn(this.#world, this.#words, date) }));
      this.#parts.locate.refresh();
    }, SETTLE_MS);
  }

  /** A zone chosen on purpose, from the keyboard, the list or an answer: its panel opens and takes the focus. */
  #choose(zone, opener) {
    this.#opener = opener;
    this.#setZone(zone);
    this.#parts.map.reveal(zone);
    this.#parts.details.focus();
  }

  /** A click on the map asks what is there; a zone under it is shown too, but the focus stays. */
  #asked(lon, lat, zone) {
    if (zone) {
      this.#opener = this.#parts.map.shapeOf(zone);
      this.#state.zone = zone; // One step for Back together with the point.
    }
    byId('panel').scrollTop = 0; // The answer stands at the top of the panel.
    this.#parts.locate.ask(lon, lat);
  }

  /** The point of a zone's line that is nearest to the map's centre, asked for like any other. */
  #explain(zone) {
    const feature = this.#world.featuresOn(this.#state.date).find(({ properties }) => properties.zone === zone);
    if (feature) {
      const { lon, lat } = this.#parts.map.view;
      this.#parts.locate.explain(...nearestOnLine(feature.geometry, [lon, lat]));
    }
  }

  #pickedInText(zone) {
    this.#setZone(zone);
    this.#flash(zone);
  }

  #read(text, number) {
    this.#parts.article.open(text, number);
    this.#step({ text });
  }

  #closeText() {
    this.#parts.article.close();
    this.#step({ text: null });
  }

  #setZone(zone) {
    if (zone !== this.#state.zone) {
      this.#step({ zone });
    }
  }

  /** A change that the reader made, and Back undoes. */
  #step(change) {
    Object.assign(this.#state, change);
    this.#state.only &&= this.#state.zone !== null;
    this.#render();
    this.#address.write(this.#state, true);
    this.#renderLinks();
    this.#parts.about.show(this.#state.date);
  }

  /** Draws the eye to a zone; with `bring`, to the map first, which on a phone may be out of sight. */
  #flash(zone, bring = true) {
    if (bring) {
      byId('map').scrollIntoView({ block: 'nearest' });
    }
    if (!this.#parts.map.flash(zone)) {
      this.#say(this.#words.say('not_shown', { zone: this.#nameOf(zone), day: this.#words.day(this.#state.date) }), true);
    }
  }

  #escape() {
    if (this.#parts.article.isOpen) {
      this.#closeText();
    } else if (this.#state.zone) {
      this.#close();
    }
  }

  /** Closes the panel and gives the focus back to what opened it, or to the zone's entry in the list. */
  #close() {
    const zone = this.#state.zone;
    const opener = this.#opener?.isConnected ? this.#opener : this.#parts.map.shapeOf(zone) ?? this.#parts.list.buttonOf(zone);
    this.#setZone(null);
    this.#opener = null;
    (opener?.isConnected ? opener : this.#parts.list.buttonOf(zone))?.focus();
  }

  /** Says something aloud, and on request also where it can be read. */
  #say(text, visibly = false) {
    byId('live').textContent = text;
    if (visibly) {
      byId('map-note').hidden = false;
      byId('map-note').textContent = text;
      byId('map-note').classList.add('told');
    } else {
      byId('map-note').classList.remove('told');
    }
  }

  async #loadBasemap() {
    const layers = await Promise.all((this.#world.dataset.basemap ?? []).map(async ({ id, href }) => {
      const layer = await api.get(href).catch(() => null); // A zone without a base map is still a zone.
      return [id, layer];
    }));
    this.#parts.map.drawBasemap(Object.fromEntries(layers.filter(([, layer]) => layer)));
  }

  #failed(error) {
    const words = this.#words;
    byId('map-note').hidden = false;
    byId('map-note').classList.add('told');
    byId('map-note').replaceChildren(element('span', { role: 'alert' }, failureInWords(words, error)), ' ',
      againButton(words, error, () => (this.#world ? window.location.reload() : this.open())) ?? '');
  }
}

new Page().open();
