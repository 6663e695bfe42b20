// How far a line can be trusted: the band of doubt, the places behind a stretch, doubts and gaps in an answer.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { holds } from '../../static/src/day.js';
import { editHash, openWorld, Words } from './world.mjs';

const DAY = '2017-06-15';

let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

const featuresOn = async (day) => (await world.json(`/zones.geojson?date=${day}`)).features;

const bandsOf = (page) => page.$$eval('#map path[data-band]', (paths) => paths.map((path) => path.dataset.band));

/** Waits until exactly the bands of a day are drawn. */
async function waitForBands(page, day) {
  const wanted = (await featuresOn(day)).filter(({ properties }) => properties.band).map(({ id }) => id).sort();
  await page.waitForFunction((ids) => JSON.stringify([...document.querySelectorAll('#map path[data-band]')]
    .map((path) => path.dataset.band).sort()) === JSON.stringify(ids), wanted);
  return wanted;
}

/** Asks for the line nearest to the map's centre; the page's answer and the server's for the same point. */
async function explain(page, day) {
  await page.focus('#details .explain');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#locate-answer .between');
  const [lon, lat] = [await page.inputValue('#locate-lon'), await page.inputValue('#locate-lat')];
  return { text: await page.innerText('#locate-answer'), answer: await world.json(`/locate?lon=${lon}&lat=${lat}&date=${day}`) };
}

/** A real answer for a point of Idlib, changed by `change`, given to a page that asks for that point. */
async function openChanged(change, lang = 'en') {
  const asked = `/locate?lon=36.63&lat=35.93&date=${DAY}`;
  const answer = await world.json(asked);
  assert.ok(answer.zones[0], 'the point lies in a zone');
  change(answer);
  const page = await world.open(`/?lang=${lang}#date=${DAY}`, { answers: { [asked]: answer } });
  await page.fill('#locate-lon', '36.63');
  await page.fill('#locate-lat', '35.93');
  await page.click('#locate-ask');
  await page.waitForSelector('#locate-answer .verdict');
  return page;
}

const place = (kind, name, lon, lat, source = null) => ({ place: 'some', kind, name, lon, lat, distance_m: 3140, source });

test('the band of doubt is hatched in the colour of its zone, instead of a stroke, and said in words', async () => {
  const page = await world.open(`/?lang=en#date=${DAY}`);
  const wanted = await waitForBands(page, DAY);
  assert.ok(wanted.length > 0, 'no shipped extent has a band');
  for (const { id, properties } of await featuresOn(DAY)) {
    if (properties.band) {
      const fill = await page.getAttribute(`#map path[data-band="${id}"]`, 'fill');
      const hatch = await page.$eval(fill.slice(4, -1), (pattern) => pattern.lastChild.getAttribute('fill'));
      assert.equal(hatch, properties.color);
    }
  }
  const strokes = await page.$$eval('#map path.doubt-stroke', (paths) => paths.map((path) => path.getAttribute('stroke-opacity')));
  assert.equal(strokes.filter((opacity) => opacity === '0').length, wanted.length);
  assert.match(await page.innerText('#map-legend'), /nobody knows on which side of the line a point here lies/);
});

test('each band is asked for once, however often its day is shown', async () => {
  const asked = [];
  const page = await world.open(`/?lang=en#date=${DAY}`);
  page.on('request', (request) => request.url().includes('/band.geojson') && asked.push(request.url()));
  await waitForBands(page, DAY);
  for (const day of ['2018-03-20', DAY, '2018-03-20', DAY]) {
    await editHash(page, `#date=${day}`);
    await waitForBands(page, day);
  }
  assert.ok(asked.length > 0);
  assert.deepEqual(asked, [...new Set(asked)]);
  const again = new Set((await featuresOn(DAY)).map(({ properties }) => properties.band));
  assert.ok(asked.every((url) => !again.has(url.replace(world.url, ''))), 'the first day’s bands were asked for before');
});

test('a band that does not come leaves the stroke', async () => {
  const [{ id, properties }] = (await featuresOn(DAY)).filter((feature) => feature.properties.band);
  const { pathname, search } = new URL(properties.band, world.url);
  const page = await world.open(`/?lang=en#map=10/35.5/36.7&date=${DAY}`, { answers: { [pathname + search]: { type: 'FeatureCollection', features: [] } } });
  await page.waitForFunction(() => [...document.querySelectorAll('#map path.doubt-stroke')].some((path) => Number(path.getAttribute('stroke-opacity')) > 0));
  assert.ok(!(await bandsOf(page)).includes(id));
});

test('a band takes neither the focus nor the clicks', async () => {
  const page = await world.open(`/?lang=en#map=9/35.6/36.7&date=${DAY}`);
  await waitForBands(page, DAY);
  assert.ok(await page.$$eval('#map path[data-band]', (paths) => paths.every((path) => !path.hasAttribute('tabindex') && path.closest('[aria-hidden="true"]'))));
  const spot = await page.evaluate(() => {
    const map = document.getElementById('map').getBoundingClientRect();
    const band = document.querySelector('#map path[data-band^="idlib"]');
    const zone = document.querySelector('#map path[data-zone="idlib"]');
    const within = (path, x, y) => path.isPointInFill(new DOMPoint(x, y).matrixTransform(path.getScreenCTM().inverse()));
    for (let x = map.left + 80; x < map.right - 20; x += 5) {
      for (let y = map.top + 20; y < map.bottom - 40; y += 5) {
        if ([[0, 0], [6, 0], [-6, 0], [0, 6], [0, -6]].every(([dx, dy]) => within(band, x + dx, y + dy) && !within(zone, x + dx, y + dy))) {
          return { x, y };
        }
      }
    }
    return null;
  });
  assert.ok(spot, 'some of the band lies outside the line');
  await page.mouse.click(spot.x, spot.y);
  await page.waitForSelector('#locate-answer .verdict');
  const text = await page.innerText('#locate-answer');
  assert.match(text, /Perhaps Idlib[\s\S]*Drawn outside[\s\S]*nobody knows on which side/);
  assert.match(text, /The nearest stretch of the line/);
  assert.equal(await page.locator('#map .witness').count(), 2);
});

for (const [lang, between] of [['en', /The nearest stretch of the line runs half-way between/], ['ar', /يمرّ أقرب جزء من الخط في منتصف المسافة بين/]]) {
  test(`the line nearest the map’s centre explains itself, from the keyboard (${lang})`, async () => {
    const page = await world.open(`/?lang=${lang}#map=10/35.5/36.6&date=${DAY}&zone=idlib`);
    const { text, answer } = await explain(page, DAY);
    const found = [...answer.zones, ...answer.possible].find(({ zone }) => zone === 'idlib');
    assert.ok(found?.boundary.between, 'the nearest stretch stands between two places');
    assert.match(text, between);
    const words = new Words(lang);
    const labels = await page.locator('#map .witness').allTextContents();
    assert.equal(labels.length, 2);
    for (const witness of [found.boundary.between.inside, found.boundary.between.outside]) {
      const name = witness.name[lang] ?? Object.values(witness.name)[0];
      assert.ok(text.includes(name) && labels.includes(name), name);
      assert.ok(text.includes(words.distance(witness.distance_m)), words.distance(witness.distance_m));
      assert.ok(!witness.source || text.includes(witness.source.title), witness.source?.title);
    }
    assert.equal(await page.locator('#map path.witness-line').count(), 1);
    assert.ok(await page.$$eval('#map .witness', (marks) => marks.every((mark) => mark.tabIndex < 0 && mark.closest('[aria-hidden="true"]'))));
    assert.equal(await page.evaluate(() => document.activeElement.id), 'locate-heading');
    assert.match(await page.textContent('#live'), between);
    await page.click('#locate-answer .show-places');
    const seen = await page.$$eval('#map .witness', (marks) => {
      const map = document.getElementById('map').getBoundingClientRect();
      return marks.every((mark) => {
        const { left, right, top, bottom } = mark.getBoundingClientRect();
        return left > map.left && right < map.right && top > map.top && bottom < map.bottom;
      });
    });
    assert.ok(seen);
    assert.deepEqual(page.faults, []);
    await page.locator('#locate-answer button').last().click();
    assert.equal(await page.locator('#map .witness, #map path.witness-line').count(), 0);
  });
}

test('a point asked for by its degrees is explained too, with its sources as links', async () => {
  const source = { id: 'log', title: 'A log', url: 'https://log.example/1', language: 'en' };
  const page = await openChanged((answer) => {
    answer.zones[0].boundary = { distance_m: 500, between: { inside: place('settlement', { en: 'Here' }, 36.6, 35.9, source), outside: place('hill', { en: 'There' }, 36.7, 35.95) } };
  });
  assert.match(await page.innerText('#locate-answer .between'),
    /half-way between Here \(inside, 3\.1 km away; source: A log\) and There \(outside, 3\.1 km\)\./);
  assert.equal(await page.getAttribute('#locate-answer .between a', 'href'), source.url);
});

test('a point that is no place is not called one', async () => {
  const between = {
    inside: place('helper', { en: 'Helper point 3', ar: 'نقطة مساعدة 3' }, 36.6, 35.9),
    outside: place('judgement', {}, 36.7, 35.95),
  };
  const change = (answer) => {
    answer.zones[0].boundary = { distance_m: 500, between };
  };
  const english = await openChanged(change);
  assert.match(await english.innerText('#locate-answer .between'),
    /Helper point 3 \(inside, 3\.1 km away; a helper point of the drawing, no real place\) and a point of judgement, no real place \(outside, 3\.1 km\)/);
  const arabic = await openChanged(change, 'ar');
  assert.match(await arabic.innerText('#locate-answer .between'), /نقطة مساعدة 3[\s\S]*وليست مكاناً حقيقياً[\s\S]*نقطة تقديرية، وليست مكاناً حقيقياً/);
  assert.deepEqual(await arabic.locator('#map .witness').allTextContents(), ['نقطة مساعدة 3', 'نقطة تقديرية، وليست مكاناً حقيقياً']);
});

test('where the line follows the outline of the ground, the answer says that it stands between no places', async () => {
  const page = await openChanged((answer) => {
    answer.zones[0].boundary = { distance_m: 500, between: null };
  });
  assert.match(await page.innerText('#locate-answer'), /stands between no two places/);
  assert.equal(await page.locator('#map .witness').count(), 0);
});

test('the answer’s own gaps are shown, not the page’s', async () => {
  const page = await openChanged((answer) => {
    answer.gaps = [{ zone: 'idlib', name: { en: 'Idlib' }, from: '2017-06-01', to: null, reason: { en: 'Because the server says so.' } }];
  });
  assert.deepEqual(await page.locator('#locate-answer .no-line').allTextContents(), ['Idlib: No line drawn: from 1 Jun 2017, no end recorded. Because the server says so.']);
});

test('a gap of the shipped data stands in the answer with its reason', async () => {
  const { gaps } = await world.json('/locate?lon=36.1&lat=32.62&date=2018-07-01');
  const page = await world.open('/?lang=ar#date=2018-07-01');
  await page.fill('#locate-lon', '36.1');
  await page.fill('#locate-lat', '32.62');
  await page.click('#locate-ask');
  await page.waitForSelector('#locate-answer .no-line');
  const texts = await page.locator('#locate-answer .no-line').allTextContents();
  assert.equal(texts.length, gaps.length);
  gaps.forEach(({ name, reason }, i) => assert.ok(texts[i].startsWith(name.ar) && texts[i].endsWith(reason.ar), texts[i]));
});

test('low confidence and doubts stand in the answer as in the details', async () => {
  const { zones } = await world.json('/zones');
  const low = zones.flatMap(({ extents }) => extents).filter(({ confidence, doubts }) => confidence === 'low' && doubts.en?.length > 0);
  assert.ok(low.length > 0, 'no shipped extent is of low confidence');
  const { zone, valid_from: day, doubts } = low[0];
  const page = await world.open(`/?lang=en#date=${day}&zone=${zone}`);
  const { text } = await explain(page, day);
  const details = await page.innerText('#details');
  for (const said of ['Confidence: low', ...doubts.en]) {
    assert.ok(text.includes(said) && details.includes(said), said);
  }
});

test('precision is said as it was measured, on every extent that has a band', async () => {
  const { zones } = await world.json('/zones');
  const words = new Words('en');
  for (const { id, extents } of zones) {
    const page = await world.open(`/?lang=en#date=${extents.at(-1).valid_from}&zone=${id}`);
    const [precision, rows] = [await page.innerText('#details .precision'), await page.locator('#details .extents .quiet').allTextContents()];
    assert.ok(precision.includes(words.distance(extents.at(-1).precision_m)), precision);
    assert.equal(precision.startsWith('Half the distance'), Boolean(extents.at(-1).band));
    for (const extent of extents) {
      const said = extent.band ? `half-distance up to ${words.distance(extent.precision_m)}` : `± ${words.distance(extent.precision_m)}`;
      assert.ok(rows.some((row) => row.includes(said)), `${extent.id}: ${said}`);
    }
    await page.context().close();
  }
});

test('the report on the lines is one click away, and answers', async () => {
  const page = await world.open(`/?lang=en#date=${DAY}&zone=idlib`);
  const links = await page.$$eval('#about a[href^="/quality"], #details a.quality', (all) => all.map((link) => link.href));
  assert.equal(links.length, 3);
  for (const link of new Set(links)) {
    assert.equal((await fetch(link)).status, 200, link);
  }
});

test('a button to explain the line stands only where there is one', async () => {
  const { zones } = await world.json('/zones');
  const ended = zones.find(({ extents }) => !extents.some(({ valid_from: from, valid_to: to }) => holds(from, to, '2019-01-01')));
  const page = await world.open(`/?lang=en#date=2019-01-01&zone=${ended.id}`);
  assert.equal(await page.locator('#details .explain').count(), 0);
});
