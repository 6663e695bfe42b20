// The map: base map, zones, names, the asked point. The only file that knows Leaflet.
//
// Leaflet draws polygons that no keyboard can reach; `#furnish` makes each zone a named button. Pop-ups are
// not used: what a zone is stands in the panel beside the map.

import * as L from 'leaflet/dist/leaflet-src.esm.js';
import { element } from './element.js';
import { innerPoint, placesFor } from './label.js';

const FLASH_MS = 1800;

/** Base map layers in drawing order. A layer this table does not name is left out. */
const BASEMAP = ['land', 'lakes', 'rivers', 'governorates', 'borders'];

export class ZoneMap {
  #map;
  #words;
  #shapes = new Map(); // extent id -> { layer, stroke, band, plain, feature }: a hatched `band`, or a `plain` stroke of doubt
  #labels = [];        // { marker, at, text, governorate, priority, minZoom }
  #zoneLabels = [];    // { marker, at, text, layer }
  #point = null;
  #witnesses = [];     // The marked places and the lines between them.
  #hatches;            // colour -> its hatching, as ids of SVG patterns
  #chosen = null;
  #bandPane;
  #zonePane;
  #witnessPane;
  #on;

  /**
   * `view` is { lon, lat, zoom }, `credit` the element for the attribution. `on` says what to call: `moved(view)`, `chose(zone, shape)`,
   * `asked(lon, lat, zone)` with the zone under the pointer, or null; `band(feature)` promises the band of an extent, or null.
   */
  constructor(container, { words, view, attribution, credit, on }) {
    this.#words = words;
    this.#on = on;
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const touch = window.matchMedia('(pointer: coarse)').matches;
    const rtl = document.documentElement.dir === 'rtl';
    this.#map = new (still ? StillMap : L.Map)(container, {
      minZoom: 5,
      maxZoom: 13,
      zoomControl: false,
      attributionControl: false,
      // One finger scrolls the page, two move the map: a map that swallows the page's scrolling is a trap.
      dragging: !touch,
      scrollWheelZoom: false,
      fadeAnimation: !still,
      zoomAnimation: !still,
      markerZoomAnimation: !still,
      inertia: !still,
      zoomSnap: 0.5,
    });
    this.#map.setView([view.lat, view.lon], view.zoom);
    this.#map.addControl(new L.Control.Zoom({
      position: rtl ? 'topright' : 'topleft',
      zoomInTitle: words.say('zoom_in'),
      zoomOutTitle: words.say('zoom_out'),
    }));
    this.#map.addControl(new L.Control.Scale({ imperial: false, position: rtl ? 'bottomright' : 'bottomleft' }));
    const creditLine = new L.Control.Attribution({ prefix: 'Leaflet' });
    creditLine.addAttribution(attribution.map(escaped).join(' · '));
    this.#map.addControl(creditLine);
    creditLine.getContainer().lang = ''; // Nobody says which.
    credit.replaceChildren(creditLine.getContainer()); // On a phone it would cover a third of the map.
    for (const [name, z] of [['base', 200], ['bands', 390], ['zones', 400], ['names', 450], ['witnesses', 580], ['point', 600]]) {
      const pane = this.#map.createPane(name);
      pane.style.zIndex = z;
      pane.style.pointerEvents = name === 'zones' ? 'auto' : 'none';
      if (name === 'zones') {
        pane.setAttribute('role', 'group');
        pane.setAttribute('aria-label', words.say('map_zones'));
      } else {
        pane.setAttribute('aria-hidden', 'true'); // Said in the list and the panel.
      }
    }
    this.#bandPane = new L.SVG({ pane: 'bands', padding: 0.5 });
    this.#zonePane = new L.SVG({ pane: 'zones', padding: 0.5 });
    this.#witnessPane = new L.SVG({ pane: 'witnesses', padding: 0.5 });
    this.#hatches = new Hatches(container);
    this.#listen(container);
  }

  get view() {
    const { lat, lng } = this.#map.getCenter();
    return { zoom: this.#map.getZoom(), lat, lon: lng };
  }

  /** Goes to a view said in the address. */
  show({ zoom, lat, lon }) {
    this.#map.setView([lat, lon], zoom, { reset: true }); // Without `reset` Leaflet pans by whole pixels and lands beside it.
  }

  /** Zooms out until all of these extents are in sight. */
  showAll(features) {
    this.#map.invalidateSize({ pan: false });
    const bounds = new L.GeoJSON(features).getBounds();
    if (bounds.isValid() && !this.#map.getBounds().contains(bounds)) {
      this.#map.fitBounds(bounds, { padding: [16, 16], animate: false });
    }
  }

  /** `layers`: name -> GeoJSON. A layer or a name that cannot be drawn is left out, and takes nothing with it. */
  drawBasemap(layers) {
    const renderer = new L.SVG({ pane: 'base', padding: 0.5 });
    for (const name of BASEMAP.filter((known) => layers[known])) {
      orWarn(name, () => this.#drawLayer(name, layers[name], renderer));
    }
    for (const label of layers.labels?.features ?? []) {
      orWarn('labels', () => this.#addLabel(label));
    }
    this.#placeNames();
  }

  /** Shows exactly these extents. `describe(feature)` is what a screen reader says. */
  showZones(features, describe, nameOf) {
    const focused = document.activeElement?.dataset?.zone && this.#map.getContainer().contains(document.activeElement)
      ? document.activeElement.dataset.zone : null;
    const wanted = new Set(features.map((feature) => feature.id));
    for (const [id, shape] of this.#shapes) {
      if (!wanted.has(id)) {
        shape.layer.remove();
        shape.stroke.remove();
        shape.band?.remove();
        this.#shapes.delete(id);
      }
    }
    for (const feature of features) {
      if (!this.#shapes.has(feature.id)) {
        this.#shapes.set(feature.id, this.#draw(feature));
        this.#drawBand(feature);
      }
      const { layer } = this.#shapes.get(feature.id);
      this.#furnish(layer, feature, describe(feature));
      layer.bringToFront(); // Also puts the tab order into the order of the zones.
    }
    this.#zoneLabels.forEach(({ marker }) => marker.remove());
    this.#zoneLabels = features.map((feature) => {
      const [lon, lat] = innerPoint(feature.geometry);
      const marker = this.#name(nameOf(feature), 'name-zone', [lat, lon]);
      marker.getElement().style.setProperty('--zone', feature.properties.color);
      return { marker, at: [lat, lon], text: nameOf(feature), layer: this.#shapes.get(feature.id).layer };
    });
    this.#widenStrokes();
    this.#placeNames();
    this.#markChosen();
    if (focused) {
      (this.shapeOf(focused) ?? this.#map.getContainer()).focus({ preventScroll: true });
    }
  }

  /** Marks a zone as the chosen one, or none. */
  choose(zone) {
    this.#chosen = zone;
    this.#markChosen();
  }

  /** Brings a zone into sight when it is not, or too small to be seen. */
  reveal(zone) {
    const bounds = this.#boundsOf(zone);
    if (!bounds) {
      return;
    }
    const size = this.#map.latLngToContainerPoint(bounds.getSouthEast()).distanceTo(this.#map.latLngToContainerPoint(bounds.getNorthWest()));
    if (!this.#map.getBounds().contains(bounds) || size < 70) {
      // Not animated: Leaflet drops a move that is asked for during another, as when Tab goes on quickly.
      this.#map.fitBounds(bounds, { padding: [40, 40], maxZoom: 10, animate: false });
    }
  }

  /** Draws the eye to a zone for a moment. False when the zone is not on the map. */
  flash(zone) {
    this.reveal(zone);
    const path = this.shapeOf(zone);
    if (path) {
      path.classList.remove('flash');
      path.getBoundingClientRect(); // Starts the animation anew.
      path.classList.add('flash');
      setTimeout(() => path.classList.remove('flash'), FLASH_MS);
    }
    return path !== null;
  }

  /** The shape of a zone as an element, or null when the zone has no extent on the day shown. */
  shapeOf(zone) {
    return this.#map.getContainer().querySelector(`path[data-zone="${CSS.escape(zone)}"]`);
  }

  mark(lon, lat) {
    this.unmark();
    const icon = new L.DivIcon({ className: 'asked-point', html: element('span'), iconSize: [26, 26] });
    this.#point = new L.Marker([lat, lon], { icon, pane: 'point', interactive: false, keyboard: false }).addTo(this.#map);
    if (!this.#map.getBounds().contains([lat, lon])) {
      this.#map.panTo([lat, lon]);
    }
  }

  unmark() {
    this.#point?.remove();
    this.#point = null;
  }

  /** Marks the places that stretches of lines stand between: `{ color, places: [{ lon, lat, side, text }, …] }` each. */
  witness(pairs) {
    this.#witnesses.forEach((layer) => layer.remove());
    this.#witnesses = pairs.flatMap(({ color, places }) => {
      const points = places.map(({ lon, lat }) => [lat, lon]);
      const line = new L.Polyline(points, { renderer: this.#witnessPane, interactive: false, className: 'witness-line' });
      const northern = points[0][0] >= points[1][0] ? 0 : 1; // Its name goes above, the other's below: they never meet.
      const markers = places.map(({ side, text }, i) => new L.Marker(points[i], {
        icon: new L.DivIcon({
          className: `witness witness-${side} ${i === northern ? 'above' : 'below'}`,
          html: element('span', { dir: 'auto', '--zone': color }, text),
          iconSize: [11, 11],
        }),
        pane: 'witnesses', interactive: false, keyboard: false,
      }));
      return [line, ...markers].map((layer) => layer.addTo(this.#map));
    });
  }

  /** Brings the marked places into sight, as large as there is room. */
  showWitnesses() {
    const bounds = new L.LatLngBounds(this.#witnesses.flatMap((layer) => layer.getLatLng?.() ?? layer.getLatLngs()));
    if (bounds.isValid()) {
      this.#map.fitBounds(bounds, { padding: [70, 70], maxZoom: 12, animate: false });
      this.#map.getContainer().scrollIntoView({ block: 'nearest' }); // On a phone the answer is far below the map.
    }
  }

  /** The container changed its size. */
  refit() {
    const view = this.view;
    this.#map.invalidateSize({ pan: false });
    this.show(view); // The same middle, to the digit: a new size must not change the address.
  }

  /** Lays the map out at its size on paper, with as much ground from north to south in sight as before; returns the way back. */
  print() {
    const { view } = this;
    const { lng } = this.#map.getCenter();
    const [south, north] = [this.#map.getBounds().getSouth(), this.#map.getBounds().getNorth()];
    document.documentElement.classList.add('printing');
    this.#map.invalidateSize({ pan: false });
    this.#map.fitBounds([[south, lng], [north, lng]], { maxZoom: view.zoom, animate: false });
    return () => {
      document.documentElement.classList.remove('printing');
      this.#map.invalidateSize({ pan: false });
      this.show(view);
    };
  }

  #listen(container) {
    this.#map.on('moveend', () => this.#on.moved(this.view));
    this.#map.on('moveend', () => this.#placeNames());
    this.#map.on('zoomend', () => this.#widenStrokes());
    this.#map.on('click', (event) => {
      const { lng, lat } = event.latlng.wrap();
      this.#on.asked(lng, lat, event.originalEvent.target?.dataset?.zone ?? null);
    });
    // The wheel zooms only once the reader has shown that the map is meant, and until the pointer leaves.
    this.#map.on('focus click', () => this.#map.scrollWheelZoom.enable());
    this.#map.on('blur', () => this.#map.scrollWheelZoom.disable());
    container.addEventListener('mouseleave', () => this.#map.scrollWheelZoom.disable());
    new ResizeObserver(() => this.refit()).observe(container);
  }

  #drawLayer(name, collection, renderer) {
    const layer = new L.GeoJSON(collection, {
      renderer,
      interactive: false,
      filter: ({ geometry }) => isArea({ geometry }) || isLine({ geometry }),
      style: (feature) => ({ className: `base base-${name} base-${name}-${slug(feature.properties?.kind)}`, fill: isArea(feature) }),
    });
    const bounds = layer.getBounds();
    if (!bounds.isValid()) {
      return; // Nothing in it.
    }
    layer.addTo(this.#map);
    if (name === 'land') {
      this.#keepWithin(bounds);
      this.#sea(bounds, renderer, layer);
    }
  }

  /** Names appear from the zoom their rank asks for. */
  #addLabel({ geometry, properties }) {
    const { kind, rank = 5, ...others } = properties ?? {};
    const names = Object.entries(others).filter(([key]) => key.startsWith('name_'));
    const text = this.#words.pick(Object.fromEntries(names.map(([key, name]) => [key.slice('name_'.length), name])));
    if (geometry?.type !== 'Point' || !text) {
      return;
    }
    const [lon, lat] = geometry.coordinates;
    this.#labels.push({
      marker: this.#name(text, `name-${slug(kind)}`, [lat, lon]),
      at: [lat, lon],
      text,
      governorate: kind === 'governorate',
      priority: rank + (kind === 'governorate' ? 0.5 : 0), // Its chief town often has the same name.
      minZoom: zoomOf(rank),
    });
  }

  #draw(feature) {
    const { color, dash } = feature.properties;
    const stroke = new L.GeoJSON(feature, {
      renderer: this.#bandPane,
      interactive: false,
      style: { className: 'doubt-stroke', color, opacity: 0.2, fill: false },
    }).addTo(this.#map);
    const layer = new L.GeoJSON(feature, {
      renderer: this.#zonePane,
      bubblingMouseEvents: true,
      style: {
        className: 'zone', color, weight: 2.25, dashArray: dash || null, fillColor: color, fillOpacity: 0.16, smoothFactor: 0.5,
      },
    }).addTo(this.#map);
    return { layer, stroke, band: null, plain: !feature.properties.band, feature };
  }

  /** Hatches where nobody knows on which side a point lies; where that does not come, the stroke stands in. */
  async #drawBand(feature) {
    const shape = this.#shapes.get(feature.id);
    const geometry = await this.#on.band(feature);
    if (this.#shapes.get(feature.id) !== shape) {
      return; // The day has moved on.
    }
    if (!geometry) {
      shape.plain = true;
      this.#widenStrokes();
      return;
    }
    const { color } = feature.properties;
    shape.band = new L.GeoJSON(geometry, {
      renderer: this.#bandPane,
      interactive: false,
      style: { className: 'band', color, weight: 0.75, opacity: 0.45, fillColor: `url(#${this.#hatches.of(color)})`, fillOpacity: 1 },
    }).addTo(this.#map);
    shape.band.eachLayer((part) => {
      part.getElement().dataset.band = feature.id;
    });
    shape.band.bringToBack();
  }

  #furnish(layer, feature, description) {
    const zone = feature.properties.zone;
    layer.eachLayer((part) => {
      const path = part.getElement();
      path.setAttribute('aria-label', description);
      if (path.dataset.zone) {
        return; // Already a button; only its words can have changed.
      }
      path.dataset.zone = zone;
      path.dataset.extent = feature.id;
      path.setAttribute('tabindex', '0');
      path.setAttribute('role', 'button');
      path.addEventListener('keydown', (event) => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          event.stopPropagation();
          this.#on.chose(zone, path);
        }
      });
      path.addEventListener('focus', () => {
        if (path.matches(':focus-visible')) {
          this.reveal(zone);
          this.#surround(feature.id, true);
        }
      });
      path.addEventListener('blur', () => this.#surround(feature.id, false));
    });
  }

  /** The stroke under a focused shape becomes the light half of its two-tone line. */
  #surround(extent, on) {
    this.#shapes.get(extent)?.stroke.eachLayer((part) => part.getElement().classList.toggle('around-focus', on));
  }

  #markChosen() {
    for (const { layer, feature } of this.#shapes.values()) {
      const chosen = feature.properties.zone === this.#chosen;
      layer.eachLayer((part) => {
        part.getElement().classList.toggle('chosen', chosen);
        part.getElement().setAttribute('aria-pressed', String(chosen));
      });
    }
  }

  #boundsOf(zone) {
    const shapes = [...this.#shapes.values()].filter(({ feature }) => feature.properties.zone === zone);
    return shapes.length > 0 ? shapes[0].layer.getBounds() : null;
  }

  /** Where there is no band, a stroke along the line is as wide as the line is uncertain: precision_m to either side. */
  #widenStrokes() {
    const centre = this.#map.getCenter();
    const here = this.#map.latLngToContainerPoint(centre);
    const metresPerPixel = centre.distanceTo(this.#map.containerPointToLatLng(here.add([100, 0]))) / 100;
    for (const { stroke, plain, feature } of this.#shapes.values()) {
      const width = (2 * feature.properties.precision_m) / metresPerPixel;
      stroke.setStyle({ weight: width, opacity: plain && width >= 4 ? 0.2 : 0 });
    }
  }

  #name(text, className, at) {
    const icon = new L.DivIcon({ className: `name ${className}`, html: element('span', { dir: 'auto' }, text), iconSize: [0, 0] });
    return new L.Marker(at, { icon, pane: 'names', interactive: false, keyboard: false }).addTo(this.#map);
  }

  /** Zone names first, then the base map's by rank; a name that would touch an earlier one is not shown. */
  #placeNames() {
    const zoom = this.#map.getZoom();
    const zones = new Set(this.#zoneLabels.map(({ text }) => text)); // A zone and its governorate may share a name.
    const near = this.#labels.filter(({ minZoom, governorate, text }) => zoom >= minZoom && !(governorate && zones.has(text))).sort((a, b) => a.priority - b.priority);
    const names = [...this.#zoneLabels, ...near];
    const choices = names.map((label) => this.#placesOf(label));
    const chosen = placesFor(choices.map((places, i) => ({ places: places.map(({ box }) => box), must: Boolean(names[i].layer) })));
    this.#labels.forEach(({ marker }) => marker.getElement().classList.add('out'));
    names.forEach(({ marker }, i) => {
      const place = choices[i][chosen[i]];
      marker.getElement().classList.toggle('out', !place);
      if (place) {
        marker.setLatLng(this.#map.containerPointToLatLng(place.at));
      }
    });
  }

  /** Where a name may stand, best first: its own spot; for a zone too small to hold its name, around it. */
  #placesOf({ marker, at, layer }) {
    const { offsetWidth: width, offsetHeight: height } = marker.getElement().firstChild;
    const own = this.#map.latLngToContainerPoint(at);
    const spots = [own];
    if (layer) {
      const bounds = layer.getBounds();
      const { x: left, y: top } = this.#map.latLngToContainerPoint(bounds.getNorthWest());
      const { x: right, y: bottom } = this.#map.latLngToContainerPoint(bounds.getSouthEast());
      if (right - left < width * 1.4) {
        const [x, y] = [(left + right) / 2, (top + bottom) / 2];
        spots.splice(0, 1, new L.Point(x, top - height / 2 - 4), new L.Point(right + width / 2 + 6, y),
          new L.Point(x, bottom + height / 2 + 4), new L.Point(left - width / 2 - 6, y), own);
      }
    }
    return spots.map((spot) => ({
      at: spot,
      box: { left: spot.x - width / 2 - 3, right: spot.x + width / 2 + 3, top: spot.y - height / 2, bottom: spot.y + height / 2 },
    }));
  }

  /** Outside the base map there is nothing to see; a little room is left for the panel's sake. */
  #keepWithin(bounds) {
    this.#map.setMaxBounds(bounds.pad(0.15));
    this.#map.setMinZoom(Math.min(6, this.#map.getBoundsZoom(bounds)));
  }

  /** The base map covers a box: inside it what is not land is sea, beyond it is nothing. */
  #sea(bounds, renderer, land) {
    new L.Rectangle(bounds, { renderer, interactive: false, className: 'base base-sea' }).addTo(this.#map);
    land.bringToFront();
  }
}

/** For readers who want no motion: Leaflet has a setting for zooming only, but also glides where it is sent by keys or code. */
const StillMap = L.Map.extend({
  panBy(offset, options) {
    return L.Map.prototype.panBy.call(this, offset, { ...options, animate: false });
  },
});

/** Diagonal lines in a colour, as SVG patterns that any path of the page can be filled with. */
class Hatches {
  #ids = new Map();
  #defs = svg('defs');

  constructor(container) {
    const holder = svg('svg', { class: 'hatches', width: 0, height: 0, 'aria-hidden': 'true' });
    holder.append(this.#defs);
    container.append(holder);
  }

  of(color) {
    if (!this.#ids.has(color)) {
      const id = `hatch-${this.#ids.size}`;
      const pattern = svg('pattern', { id, width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' });
      pattern.append(
        svg('rect', { width: 6, height: 6, fill: color, 'fill-opacity': 0.08 }),
        svg('rect', { width: 1.5, height: 6, fill: color, 'fill-opacity': 0.5 }));
      this.#defs.append(pattern);
      this.#ids.set(color, id);
    }
    return this.#ids.get(color);
  }
}

function svg(name, attributes = {}) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
}

const isArea = ({ geometry }) => Boolean(geometry?.type.endsWith('Polygon'));

const isLine = ({ geometry }) => Boolean(geometry?.type.endsWith('LineString'));

/** The base map is a help, not the matter: what cannot be drawn of it is told to whoever looks, and left out. */
function orWarn(name, draw) {
  try {
    draw();
  } catch (error) {
    console.warn(`base map layer "${name}":`, error);
  }
}

const slug = (text) => String(text ?? 'none').toLowerCase().replace(/[^a-z0-9]+/g, '-');

/** Rank 1 is seen from far away, each further rank about one zoom later. */
const zoomOf = (rank) => 4 + rank;

/** Leaflet takes credits as markup. */
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
