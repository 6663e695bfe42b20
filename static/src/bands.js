// The bands of doubt: where nobody knows on which side of a line a point lies. Each is asked for once, when its
// extent is first shown.

import * as api from './api.js';

export class Bands {
  #asked = new Map(); // extent id -> promise of its band

  /** The band of an extent as a GeoJSON feature; `null` where there is none, or none came. */
  of({ id, properties }) {
    if (!properties.band) {
      return Promise.resolve(null);
    }
    if (!this.#asked.has(id)) {
      this.#asked.set(id, this.#ask(id, properties.band));
    }
    return this.#asked.get(id);
  }

  async #ask(id, href) {
    try {
      const { features } = await api.get(href);
      return features.find((band) => band.id === id) ?? null;
    } catch (error) {
      this.#asked.delete(id); // Asked again when the extent is shown again.
      console.warn(`band of ${id}:`, error);
      return null;
    }
  }
}
