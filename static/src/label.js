// Where names go on a map: a point well inside a shape, and which names fit without touching.
// Pure geometry; knows neither Leaflet nor the page.

/** The middle of the widest horizontal cut through the largest part of a Polygon or MultiPolygon: [lon, lat]. */
export function innerPoint({ type, coordinates }) {
  const polygons = type === 'MultiPolygon' ? coordinates : [coordinates];
  const rings = polygons.reduce((best, next) => (extentOf(next[0]) > extentOf(best[0]) ? next : best));
  const lats = rings[0].map((position) => position[1]);
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  let widest = { width: -1, point: rings[0][0] };
  for (let step = 1; step < 16; step += 1) {
    const lat = south + ((north - south) * step) / 16;
    const crossings = rings.flatMap((ring) => crossingsOf(ring, lat)).sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      // Cuts near the ends of a shape are wide only by chance: prefer the middle.
      const width = (crossings[i + 1] - crossings[i]) * (1 - Math.abs(step / 8 - 1) / 2);
      if (width > widest.width) {
        widest = { width, point: [(crossings[i] + crossings[i + 1]) / 2, lat] };
      }
    }
  }
  return widest.point;
}

/**
 * For each name, most important first, the first of its `places` ({left, top, right, bottom}) that touches no
 * earlier name: its number, or -1. A name that `must` be shown takes its first place when none is free.
 */
export function placesFor(names) {
  const taken = [];
  return names.map(({ places, must }) => {
    const free = places.findIndex((box) => taken.every((other) => box.right < other.left || box.left > other.right
      || box.bottom < other.top || box.top > other.bottom));
    const chosen = free < 0 && must ? 0 : free;
    if (chosen >= 0) {
      taken.push(places[chosen]);
    }
    return chosen;
  });
}

function extentOf(ring) {
  const lons = ring.map((position) => position[0]);
  const lats = ring.map((position) => position[1]);
  return (Math.max(...lons) - Math.min(...lons)) * (Math.max(...lats) - Math.min(...lats));
}

function crossingsOf(ring, lat) {
  const found = [];
  for (let i = 0; i + 1 < ring.length; i += 1) {
    const [[x1, y1], [x2, y2]] = [ring[i], ring[i + 1]];
    if ((y1 > lat) !== (y2 > lat)) {
      found.push(x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1));
    }
  }
  return found;
}
