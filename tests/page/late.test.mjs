// Answers that come late, in the wrong order, or not at all.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openWorld, settled } from './world.mjs';

const TEXTS = {
  'first.txt': 'The first title\n\nThe zone of Idlib held.\n',
  'second.txt': 'The second title\n\nThe zone of Idlib held on.\n',
};

let world;
before(async () => {
  world = await openWorld({ articles: TEXTS });
});
after(() => world?.close());

/** Holds back the answers to a path until the function it gives is called. */
async function hold(page, path) {
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  await page.route((url) => url.pathname === path, async (route) => {
    await held;
    await route.continue().catch(() => {}); // The page may be gone.
  });
  return release;
}

/** Gives the page the time to make what it wants of an answer that came. */
const arrived = (page) => page.waitForTimeout(100);

async function askForPoint(page, lon, lat) {
  await page.fill('#locate-lon', lon);
  await page.fill('#locate-lat', lat);
  await page.click('#locate-ask');
}

test('while the data loads the page says so, and nothing in it can lead away', async () => {
  let release;
  const page = await world.open('/?lang=en#date=2017-06-15', {
    map: false,
    prepare: async (unloaded) => {
      release = await hold(unloaded, '/zones.geojson');
    },
  });
  await page.getByText('Loading the zones…').first().waitFor();
  assert.ok(await page.isVisible('#map-note'));
  await page.evaluate(() => document.getElementById('search-words').focus());
  await page.keyboard.type('zone');
  await page.keyboard.press('Enter');
  assert.equal(await page.inputValue('#search-words'), '');
  assert.equal(page.url(), `${world.url}/?lang=en#date=2017-06-15`);
  assert.match(await page.getAttribute('#languages a[hreflang="ar"]', 'href'), /#date=2017-06-15$/);
  release();
  await settled(page);
  assert.ok(await page.isHidden('#map-note'));
  await page.fill('#search-words', 'zone');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#search-found .passage');
  assert.deepEqual(page.faults, []);
});

test('a text that is on its way says that it is the text', async () => {
  const page = await world.open('/?lang=en');
  const release = await hold(page, '/articles/first');
  await page.click('#texts a[href="/articles/first"]');
  assert.equal(await page.innerText('#article h2'), 'Loading the text…');
  release();
});

test('a text that comes late does not replace the one asked for after it', async () => {
  const page = await world.open('/?lang=en');
  const release = await hold(page, '/articles/first');
  await page.click('#texts a[href="/articles/first"]');
  await page.click('#texts a[href="/articles/second"]');
  await page.waitForSelector('#article .passage');
  const late = page.waitForResponse((response) => response.url().endsWith('/articles/first'));
  release();
  await late;
  await arrived(page);
  assert.equal(await page.innerText('#article h2'), 'The second title');
});

test('a text that comes when its panel is closed leaves the panel empty and the focus where it is', async () => {
  const page = await world.open('/?lang=en');
  const release = await hold(page, '/articles/first');
  await page.click('#texts a[href="/articles/first"]');
  await page.waitForSelector('#article h2');
  await page.keyboard.press('Escape');
  await page.focus('#search-words');
  const late = page.waitForResponse((response) => response.url().endsWith('/articles/first'));
  release();
  await late;
  await arrived(page);
  assert.ok(await page.isHidden('#article'));
  assert.equal(await page.locator('#article *').count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'search-words');
});

test('an answer that comes late does not replace a refusal, and the mark of its point is gone', async () => {
  const page = await world.open('/?lang=en#date=2017-09-20');
  const release = await hold(page, '/locate');
  await askForPoint(page, '36.63', '35.93');
  await askForPoint(page, '361', '35.93');
  const late = page.waitForResponse((response) => new URL(response.url()).pathname === '/locate');
  release();
  await late;
  await arrived(page);
  assert.equal(await page.locator('#locate-answer .refused').count(), 1);
  assert.equal(await page.locator('#locate-answer .verdict, #map .asked-point').count(), 0);
  await page.click('#day-next');
  await arrived(page);
  assert.equal(await page.locator('#locate-answer .refused').count(), 1);
});
