// The address says what is shown, and what it says is shown.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { editHash, hashOf, openWorld, shapesOf } from './world.mjs';

let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

const shown = (page) => page.evaluate(() => ({
  date: document.getElementById('day-input').value,
  zone: document.querySelector('#zones [aria-pressed="true"]')?.dataset.zone ?? null,
}));

test('a hash comes back as it went in', async () => {
  const hash = '#map=9/35.93/36.63&date=2017-09-20&zone=idlib';
  const page = await world.open(`/?lang=ar${hash}`);
  assert.equal(await hashOf(page), hash);
  assert.deepEqual(await shown(page), { date: '2017-09-20', zone: 'idlib' });
});

test('a hash edited by hand works, also right after the map has moved', async () => {
  const page = await world.open('/?lang=en#map=8/35/37&date=2017-09-20');
  await page.focus('#map');
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => !window.location.hash.includes('map=8/35/37&'));
  await editHash(page, '#map=9/33/36.2&date=2018-07-10&zone=daraa-southwest');
  await page.waitForFunction(() => document.getElementById('day-input').value === '2018-07-10');
  assert.deepEqual(await shown(page), { date: '2018-07-10', zone: 'daraa-southwest' });
  assert.equal(await hashOf(page), '#map=9/33/36.2&date=2018-07-10&zone=daraa-southwest');
});

test('bad values are dropped, keys of others are kept', async () => {
  const page = await world.open('/?lang=en#map=up/there&date=2017-02-30&zone=Atlantis&note=a%20b');
  assert.deepEqual(await shown(page), { date: '2017-06-15', zone: null });
  assert.match(await hashOf(page), /^#map=[\d.]+\/[\d.]+\/[\d.]+&date=2017-06-15&note=a%20b$/);
  assert.equal((await shapesOf(page)).length, 4);
  assert.deepEqual(page.faults, []);
});

test('choosing a zone is a step that Back undoes', async () => {
  const page = await world.open('/?lang=en#date=2017-06-15');
  await page.click('#zones [data-zone="idlib"]');
  assert.match(await hashOf(page), /zone=idlib/);
  await page.goBack();
  await page.waitForFunction(() => document.getElementById('details').hidden);
});

test('the link to the other language keeps the day and the zone', async () => {
  const page = await world.open('/?lang=en#map=8/35/37&date=2018-03-20&zone=idlib');
  await page.click('#languages a[hreflang="ar"]');
  await page.waitForSelector('html[lang="ar"] #zones [aria-pressed="true"]');
  assert.deepEqual(await shown(page), { date: '2018-03-20', zone: 'idlib' });
});

/** What stands in the panel of the question and in that of the text; waits until both have their answers. */
async function answered(page) {
  await page.waitForSelector('#locate-answer .verdict');
  await page.waitForSelector('#article .passage');
  return page.evaluate(() => ({
    point: document.querySelector('#locate-answer .verdict').textContent,
    fields: [...document.querySelectorAll('#locate-form input')].map((input) => input.value),
    marks: document.querySelectorAll('#map .asked-point').length,
    text: document.querySelector('#article [data-passage]').dataset.passage.split('/')[0],
  }));
}

test('the asked point and the open text stand in the address: a reload and the other language keep them', async () => {
  const page = await world.open('/?lang=en#map=9/35.93/36.63&date=2017-09-20');
  await page.fill('#locate-lon', '36.63');
  await page.fill('#locate-lat', '35.93');
  await page.click('#locate-ask');
  await page.click('#texts a');
  const shownFirst = await answered(page);
  assert.deepEqual([shownFirst.fields, shownFirst.marks], [['36.63', '35.93'], 1]);
  const hash = `#map=9/35.93/36.63&date=2017-09-20&point=35.93/36.63&text=${shownFirst.text}`;
  assert.equal(await hashOf(page), hash);
  await page.reload();
  assert.deepEqual(await answered(page), shownFirst);
  await page.click('#languages a[hreflang="ar"]');
  await page.waitForSelector('html[lang="ar"] #zones [data-zone]');
  const { point, ...others } = await answered(page);
  assert.match(point, /إدلب/);
  assert.deepEqual(others, { fields: shownFirst.fields, marks: 1, text: shownFirst.text });
  assert.equal(await hashOf(page), hash);
});

test('Back closes the text, then takes the point away, and leaves the page last', async () => {
  const page = await world.open('/?lang=en#map=9/35.93/36.63&date=2017-09-20');
  await page.click('#locate-centre');
  await page.click('#texts a');
  await answered(page);
  await page.goBack();
  await page.waitForSelector('#article', { state: 'hidden' });
  assert.equal(await page.evaluate(() => document.activeElement.closest('#texts') !== null), true);
  assert.equal(await page.locator('#map .asked-point').count(), 1);
  await page.goBack();
  await page.waitForSelector('#map .asked-point', { state: 'detached' });
  assert.equal(await page.locator('#locate-answer *').count(), 0);
  assert.equal(await hashOf(page), '#map=9/35.93/36.63&date=2017-09-20');
  await page.goForward();
  await page.goForward();
  await answered(page);
});

test('a click on a zone is one step, and Back undoes both the zone and the point', async () => {
  const page = await world.open('/?lang=en#map=9/35.93/36.63&date=2017-09-20');
  const box = await page.locator('#map').boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.waitForSelector('#locate-answer .verdict');
  assert.match(await hashOf(page), /&zone=idlib&point=35\.9\d*\/36\.6\d*$/);
  await page.goBack();
  await page.waitForSelector('#details', { state: 'hidden' });
  assert.equal(await page.locator('#map .asked-point').count(), 0);
});

test('removing the point and closing the text take them out of the address', async () => {
  const { articles } = await world.json('/articles');
  const page = await world.open(`/?lang=en#map=9/35.93/36.63&date=2017-09-20&point=35.93/36.63&text=${articles[0].id}`);
  await answered(page);
  await page.click('#article .close');
  assert.equal(await page.evaluate(() => document.activeElement.closest('#texts') !== null), true);
  await page.locator('#locate-answer > button').last().click();
  assert.equal(await hashOf(page), '#map=9/35.93/36.63&date=2017-09-20');
});

test('a zone in the address without a view of the map is brought into sight, as large as can be seen', async () => {
  const page = await world.open('/?lang=en#date=2017-06-15&zone=eastern-ghouta');
  const [map, shape] = await Promise.all(['#map', '#map path[data-zone="eastern-ghouta"]'].map((part) => page.locator(part).boundingBox()));
  assert.ok(Math.hypot(shape.width, shape.height) > 70, `${shape.width} × ${shape.height}`);
  assert.ok(shape.x >= map.x && shape.y >= map.y && shape.x + shape.width <= map.x + map.width && shape.y + shape.height <= map.y + map.height);
});

test('a point in the address without a view of the map is brought into sight', async () => {
  const page = await world.open('/?lang=en#date=2017-09-20&point=32/36.1');
  await page.waitForSelector('#locate-answer .verdict');
  const [map, mark] = await Promise.all(['#map', '#map .asked-point'].map((part) => page.locator(part).boundingBox()));
  assert.ok(mark.x >= map.x && mark.y >= map.y && mark.x + mark.width <= map.x + map.width && mark.y + mark.height <= map.y + map.height);
});

test('a click on the map asks which zone is there', async () => {
  const page = await world.open('/?lang=en#map=9/35.93/36.63&date=2017-09-20');
  const box = await page.locator('#map').boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.waitForSelector('#locate-answer .verdict');
  assert.match(await page.innerText('#locate-answer'), /Inside Idlib[\s\S]*km/);
  assert.ok(Math.abs(Number(await page.inputValue('#locate-lon')) - 36.63) < 0.01);
  assert.ok(Math.abs(Number(await page.inputValue('#locate-lat')) - 35.93) < 0.01);
  assert.equal(await page.locator('#map .asked-point').count(), 1);
  assert.match(await hashOf(page), /zone=idlib/);
});

test('a point outside every zone is told the nearest one; another day asks again', async () => {
  const page = await world.open('/?lang=en#date=2017-09-20');
  await page.fill('#locate-lon', '38.27');
  await page.fill('#locate-lat', '34.56');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#locate-answer .verdict');
  assert.match(await page.innerText('#locate-answer'), /In no drawn zone on this day[\s\S]*Nearest: .* km away/);
  await page.click('#day-next');
  await page.waitForFunction(() => document.querySelector('#locate-answer .quiet').textContent.includes('2018'));
});

test('a day without a line is not mistaken for a point outside', async () => {
  const page = await world.open('/?lang=en#date=2018-07-01');
  await page.fill('#locate-lon', '36.1');
  await page.fill('#locate-lat', '32.62');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#locate-answer .verdict');
  assert.match(await page.innerText('#locate-answer'), /South-west.*: No line drawn: 26 Jun 2018 – 5 Jul 2018/);
});

test('a point that is none is refused field by field, and the focus goes to the first field to mend', async () => {
  const page = await world.open();
  const ask = async (lon, lat) => {
    await page.fill('#locate-lon', lon);
    await page.fill('#locate-lat', lat);
    await page.click('#locate-ask');
    return page.evaluate(() => [...document.querySelectorAll('#locate-form input')].map((input) => input.getAttribute('aria-invalid')));
  };
  const refusals = async () => (await page.locator('#locate-answer .refused').allTextContents()).map((text) => text.replace(/[\u2068\u2069]/g, ''));
  const focused = () => page.evaluate(() => document.activeElement.id);
  assert.deepEqual(await ask('361', 'north'), ['true', 'true']);
  assert.deepEqual(await refusals(), ['Longitude: “361” is not a number of degrees from −180 to 180.', 'Latitude: “north” is not a number of degrees from −90 to 90.']);
  assert.equal(await focused(), 'locate-lon');
  for (const bad of ['0x24', '1e1', '36.63.1', '36,63,1', '91']) {
    assert.deepEqual(await ask('36.63', bad), [null, 'true'], bad);
    assert.deepEqual(await refusals(), [`Latitude: “${bad}” is not a number of degrees from −90 to 90.`]);
    assert.equal(await focused(), 'locate-lat');
  }
  assert.deepEqual(await ask('', '35.93'), ['true', null]);
  assert.deepEqual(await refusals(), ['Longitude: give a number of degrees from −180 to 180.']);
  assert.equal(await page.locator('#locate-lon').evaluate((input) => input.getAttribute('aria-describedby').split(' ').every((id) => document.getElementById(id))), true);
  assert.deepEqual(await ask('36.63', '35.93'), [null, null]);
  await page.waitForSelector('#locate-answer .verdict');
  assert.deepEqual(page.faults, []);
});

test('the centre of the map can be asked for without a mouse', async () => {
  const page = await world.open('/?lang=en#map=9/35.93/36.63&date=2017-09-20');
  await page.focus('#locate-centre');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#locate-answer .verdict');
  assert.match(await page.innerText('#locate-answer'), /Inside Idlib/);
});
