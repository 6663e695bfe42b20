// What the server told once, at the start, and the questions the page asks of it: which extent of a zone
// is in force on a day, and if none, why not.

import { holds } from './day.js';

export class World {
  #extents;

  constructor(dataset, zones, extents) {
    this.dataset = dataset;
    this.zones = [...zones.zones].sort((a, b) => a.order - b.order);
    this.features = extents.features;
    this.#extents = new Map(this.zones.flatMap((zone) => zone.extents.map((extent) => [extent.id, extent])));
    this.first = dataset.days.first;
    this.last = dataset.days.last;
    this.changes = changesOf(this.zones).filter((day) => day >= this.first && day <= this.last);
  }

  zone(id) {
    return this.zones.find((zone) => zone.id === id) ?? null;
  }

  /** An extent by its id, or `null`. */
  extent(id) {
    return this.#extents.get(id) ?? null;
  }

  /** The drawn extents of one day, as GeoJSON features, in the order of the zones. */
  featuresOn(day) {
    return this.zones.flatMap((zone) => this.features.filter(({ properties }) => properties.zone === zone.id
      && holds(properties.valid_from, properties.valid_to, day)));
  }

  /** The zone's state on a day: `in_force` with its extent, or why there is none. */
  stateOn(zone, day) {
    const extent = zone.extents.find(({ valid_from: from, valid_to: to }) => holds(from, to, day));
    if (extent) {
      return { kind: 'in_force', extent };
    }
    const gap = zone.gaps.find(({ from, to }) => holds(from, to, day));
    if (gap) {
      return { kind: 'gap', gap };
    }
    const first = zone.extents[0]?.valid_from;
    if (first && day < first) {
      return { kind: 'before', from: first };
    }
    if (zone.end && zone.end.day <= day) {
      return { kind: 'ended', end: zone.end };
    }
    return { kind: 'none' };
  }

  /** Zones of which no line is drawn on a day, each with its name and the period and reason of its gap. */
  gapsOn(day) {
    return this.zones.map((zone) => ({ zone, ...this.stateOn(zone, day) })).filter(({ kind }) => kind === 'gap')
      .map(({ zone, gap }) => ({ ...gap, zone: zone.id, name: zone.name }));
  }

  countOn(day) {
    return this.zones.filter((zone) => this.stateOn(zone, day).kind === 'in_force').length;
  }

  previousChange(day) {
    return this.changes.findLast((change) => change < day) ?? null;
  }

  nextChange(day) {
    return this.changes.find((change) => change > day) ?? null;
  }
}

/** Every day on which something on the map or in the list becomes different. */
function changesOf(zones) {
  const days = zones.flatMap((zone) => [
    ...zone.extents.flatMap((extent) => [extent.valid_from, extent.valid_to]),
    ...zone.gaps.flatMap((gap) => [gap.from, gap.to]),
    zone.end?.day,
  ]);
  return [...new Set(days.filter(Boolean))].sort();
}
