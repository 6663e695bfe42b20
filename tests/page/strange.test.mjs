// Data that is sound and unlike the shipped: the page must take all that the loader takes.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hashOf, openWorld, shapesOf } from './world.mjs';

const box = (west, south, east, north) => [[[west, south], [east, south], [east, north], [west, north], [west, south]]];
const collection = (...features) => JSON.stringify({ type: 'FeatureCollection', features });
const feature = (properties, type, coordinates) => ({ type: 'Feature', properties, geometry: { type, coordinates } });

/** Only what must be there; ids with capitals and `_`; layers with properties null and nothing in them. */
const DATA = {
  'dataset.toml': `id = "isle"
licence = "CC0-1.0"
languages = ["fr", "en", "ar"]
default_day = "1990-01-01"
first_day = "1990-01-01"
last_day = "1991-01-01"
title = { en = "An island" }
description = { en = "Made up." }
view = { lon = -8, lat = -20, zoom = 8 }
`,
  'zones.toml': `[[zone]]
id = "North_Shore"
order = 1
color = "#112233"
name = { ar = "الشاطئ", fr = "Rive Nord" }
description = { en = "Made up." }
`,
  'agreements.toml': '',
  'sources.toml': '[[source]]\nid = "Log_1"\ntitle = "A log"\nlanguage = "qqq"\n',
  'extents/North_Shore.geojson': collection(feature(
    { zone: 'North_Shore', valid_from: '1990-01-01', precision_m: 500, summary: { en: 'Made up.' }, sources: ['Log_1'] },
    'Polygon', box(-8.2, -20.2, -7.8, -19.8))),
  'basemap/land.geojson': collection(feature(null, 'Polygon', box(-9, -21, -7, -19))),
  'basemap/lakes.geojson': collection(),
  'basemap/rivers.geojson': collection(feature(null, 'LineString', [[-8, -20], [-7.9, -20]]), { type: 'Feature', properties: null, geometry: null }),
  'basemap/borders.geojson': collection(feature(null, 'LineString', [[-8, -20], [-7, -20]])),
  'basemap/labels.geojson': collection(
    feature(null, 'Point', [-8, -20]),
    { type: 'Feature', properties: { name_en: 'Nowhere' }, geometry: null },
    feature({ name_ar: 'البلدة', name_fr: 'La Ville', rank: 1 }, 'Point', [-8.5, -20.5])),
};

let world;
before(async () => {
  world = await openWorld({ data: DATA, args: ['--public-url', 'https://maps.example'] });
});
after(() => world?.close());

test('addresses under another name are asked of the server the page came from', async () => {
  const { basemap } = await world.json('/?f=json');
  assert.ok(basemap.every(({ href }) => href.startsWith('https://maps.example/basemap/')));
  const page = await world.open('/?lang=en#zone=North_Shore');
  await page.waitForFunction(() => document.querySelector('#details .passages .quiet')?.textContent.startsWith('No passage'));
  assert.deepEqual(page.faults, []);
});

test('a layer that cannot be drawn takes neither the others nor the page down', async () => {
  const half = { type: 'FeatureCollection', features: [feature(null, 'LineString', [[-8], [-7]])] };
  const page = await world.open('/?lang=en', { answers: { '/basemap/borders.geojson': half } });
  assert.deepEqual(await shapesOf(page), ['North_Shore']);
  assert.equal(await page.locator('#map .base-land').count(), 1);
  assert.equal(await page.locator('#map .base-rivers').count(), 1);
  assert.equal(await page.locator('#map .base-borders').count(), 0);
  assert.deepEqual(await page.locator('#map .name:not(.name-zone)').allTextContents(), ['La Ville']);
  assert.ok(await page.isHidden('#map-note'));
  assert.deepEqual(page.faults, []);
});

test('what the data does not say is left out', async () => {
  const page = await world.open('/?lang=en#zone=North_Shore');
  await page.click('#locate-centre');
  await page.waitForSelector('#locate-answer .verdict');
  const text = `${await page.innerText('#details')} ${await page.innerText('#locate-answer')}`;
  assert.doesNotMatch(text, /onfidence|null|undefined|NaN/);
  assert.match(text, /A log[\s\S]*qqq/);
});

test('a line that was drawn by hand keeps its stroke of doubt and the words of its drawer', async () => {
  const page = await world.open('/?lang=en#map=10/-20/-8&zone=North_Shore');
  await page.click('#locate-centre');
  await page.waitForSelector('#locate-answer .verdict');
  assert.match(await page.innerText('#details'), /The true line may lie up to 500 m from the drawn one[\s\S]*± 500 m/);
  assert.match(await page.innerText('#locate-answer'), /the line is good to 500 m/);
  assert.equal(await page.locator('#map path[data-band], #locate-answer .between, #map .witness').count(), 0);
  assert.ok(Number(await page.getAttribute('#map path.doubt-stroke', 'stroke-opacity')) > 0);
  assert.ok(await page.isHidden('#map-legend'));
});

test('every id the loader takes can stand in an address', async () => {
  const page = await world.open('/?lang=en#map=9/-20/-8&date=1990-02-01&zone=North_Shore');
  assert.equal(await hashOf(page), '#map=9/-20/-8&date=1990-02-01&zone=North_Shore');
  assert.ok(await page.isVisible('#details'));
});

test('where the reader’s language is missing the first of the data’s own stands in, and each language has its name', async () => {
  const page = await world.open('/?lang=en#zone=North_Shore');
  assert.equal(await page.innerText('#details-heading'), 'Rive Nord');
  assert.deepEqual(await page.locator('#languages a').allTextContents(), ['français', 'English', 'العربية']);
  const bare = await world.open('/?lang=en', { javaScriptEnabled: false });
  assert.deepEqual(await bare.locator('#languages a').allTextContents(), ['fr', 'English', 'العربية']);
});
