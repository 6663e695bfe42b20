// The Arabic page, the narrow page, the printed page, the page without JavaScript.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { dayBefore } from '../../static/src/day.js';
import { openWorld, ROOT, ZONES } from './world.mjs';

let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

test('the Arabic page is Arabic from right to left, the map lies as maps do', async () => {
  const page = await world.open('/?lang=ar#date=2017-09-20&zone=idlib');
  assert.equal(await page.getAttribute('html', 'lang'), 'ar');
  assert.equal(await page.getAttribute('html', 'dir'), 'rtl');
  assert.equal(await page.evaluate(() => window.getComputedStyle(document.getElementById('map')).direction), 'ltr');
  const { zones } = await world.json('/zones');
  for (const zone of zones) {
    assert.ok(await page.locator(`#zones [data-zone="${zone.id}"]`, { hasText: zone.name.ar }).isVisible());
  }
  assert.match(await page.innerText('#day-now'), /20 أيلول 2017/);
  assert.equal(await page.innerText('#details-heading'), zones.find(({ id }) => id === 'idlib').name.ar);
});

test('the Arabic page speaks no English of its own', async () => {
  const page = await world.open('/?lang=ar#date=2018-07-01&zone=daraa-southwest');
  const english = await page.evaluate(() => {
    const own = document.querySelectorAll('button, label, h3, summary, #day-count, .row-status, [aria-label]');
    return [...own].flatMap((element) => [element.getAttribute('aria-label') ?? '', element.children.length ? '' : element.textContent])
      .filter((text) => /[A-Za-z]{3,}/.test(text.replace(/GeoJSON|English/g, '')));
  });
  assert.deepEqual(english, []);
});

test('a point can be given in Arabic digits and with a decimal comma', async () => {
  const page = await world.open('/?lang=ar#date=2017-09-20');
  for (const [lon, lat] of [['٣٦٫٦٣', '٣٥٫٩٣'], ['36,63', '35,93'], ['۳۶٫۶۳', '\u200e+35.93']]) {
    await page.fill('#locate-lon', lon);
    await page.fill('#locate-lat', lat);
    await page.click('#locate-ask');
    await page.waitForFunction(() => document.getElementById('locate-lon').value === '36.63' && document.getElementById('locate-lat').value === '35.93');
    await page.waitForSelector('#locate-answer .verdict');
    await page.locator('#locate-answer button').last().click();
  }
  await page.fill('#locate-lat', '٣٥٫٩٣ش');
  await page.click('#locate-ask');
  assert.match(await page.innerText('#locate-answer'), /^خط العرض: «.?٣٥٫٩٣ش.?» ليس عدداً من الدرجات/);
});

test('the band of doubt has one name', () => {
  const words = JSON.parse(readFileSync(`${ROOT}static/src/words/ar.json`, 'utf8'));
  for (const key of ['band_legend', 'how_to_read', 'locate_inside_band', 'locate_near_band', 'locate_possible_band']) {
    assert.ok(words[key].includes('شريط الشك'), key);
  }
});

test('what the data says in no known language is not said to be Arabic', async () => {
  const { zones } = await world.json('/zones');
  const zone = zones.find(({ extents }) => extents.some(({ sources }) => sources.some(({ note }) => note)));
  const day = zone.extents.find(({ sources }) => sources.some(({ note }) => note)).valid_from;
  const page = await world.open(`/?lang=ar#date=${day}&zone=${zone.id}`);
  assert.ok(await page.locator('#details .sources [dir="auto"][lang=""]').count() > 0);
  assert.equal(await page.locator('#details .sources [dir="auto"]:not([lang])').count(), 0);
  assert.ok(await page.locator('#map-credit [lang=""]').count() > 0);
});

test('names stand where their zones are, also from right to left', async () => {
  for (const lang of ['en', 'ar']) {
    const page = await world.open(`/?lang=${lang}#map=8/35.6/36.7&date=2017-06-15`);
    const off = await page.evaluate(() => {
      const name = document.querySelector('.name-zone span').getBoundingClientRect();
      const shape = document.querySelector('#map path[data-zone="idlib"]').getBoundingClientRect();
      const x = name.left + name.width / 2;
      const y = name.top + name.height / 2;
      return x < shape.left || x > shape.right || y < shape.top || y > shape.bottom;
    });
    assert.equal(off, false, lang);
  }
});

for (const lang of ['en', 'ar']) {
  test(`a phone of 360 pixels need not scroll sideways (${lang})`, async () => {
    const page = await world.open(`/?lang=${lang}#date=2018-07-01&zone=idlib`, { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
    await page.waitForSelector('#details .passages');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 360));
    assert.deepEqual(page.faults, []);
  });
}

test('without JavaScript the zones and their periods stand as a list', async () => {
  for (const lang of ['en', 'ar']) {
    const page = await world.open(`/?lang=${lang}`, { javaScriptEnabled: false });
    const { zones } = await world.json('/zones');
    assert.deepEqual(await page.$$eval('.no-script [data-zone]', (all) => all.map((item) => item.dataset.zone)), ZONES);
    for (const zone of zones) {
      const item = page.locator(`.no-script [data-zone="${zone.id}"]`);
      assert.ok(await item.isVisible());
      const text = await item.innerText();
      assert.ok(text.includes(zone.name[lang]));
      for (const { valid_from: from, valid_to: to } of zone.extents) {
        assert.ok(text.includes(from));
        assert.ok(to === null || text.includes(dayBefore(to)), `${zone.id}: the last day before ${to}`);
      }
    }
  }
});

test('the printed page has the sources and the address', async () => {
  const page = await world.open('/?lang=en#date=2017-06-15&zone=idlib');
  await page.pdf();
  await page.emulateMedia({ media: 'print' });
  assert.match(await page.innerText('#print-address'), /date=2017-06-15/);
  assert.ok(await page.locator('#details .sources a').first().isVisible());
  assert.ok(await page.isHidden('#day-slider'));
});
