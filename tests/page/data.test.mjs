// The pages of the data: tables, small maps and a form, without script.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { openWorld } from './world.mjs';

const COLLECTIONS = ['zones', 'places', 'passages', 'articles'];

let world;
let paths;
before(async () => {
  world = await openWorld();
  paths = ['/collections', '/conformance'];
  for (const id of COLLECTIONS) {
    const { features } = await world.json(`/collections/${id}/items?limit=1&f=geojson`);
    const own = `/collections/${id}`;
    paths.push(own, `${own}/items`, `${own}/items/${features[0].id}`, `${own}/schema`, `${own}/queryables`, `${own}/sortables`);
  }
});
after(() => world?.close());

const open = (path, lang, options = {}) => world.open(`${path}${path.includes('?') ? '&' : '?'}f=html&lang=${lang}`, { map: false, ...options });

for (const lang of ['en', 'ar']) {
  // JavaScript is on, because axe runs in the page.
  test(`axe finds nothing to complain of, and a narrow phone need not scroll sideways (${lang})`, async () => {
    for (const path of paths) {
      const page = await open(path, lang, { viewport: { width: 320, height: 640 } });
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 320), path);
      assert.equal(await page.getAttribute('html', 'dir'), lang === 'ar' ? 'rtl' : 'ltr');
      const { violations } = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(violations.map(({ id: rule, nodes }) => [rule, nodes.map((node) => node.html)]), [], path);
      assert.deepEqual(page.faults, [], path);
      await page.context().close();
    }
  });
}

test('the map leads to the data, and the data back to a zone on the map, without script up to there', async () => {
  const map = await world.open('/?lang=ar');
  assert.equal(await map.getAttribute('#about a[href^="/collections"]', 'href'), '/collections?f=html&lang=ar');
  const page = await open('/collections', 'ar', { javaScriptEnabled: false });
  await page.click('[data-collection="zones"] h2 a');
  await page.click('main a.go');
  await page.click('tbody tr:first-child th a');
  assert.ok(await page.isVisible('svg.small-map path.mark'));
  const href = await page.getAttribute('.ways a', 'href');
  const { features: [extent] } = await world.json('/collections/zones/items?limit=1&f=geojson');
  assert.equal(href, `/?lang=ar#zone=${extent.properties.zone}&date=${extent.properties.valid_from}`);
  assert.deepEqual(page.faults, []);
});

test('the next page leads through all features, each once', async () => {
  const { features } = await world.json('/collections/zones/items?f=geojson');
  const page = await open('/collections/zones/items?limit=3', 'en', { javaScriptEnabled: false });
  const seen = [];
  for (;;) {
    seen.push(...await page.locator('tbody th').allInnerTexts());
    const next = page.locator('nav.pages a[rel="next"]');
    if (await next.count() === 0) {
      break;
    }
    await next.click();
  }
  assert.ok(seen.length > 3);
  assert.deepEqual(seen, features.map(({ id }) => id));
});

test('the form asks without script, keeps what was typed, and other languages keep it too', async () => {
  const { features } = await world.json('/collections/zones/items?f=geojson&datetime=2017-09-20');
  const page = await open('/collections/zones/items', 'en', { javaScriptEnabled: false });
  await page.fill('#ask-datetime', '2017-09-20');
  await page.click('form.ask button');
  assert.deepEqual(await page.locator('tbody th').allInnerTexts(), features.map(({ id }) => id));
  assert.equal(await page.inputValue('#ask-datetime'), '2017-09-20');
  await page.click('#languages a[lang="ar"]');
  assert.equal(await page.getAttribute('html', 'dir'), 'rtl');
  assert.equal(await page.inputValue('#ask-datetime'), '2017-09-20');
  assert.deepEqual(await page.locator('tbody th').allInnerTexts(), features.map(({ id }) => id));
  assert.deepEqual(page.faults, []);
});

test('the table is reached and moved by the keyboard', async () => {
  const page = await open('/collections/zones/items', 'en', { viewport: { width: 400, height: 800 } });
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement.className === 'scroll')) {
      break;
    }
  }
  assert.equal(await page.evaluate(() => document.activeElement.className), 'scroll');
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => document.querySelector('.scroll').scrollLeft > 0);
});
