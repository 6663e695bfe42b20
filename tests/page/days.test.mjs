// Days and zones: what stands on the map and in the list on a day.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hashOf, inForceOf, openWorld, shapesOf, ZONES } from './world.mjs';

let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

test('the page loads without an error and asks nobody else for anything', async () => {
  const page = await world.open('/?lang=en#zone=idlib');
  await page.waitForSelector('.passage, .passages .quiet');
  await page.locator('#map').click({ position: { x: 300, y: 200 } });
  await page.waitForSelector('#locate-answer p');
  await page.waitForLoadState('networkidle');
  assert.deepEqual(page.faults, []);
});

test('all four zones are on the map and in the list on 15 June 2017', async () => {
  const page = await world.open('/?lang=en#date=2017-06-15');
  assert.deepEqual(await shapesOf(page), ZONES);
  assert.deepEqual(await inForceOf(page), ZONES);
  assert.match(await page.textContent('#day-count'), /^4 zones/);
});

test('two zones are left on 1 June 2018, the list still names all four', async () => {
  const page = await world.open('/?lang=en#date=2018-06-01');
  assert.deepEqual(await shapesOf(page), ['idlib', 'daraa-southwest']);
  assert.deepEqual(await inForceOf(page), ['idlib', 'daraa-southwest']);
  assert.equal(await page.locator('#zones [data-zone]').count(), 4);
  assert.match(await page.locator('#zones [data-zone="eastern-ghouta"]').innerText(), /ended 14 Apr(il)? 2018/);
});

test('a day without a line says why there is none', async () => {
  const page = await world.open('/?lang=en#date=2018-07-01&zone=daraa-southwest');
  assert.ok(!(await shapesOf(page)).includes('daraa-southwest'));
  const row = page.locator('#zones [data-zone="daraa-southwest"]');
  assert.equal(await row.getAttribute('data-state'), 'gap');
  const zone = await world.json('/zones/daraa-southwest');
  const reason = zone.gaps.find((gap) => gap.from <= '2018-07-01' && '2018-07-01' < gap.to).reason.en;
  assert.ok((await row.innerText()).includes(reason));
  assert.ok((await page.innerText('#details')).includes(reason));
});

test('a period is half-open: its last day already belongs to the next', async () => {
  const page = await world.open('/?lang=en#date=2017-09-15');
  assert.equal(await page.getAttribute('#map path[data-zone="idlib"]', 'data-extent'), 'idlib@2017-09-15');
});

test('arrow keys on the slider change the zones and say the day in words', async () => {
  const page = await world.open('/?lang=en#date=2018-04-13');
  assert.ok((await shapesOf(page)).includes('eastern-ghouta'));
  await page.focus('#day-slider');
  await page.keyboard.press('ArrowRight');
  assert.ok(!(await shapesOf(page)).includes('eastern-ghouta'));
  assert.equal(await page.getAttribute('#day-slider', 'aria-valuetext'), '14 April 2018, 3 zones in force');
  await page.waitForFunction(() => document.getElementById('live').textContent.startsWith('14 April 2018'));
  assert.match(await hashOf(page), /date=2018-04-14/);
});

test('the change buttons step from change to change, and Back goes back', async () => {
  const page = await world.open('/?lang=en#date=2017-05-10');
  await page.click('#day-next');
  assert.match(await hashOf(page), /date=2017-07-09/);
  await page.waitForTimeout(1100); // Two moves within a second are one step for Back.
  await page.click('#day-next');
  assert.match(await hashOf(page), /date=2017-07-22/);
  await page.click('#day-previous');
  await page.goBack();
  await page.waitForFunction(() => document.getElementById('day-input').value === '2017-07-09');
});

test('a day typed into the field is shown', async () => {
  const page = await world.open();
  await page.fill('#day-input', '2020-03-06');
  await page.dispatchEvent('#day-input', 'change');
  assert.deepEqual(await shapesOf(page), ['idlib']);
  assert.equal(await page.getAttribute('#map path[data-zone]', 'data-extent'), 'idlib@2020-03-06');
});

const typeDay = async (page, digits) => {
  await page.focus('#day-input');
  await page.keyboard.type(digits);
};

test('a year can be typed into the field digit by digit, and the page goes to no day nobody asked for', async () => {
  const page = await world.open('/?lang=en#date=2017-06-15', { locale: 'en-US' });
  await page.evaluate(() => {
    window.shown = [];
    new MutationObserver(() => window.shown.push(document.getElementById('day-now').textContent)).observe(document.getElementById('day-now'), { childList: true });
  });
  await typeDay(page, '09202019');
  assert.equal(await page.inputValue('#day-input'), '2019-09-20');
  assert.equal(await page.innerText('#day-now'), '20 September 2019');
  const shown = await page.evaluate(() => window.shown);
  assert.deepEqual(shown.filter((day) => !/(2017|2019)$/.test(day)), []);
  assert.ok(!shown.includes('6 May 2017'), shown.join(', '));
});

for (const [end, ended] of [['Enter', (page) => page.keyboard.press('Enter')], ['leaving the field', (page) => page.focus('#day-next')]]) {
  test(`a typed day out of range becomes the nearest in range, by ${end}`, async () => {
    const { days } = await world.json('/?f=json');
    const page = await world.open('/?lang=en#date=2017-06-15', { locale: 'en-US' });
    await typeDay(page, '09200201');
    assert.equal(await page.inputValue('#day-input'), '0201-09-20');
    assert.equal(await page.innerText('#day-now'), '20 September 2017');
    await ended(page);
    assert.equal(await page.inputValue('#day-input'), days.first);
    await page.waitForFunction((day) => window.location.hash.includes(`date=${day}`), days.first);
  });
}

test('a day half typed is taken back when the field is left', async () => {
  const page = await world.open('/?lang=en#date=2017-06-15');
  await page.focus('#day-input');
  await page.keyboard.press('Backspace');
  assert.equal(await page.inputValue('#day-input'), '');
  await page.focus('#day-slider');
  assert.equal(await page.inputValue('#day-input'), '2017-06-15');
});

test('Back is shown in the field also while it has the focus', async () => {
  const page = await world.open('/?lang=en#date=2017-06-15', { locale: 'en-US' });
  await typeDay(page, '09202019');
  await page.goBack();
  await page.waitForFunction(() => document.getElementById('day-input').value === '2017-06-15');
  await page.focus('#day-slider');
  assert.match(await hashOf(page), /date=2017-06-15/);
});

test('a focused shape keeps the focus when the day changes under it', async () => {
  const page = await world.open('/?lang=en#date=2017-09-14');
  await page.focus('#map path[data-zone="idlib"]');
  await page.evaluate(() => {
    const slider = document.getElementById('day-slider');
    slider.value = Number(slider.value) + 1;
    slider.dispatchEvent(new Event('input'));
  });
  assert.equal(await page.evaluate(() => document.activeElement.dataset.extent), 'idlib@2017-09-15');
});
