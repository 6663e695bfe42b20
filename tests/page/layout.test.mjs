// How the page is laid out: on a desk, on a phone, on paper, in the reader's own colours.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { editHash, openWorld, ZONES } from './world.mjs';

const DESKS = [[1024, 768], [1280, 800], [1366, 768], [1920, 1080]];
const WIKI = `https://ar.wikipedia.org/wiki/${encodeURIComponent('مناطق خفض التصعيد في سوريا')}`;
const ARTICLES = { 'long.txt': `إدلب ${WIKI}\n\nIdlib: ${WIKI}\n` };

const collection = (geometry, properties) => JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties, geometry }] });
const strip = (west) => ({ type: 'Polygon', coordinates: [[[west, -21], [west + 0.2, -21], [west + 0.2, -19], [west, -19], [west, -21]]] });

/** Sound data with so many zones, all in force. */
function dataOf(count) {
  const ids = Array.from({ length: count }, (_, i) => `zone-${i + 1}`);
  const extents = ids.map((zone, i) => [`extents/${zone}.geojson`, collection(strip(-10 + i * 0.3),
    { zone, valid_from: '1990-01-01', precision_m: 500, summary: { en: 'Made up.' }, sources: ['log'] })]);
  return {
    'dataset.toml': `id = "isle"
licence = "CC0-1.0"
languages = ["en"]
default_day = "1990-01-01"
first_day = "1990-01-01"
last_day = "1991-01-01"
title = { en = "An island" }
description = { en = "Made up." }
view = { lon = -8, lat = -20, zoom = 8 }
`,
    'zones.toml': ids.map((id, i) => `[[zone]]\nid = "${id}"\norder = ${i + 1}\ncolor = "#112233"\nname = { en = "${id}" }\ndescription = { en = "Made up." }\n`).join('\n'),
    'agreements.toml': '',
    'sources.toml': '[[source]]\nid = "log"\ntitle = "A log"\nlanguage = "en"\n',
    ...Object.fromEntries(extents),
  };
}

let world;
before(async () => {
  world = await openWorld({ articles: ARTICLES });
});
after(() => world?.close());

const boxOf = (page, selector) => page.$eval(selector, (found) => {
  const { top, height } = found.getBoundingClientRect();
  return { top, height };
});

/** The zones whose shapes leave the map. */
const cutOff = (page) => page.evaluate(() => {
  const map = document.querySelector('#map').getBoundingClientRect();
  const leaves = (shape) => shape.top < map.top || shape.bottom > map.bottom || shape.left < map.left || shape.right > map.right;
  return [...document.querySelectorAll('#map path[data-zone]')].filter((path) => leaves(path.getBoundingClientRect())).map((path) => path.dataset.zone);
});

const styleOf = (page, selector, property, pseudo = null) => page.$eval(selector, (found, [name, part]) => getComputedStyle(found, part)[name], [property, pseudo]);

for (const [width, height] of DESKS) {
  test(`on a desk of ${width} by ${height} the map has most of the height, and no day moves it`, async () => {
    const page = await world.open('/?lang=en#date=2017-06-15', { viewport: { width, height } });
    const map = await boxOf(page, '#map');
    assert.ok(map.height > height / 2, `${map.height}`);
    for (const day of ['2018-07-01', '2020-03-06', '2017-05-06']) {
      await editHash(page, `#date=${day}`);
      await page.waitForFunction((there) => document.querySelector('#day-input').value === there, day);
      assert.deepEqual(await boxOf(page, '#map'), map, day);
    }
    assert.ok(await page.evaluate(() => document.documentElement.scrollHeight <= window.innerHeight));
    await page.context().close();
  });

  test(`the first view on a desk of ${width} by ${height} has every zone in it, whole`, async () => {
    for (const lang of ['en', 'ar']) {
      const page = await world.open(`/?lang=${lang}`, { viewport: { width, height } });
      assert.equal(await page.locator('#map path[data-zone]').count(), ZONES.length);
      assert.deepEqual(await cutOff(page), [], lang);
      await page.context().close();
    }
  });
}

test('however many zones there are, the list scrolls and the map keeps its height', async () => {
  const many = await openWorld({ data: dataOf(14), articles: { 'one.txt': 'A\n\nB\n' } });
  try {
    const page = await many.open('/?lang=en', { viewport: { width: 1280, height: 800 } });
    assert.ok((await boxOf(page, '#map')).height > 400);
    assert.deepEqual(await cutOff(page), []);
    assert.ok(await page.$eval('#zones', (list) => list.scrollHeight > list.clientHeight + 100));
    assert.ok(await page.evaluate(() => document.documentElement.scrollHeight <= window.innerHeight));
    await page.focus('#zones li:last-child button');
    assert.ok(await page.$eval('#zones li:last-child button', (row) => row.getBoundingClientRect().bottom <= window.innerHeight + 1));
  } finally {
    await many.close();
  }
});

for (const lang of ['en', 'ar']) {
  test(`long addresses and large letters push no phone sideways (${lang})`, async () => {
    const page = await world.open(`/?lang=${lang}#zone=idlib&q=idlib`, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    await page.waitForSelector('#details .passages blockquote');
    await page.waitForSelector('#search-found .passage');
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
    assert.equal(await wide(), 390);
    await page.addStyleTag({ content: 'html { font-size: 32px !important; }' });
    assert.equal(await wide(), 390);
  });
}

test('on paper laid crosswise the map is as high as upright, and has every zone', async () => {
  for (const width of [680, 1020]) { // The sheet of A4 within its margins, upright and crosswise.
    const page = await world.open('/?lang=en', { viewport: { width: 1920, height: 1080 } });
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width, height: 720 });
    assert.ok(Math.abs((await boxOf(page, '#map')).height - 453.5) < 1, `${width}`); // 120 mm
    assert.deepEqual(await cutOff(page), [], `${width}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    await page.context().close();
  }
});

test('after printing the page shows what it showed', async () => {
  const page = await world.open('/?lang=en#map=9/35.9/36.6', { viewport: { width: 1920, height: 1080 } });
  const [address, map] = [page.url(), await boxOf(page, '#map')];
  await page.pdf();
  await page.waitForFunction(() => !document.documentElement.classList.contains('printing'));
  assert.equal(page.url().split('&')[0], address.split('&')[0]);
  assert.deepEqual(await boxOf(page, '#map'), map);
});

test('on paper the day is a line in every bar, and the period shown is read like the others', async () => {
  const page = await world.open('/?lang=en#zone=idlib');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await styleOf(page, '.track', 'printColorAdjust', '::after'), 'exact');
  const period = 'button.period[aria-pressed="true"]';
  assert.equal(await styleOf(page, period, 'backgroundColor'), 'rgba(0, 0, 0, 0)');
  assert.equal(await styleOf(page, period, 'color'), await styleOf(page, 'body', 'color'));
});

for (const colorScheme of ['light', 'dark']) {
  test(`in the reader's own colours the zones, the day and the legend are told from the ground (${colorScheme})`, async () => {
    const page = await world.open('/?lang=en#zone=idlib', { forcedColors: 'active', colorScheme });
    const [ground, ink] = [await styleOf(page, 'html', 'backgroundColor'), await styleOf(page, 'body', 'color')];
    await page.waitForSelector('path.base-land');
    for (const layer of ['sea', 'land', 'lakes']) {
      assert.equal(await styleOf(page, `path.base-${layer}`, 'fill'), ground, layer);
    }
    for (const zone of ZONES.slice(1)) {
      assert.equal(await styleOf(page, `#map path[data-zone="${zone}"]`, 'stroke'), ink, zone);
    }
    assert.equal(await styleOf(page, '.hatches rect', 'fill'), ink);
    assert.match(await styleOf(page, '.legend-hatch', 'backgroundImage'), /gradient/);
    const marks = [ground, await styleOf(page, '.bar', 'backgroundColor'), await styleOf(page, '.track', 'backgroundColor', '::after')];
    assert.equal(new Set(marks).size, 3, marks.join(' '));
    const period = 'button.period[aria-pressed="true"]';
    assert.notEqual(await styleOf(page, period, 'backgroundColor'), ground);
  });
}
