// Everything the mouse can do, the keyboard can; and what a screen reader is told.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { focusedZone, hashOf, openWorld, ZONES } from './world.mjs';

const MANY_TABS = 60;

let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

test('Tab reaches every zone on the map, by name, and every zone in the list', async () => {
  const page = await world.open('/?lang=en#date=2017-06-15');
  const shapes = [];
  const rows = [];
  for (let i = 0; i < MANY_TABS; i += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const { activeElement: element } = document;
      return { zone: element.dataset.zone, tag: element.localName, label: element.getAttribute('aria-label') };
    });
    if (at.zone) {
      (at.tag === 'path' ? shapes : rows).push(at);
    }
  }
  assert.deepEqual(shapes.map(({ zone }) => zone).slice(0, 4), ZONES);
  assert.deepEqual(rows.map(({ zone }) => zone).slice(0, 4), ZONES);
  const { zones } = await world.json('/zones');
  for (const { zone, label } of shapes) {
    assert.ok(label.startsWith(zones.find(({ id }) => id === zone).name.en), label);
  }
});

test('a zone that is out of sight is brought into sight when Tab reaches it', async () => {
  const page = await world.open('/?lang=en#map=10/36.2/37.2&date=2017-06-15');
  await page.focus('#map');
  for (let i = 0; i < MANY_TABS && (await focusedZone(page)) !== 'daraa-southwest'; i += 1) {
    await page.keyboard.press('Tab');
  }
  await page.waitForFunction(() => {
    const map = document.getElementById('map').getBoundingClientRect();
    const shape = document.activeElement.getBoundingClientRect();
    return shape.top >= map.top && shape.bottom <= map.bottom && shape.height > 20;
  });
});

for (const key of ['Enter', 'Space']) {
  test(`${key} on a shape opens its details with the focus on the heading, Escape gives it back`, async () => {
    const page = await world.open('/?lang=en#date=2017-06-15');
    await page.focus('#map path[data-zone="northern-homs"]');
    await page.keyboard.press(key);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'details-heading');
    assert.equal(await page.innerText('#details-heading'), 'Northern Homs');
    assert.equal(await page.getAttribute('#map path[data-zone="northern-homs"]', 'aria-pressed'), 'true');
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement.localName), 'path');
    assert.equal(await focusedZone(page), 'northern-homs');
    assert.ok(await page.isHidden('#details'));
  });
}

test('Escape gives the focus back to the list when the list opened the details', async () => {
  const page = await world.open('/?lang=en#date=2018-07-01');
  await page.focus('#zones [data-zone="eastern-ghouta"]');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'details-heading');
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement.localName), 'button');
  assert.equal(await focusedZone(page), 'eastern-ghouta');
});

test('the skip link goes to the list and leaves the address alone', async () => {
  const page = await world.open('/?lang=en#date=2017-06-15');
  const hash = await hashOf(page);
  await page.focus('a.skip');
  await page.keyboard.press('Enter');
  assert.equal(await focusedZone(page), ZONES[0]);
  assert.equal(await hashOf(page), hash);
});

/** How many places the map's middle passes through while something moves it. */
async function stops(page, move) {
  await page.evaluate(() => {
    const pane = document.querySelector('#map .leaflet-map-pane');
    window.places = new Set();
    new MutationObserver(() => window.places.add(pane.style.transform)).observe(pane, { attributeFilter: ['style'] });
  });
  await move();
  await page.waitForTimeout(600);
  return page.evaluate(() => window.places.size);
}

for (const [motion, still] of [['reduce', true], ['no-preference', false]]) {
  test(`the map ${still ? 'does not glide' : 'glides'} where a key or an answer sends it, when motion is ${motion}`, async () => {
    const page = await world.open('/?lang=en#map=8/35/37&date=2017-09-20', { reducedMotion: motion });
    await page.focus('#map');
    const byKey = await stops(page, () => page.keyboard.press('ArrowRight'));
    await page.fill('#locate-lon', '36');
    await page.fill('#locate-lat', '34');
    const byAnswer = await stops(page, () => page.click('#locate-ask'));
    assert.deepEqual([byKey === 1, byAnswer === 1], [still, still], `${byKey}, ${byAnswer}`);
  });
}

test('removing the point leaves the focus at the question', async () => {
  const page = await world.open('/?lang=en#map=9/35.93/36.63&date=2017-09-20');
  await page.click('#locate-centre');
  await page.focus('#locate-answer > button:last-child');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'locate-heading');
  assert.equal(await page.locator('#locate-answer *').count(), 0);
});

for (const lang of ['en', 'ar']) {
  test(`axe finds nothing to complain of (${lang}), details, an answer, a search and a text open`, async () => {
    const page = await world.open(`/?lang=${lang}#date=2017-09-20&zone=daraa-southwest`);
    await page.fill('#locate-lon', '36.63');
    await page.fill('#locate-lat', '35.93');
    await page.click('#locate-ask');
    await page.waitForSelector('#locate-answer .verdict');
    await page.fill('#search-words', 'المنطقة');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#search-found .passage');
    await page.click('#texts a');
    await page.waitForSelector('#article .passage');
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`), []);
  });
}
