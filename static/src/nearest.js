// The point of a line that is nearest to a given one.

/** About ten metres: enough to be inside whatever the rounding, and nothing to a line known to kilometres. */
const STEP_DEG = 1e-4;
const WAYS = 8;

/** The point of an area's line nearest to [lon, lat], moved a step inwards: asked for, it lies in the area. */
export function nearestOnLine({ type, coordinates }, [lon, lat]) {
  const polygons = type === 'Polygon' ? [coordinates] : coordinates;
  const narrow = Math.cos((lat * Math.PI) / 180); // Degrees of longitude in degrees of latitude.
  let best = { square: Infinity, point: [lon, lat] };
  for (const ring of polygons.flat()) {
    for (let i = 1; i < ring.length; i += 1) {
      const point = onEdge(ring[i - 1], ring[i], [lon, lat], narrow);
      const square = ((point[0] - lon) * narrow) ** 2 + (point[1] - lat) ** 2;
      if (square < best.square) {
        best = { square, point };
      }
    }
  }
  const around = Array.from({ length: WAYS }, (_, i) => (2 * Math.PI * (i + 0.5)) / WAYS)
    .map((turn) => [best.point[0] + (STEP_DEG * Math.cos(turn)) / narrow, best.point[1] + STEP_DEG * Math.sin(turn)]);
  return around.find((point) => polygons.some((rings) => holds(rings, point))) ?? best.point;
}

function onEdge([x1, y1], [x2, y2], [x, y], narrow) {
  const [dx, dy] = [(x2 - x1) * narrow, y2 - y1];
  const length = dx * dx + dy * dy;
  const part = length > 0 ? Math.min(1, Math.max(0, ((x - x1) * narrow * dx + (y - y1) * dy) / length)) : 0;
  return [x1 + part * (x2 - x1), y1 + part * (y2 - y1)];
}

/** Whether the rings of one polygon hold a point: an odd number of edges lies east of it. */
function holds(rings, [x, y]) {
  let inside = false;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i += 1) {
      const [[x1, y1], [x2, y2]] = [ring[i - 1], ring[i]];
      if ((y1 > y) !== (y2 > y) && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) {
        inside = !inside;
      }
    }
  }
  return inside;
}
