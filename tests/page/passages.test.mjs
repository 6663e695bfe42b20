// From the zone to the passages that name it, and from a passage to its zone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openWorld, Words } from './world.mjs';

let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

/** A zone of the shipped data that some passage names outright. */
async function namedZone() {
  const { zones } = await world.json('/zones');
  const zone = zones.find((candidate) => candidate.passages.explicit > 0);
  assert.ok(zone, 'no shipped passage names a zone');
  return zone;
}

test('passages of a zone stand whole, with exactly the mentions marked', async () => {
  const zone = await namedZone();
  const page = await world.open(`/?lang=en#zone=${zone.id}`);
  await page.waitForSelector('#details .passage mark');
  await page.$$eval('#details details', (parts) => parts.forEach((part) => {
    part.open = true;
  }));
  const { passages } = await world.json(zone.passages.href);
  const shown = await page.$$eval('#details .passage', (all) => all.map((passage) => ({
    id: passage.dataset.passage,
    text: passage.querySelector('blockquote').textContent,
    lang: passage.querySelector('blockquote').lang,
    dir: passage.querySelector('blockquote').dir,
    marks: [...passage.querySelectorAll('mark')].map((mark) => mark.textContent),
  })));
  assert.equal(shown.length, passages.length);
  for (const passage of passages) {
    const found = shown.find(({ id }) => id === `${passage.article}/${passage.number}`);
    const mentions = passage.links.filter((link) => link.zone === zone.id).flatMap((link) => link.mentions);
    assert.equal(found.text, passage.text);
    assert.equal(found.lang, passage.lang);
    assert.equal(found.dir, 'auto');
    assert.ok(found.marks.length > 0);
    found.marks.forEach((mark) => assert.ok(mentions.some(({ text }) => text === mark), mark));
    mentions.forEach(({ text }) => assert.ok(found.marks.some((mark) => mark.includes(text)), text));
  }
});

test('a picked passage draws the eye to its zone', async () => {
  const zone = await namedZone();
  const page = await world.open(`/?lang=en#date=2017-06-15&zone=${zone.id}`);
  await page.locator('#details .passage button').first().click();
  assert.match(await page.getAttribute(`#map path[data-zone="${zone.id}"]`, 'class'), /flash/);
});

test('a text is read in full, its passages lead to the map, and the chosen zone marks its passages', async () => {
  const zone = await namedZone();
  const { passages } = await world.json(zone.passages.href);
  const passage = passages.find(({ is_title: isTitle, links }) => !isTitle && links.some((link) => link.zone === zone.id));
  const page = await world.open('/?lang=en#date=2017-06-15');
  await page.click(`#texts a[href="/articles/${passage.article}"]`);
  await page.waitForSelector('#article .passage');
  const chip = page.locator('#article .chip', { hasText: zone.name.en }).first();
  await chip.click();
  assert.equal(await page.getAttribute(`#map path[data-zone="${zone.id}"]`, 'aria-pressed'), 'true');
  assert.ok(await page.locator('#article .passage.of-chosen').count() > 0);
  await page.keyboard.press('Escape');
  assert.ok(await page.isHidden('#article'));
});

test('a passage about all zones says so', async () => {
  const { zones } = await world.json('/zones');
  const zone = zones.find((candidate) => candidate.passages.general > 0);
  assert.ok(zone, 'some shipped passage is about all zones');
  const page = await world.open(`/?lang=en#zone=${zone.id}`);
  await page.click('#details .general summary');
  assert.match(await page.innerText('#details .general .passage >> nth=0'), /About all zones/);
});

test('agreements, precision, doubts and sources of the day stand in the details', async () => {
  const page = await world.open('/?lang=en#date=2017-06-15&zone=idlib');
  const zone = await world.json('/zones/idlib');
  const extent = zone.extents.find(({ valid_from: from }) => from === '2017-05-06');
  const text = await page.innerText('#details');
  assert.ok(text.includes(`Half the distance between the places on either side of the line is up to ${new Words('en').distance(extent.precision_m)} along 90% of it`), text);
  assert.doesNotMatch(text, /The true line may lie/);
  assert.ok(text.includes(zone.name.ar));
  extent.doubts.en.forEach((doubt) => assert.ok(text.includes(doubt)));
  zone.agreements.forEach(({ title }) => assert.ok(text.includes(title.en)));
  for (const { url } of extent.sources.filter((source) => source.url)) {
    assert.ok(await page.locator('#details .sources a').evaluateAll((links, href) => links.some((link) => link.getAttribute('href') === href), url));
  }
  await page.click('#details .extents button >> nth=1');
  assert.equal(await page.getAttribute('#map path[data-zone="idlib"]', 'data-extent'), zone.extents[1].id);
});

test('every download link answers', async () => {
  const page = await world.open('/?lang=en#date=2017-06-15&zone=idlib');
  const links = await page.$$eval('a[download]', (all) => all.map((link) => link.href));
  assert.ok(links.length >= 3);
  for (const link of links) {
    const response = await fetch(link);
    assert.equal(response.status, 200, link);
    assert.equal((await response.json()).type, 'FeatureCollection');
  }
});
