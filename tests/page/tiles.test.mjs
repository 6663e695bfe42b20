// Vector tiles, read by the readers that maps in browsers use.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { classifyRings, VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { PMTiles } from 'pmtiles';
import { openWorld, ZONES } from './world.mjs';

const BUFFER = 64;

let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

/** The features of the only layer of a tile. */
function featuresOf(bytes, name) {
  const { layers } = new VectorTile(new PbfReader(new Uint8Array(bytes)));
  assert.deepEqual(Object.keys(layers), [name]);
  const layer = layers[name];
  assert.equal(layer.version, 2);
  return Array.from({ length: layer.length }, (_, number) => layer.feature(number));
}

const idsOf = (bytes, name) => featuresOf(bytes, name).map((feature) => feature.properties.id).sort();

/** Fills the template of a TileJSON and fetches the tile; `null` where there is nothing on it. */
async function fetchTile(tilejson, z, x, y) {
  const [template] = tilejson.tiles;
  const path = template.replace('{z}', z).replace('{x}', x).replace('{y}', y);
  const response = await fetch(new URL(path, world.url));
  return response.status === 204 ? null : response.arrayBuffer();
}

/** The tile of a zoom over a position. */
function tileOver(z, lon, lat) {
  const phi = lat * Math.PI / 180;
  const across = 2 ** z;
  return [
    Math.floor((lon + 180) / 360 * across),
    Math.floor((1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2 * across),
  ];
}

test('a tile in the middle of a zone names it, and its rings are those of a polygon', async () => {
  const tilejson = await world.json('/collections/zones/tiles/WebMercatorQuad?f=tilejson&datetime=2017-06-15');
  const [x, y] = tileOver(8, 36.63, 35.93);
  const features = featuresOf(await fetchTile(tilejson, 8, x, y), 'zones');
  const idlib = features.find((feature) => feature.properties.zone === 'idlib');
  assert.equal(idlib.properties.id, 'idlib@2017-05-06');
  assert.equal(idlib.properties.name_ar, 'إدلب');
  assert.equal(typeof idlib.properties.precision_m, 'number');
  for (const feature of features) {
    assert.ok(Number.isInteger(feature.id) && feature.id > 0);
    const rings = feature.loadGeometry();
    const polygons = classifyRings(rings);
    assert.equal(polygons.flat().length, rings.length);
    for (const { x: east, y: south } of rings.flat()) {
      assert.ok(Math.min(east, south) >= -BUFFER && Math.max(east, south) <= feature.extent + BUFFER);
    }
  }
  const { geometry } = idlib.toGeoJSON(x, y, 8);
  const [first] = geometry.type === 'Polygon' ? geometry.coordinates[0] : geometry.coordinates[0][0];
  assert.ok(Math.abs(first[0] - 36.63) < 2 && Math.abs(first[1] - 35.93) < 2);
});

test('the tile of the world shows every zone, however small', async () => {
  const tilejson = await world.json('/collections/zones/tiles/WebMercatorQuad?f=tilejson&datetime=2017-06-15');
  const features = featuresOf(await fetchTile(tilejson, 0, 0, 0), 'zones');
  assert.deepEqual(features.map((feature) => feature.properties.zone).sort(), [...ZONES].sort());
});

test('an archive holds the same tiles as the server', async () => {
  const bytes = await (await fetch(`${world.url}/zones.pmtiles`)).arrayBuffer();
  const archive = new PMTiles({
    getKey: () => 'zones',
    getBytes: (offset, length) => Promise.resolve({ data: bytes.slice(offset, offset + length) }),
  });
  const header = await archive.getHeader();
  assert.equal(header.specVersion, 3);
  assert.ok(header.clustered && header.minZoom === 0 && header.maxZoom === 12);
  const { vector_layers: layers, attribution } = await archive.getMetadata();
  assert.equal(layers[0].id, 'zones');
  assert.match(attribution, /Hudna/);
  const tilejson = await world.json('/collections/zones/tiles/WebMercatorQuad?f=tilejson');
  for (const [z, lon, lat] of [[0, 0, 0], [5, 36.6, 35.9], [9, 36.63, 35.93], [12, 36.63, 35.93]]) {
    const [x, y] = tileOver(z, lon, lat);
    const { data } = await archive.getZxy(z, x, y);
    assert.deepEqual(idsOf(data, 'zones'), idsOf(await fetchTile(tilejson, z, x, y), 'zones'), `${z}/${x}/${y}`);
  }
  assert.equal(await archive.getZxy(9, 0, 0), undefined);
});

test('places are points with their names', async () => {
  const tilejson = await world.json('/collections/places/tiles/WebMercatorQuad?f=tilejson');
  const [x, y] = tileOver(10, 36.63, 35.93);
  const features = featuresOf(await fetchTile(tilejson, 10, x, y), 'places');
  assert.ok(features.length > 5);
  assert.ok(features.every((feature) => feature.type === 1 && feature.loadGeometry().length === 1));
  assert.ok(features.some((feature) => feature.properties.name_ar === 'إدلب'));
});
