// What cannot be answered, as a reader sees it.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { openWorld, ROOT, settled } from './world.mjs';

let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

for (const lang of ['en', 'ar']) {
  test(`an address that has no answer leads a reader to the map (${lang})`, async () => {
    const path = `/articles/nosuch?lang=${lang}&fbclid=IwAR0${'x'.repeat(200)}`;
    const page = await world.open(path, { map: false, viewport: { width: 320, height: 640 } });
    assert.equal(await page.getAttribute('html', 'lang'), lang);
    assert.match(await page.innerText('main'), /nosuch[^]*404/);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 320));
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(violations.map(({ id: rule, nodes }) => [rule, nodes.map((node) => node.html)]), []);
    await page.click('main .back a');
    await settled(page);
    assert.equal(await page.getAttribute('html', 'lang'), lang);
  });
}

test('a link with the marks of those who shared it opens the map', async () => {
  const page = await world.open('/?lang=ar&fbclid=IwAR0&utm_source=letter#zone=idlib');
  assert.ok(await page.isVisible('#details'));
  assert.deepEqual(page.faults, []);
});

test('every kind of problem has a name in every language', async () => {
  const { detail } = await world.json('/problems/nosuch');
  const kinds = detail.split('There are ')[1].replace('.', '').split(', ').sort();
  assert.ok(kinds.includes('not-found'));
  for (const file of readdirSync(`${ROOT}static/src/problems`)) {
    const names = JSON.parse(readFileSync(`${ROOT}static/src/problems/${file}`, 'utf8'));
    assert.deepEqual(Object.keys(names).sort(), kinds, file);
  }
});
