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
  await page.waitForFunction((count) => document.querySelectorAll('#details .passage').length === count, zone.passages.count);
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

test('a text opens with its title first and the focus on it, and marks no passage while no zone is chosen', async () => {
  const page = await world.open('/?lang=en#date=2017-06-15');
  await page.click('#texts a');
  await page.waitForSelector('#article .passage');
  assert.ok(await page.evaluate(() => {
    const [heading, passage] = ['#article h2', '#article .passage'].map((selector) => document.querySelector(selector));
    return Boolean(heading.compareDocumentPosition(passage) & Node.DOCUMENT_POSITION_FOLLOWING);
  }));
  assert.ok(await page.locator('#article h2').evaluate((heading) => heading === document.activeElement));
  assert.ok(await page.locator('#article .passage[data-zones=""]').count() > 0, 'some shipped passage speaks of no zone');
  assert.equal(await page.locator('#article .of-chosen').count(), 0);
});

test('a passage about all zones says so', async () => {
  const { zones } = await world.json('/zones');
  const zone = zones.find((candidate) => candidate.passages.general > 0);
  assert.ok(zone, 'some shipped passage is about all zones');
  const page = await world.open(`/?lang=en#zone=${zone.id}`);
  await page.click('#details .general summary');
  assert.match(await page.innerText('#details .general .passage >> nth=0'), /About all zones/);
});

test('a passage that points to a zone says so, quotes the words it points to, and leads to them', async () => {
  const { passages } = await world.json('/passages?zone=daraa-southwest&kind=anaphoric');
  assert.ok(passages.length > 0, 'no shipped passage points to a zone');
  for (const [lang, said] of [['en', 'Points to this zone'], ['ar', 'يشير إلى هذه المنطقة']]) {
    const page = await world.open(`/?lang=${lang}#date=2017-06-15&zone=daraa-southwest`);
    await page.waitForSelector('#details [data-kind="anaphoric"] .passage');
    for (const { id, links } of passages) {
      const { antecedent } = links.find(({ zone }) => zone === 'daraa-southwest');
      const foot = page.locator(`#details [data-kind="anaphoric"] [data-passage="${id}"] .passage-foot`);
      assert.ok((await foot.innerText()).includes(said), said);
      const quote = foot.locator('.antecedent bdi');
      assert.equal(await quote.textContent(), antecedent.mention.text);
      assert.equal(await quote.getAttribute('lang'), 'ar');
      assert.match(await foot.locator('.antecedent a').getAttribute('href'), new RegExp(`#passage-${antecedent.passage}$`));
    }
    const [first] = passages;
    const { antecedent } = first.links[0];
    await page.click(`#details [data-passage="${first.id}"] .antecedent a`);
    await page.waitForSelector('#article .passage');
    assert.equal(await page.evaluate(() => document.activeElement.dataset.passage), `${first.article}/${antecedent.passage}`);
    assert.deepEqual(page.faults, []);
  }
});

test('passages that name a zone stand before those that point to it, those about all zones last in their fold', async () => {
  const { passages: counts } = (await world.json('/zones/daraa-southwest'));
  assert.ok(counts.explicit > 0 && counts.anaphoric > 0 && counts.general > 0);
  for (const [lang, said] of [
    ['en', `${counts.explicit} passages name this zone or places in it; ${counts.anaphoric} passages point to this zone; ${counts.general} passages are about all zones`],
    ['ar', `${counts.explicit} مقاطع تذكر هذه المنطقة أو أماكن فيها؛ ${counts.anaphoric} مقاطع تشير إلى هذه المنطقة؛ ${counts.general} مقاطع عن المناطق كلها`],
  ]) {
    const page = await world.open(`/?lang=${lang}#zone=daraa-southwest`);
    await page.waitForFunction((count) => document.querySelectorAll('#details .passage').length === count, counts.count);
    const kinds = await page.$$eval('#details .passage-group', (groups) => groups.map((group) => [group.dataset.kind, group.childElementCount]));
    assert.deepEqual(kinds, [['explicit', counts.explicit], ['anaphoric', counts.anaphoric], ['general', counts.general]]);
    assert.ok(await page.isHidden('#details [data-kind="general"] .passage >> nth=0'));
    assert.equal(await page.innerText('#details .passages > .quiet >> nth=0'), said);
  }
  const page = await world.open('/?lang=en#zone=idlib');
  assert.match(await page.innerText('#details .passages > .quiet >> nth=0'), /^1 passage names this zone or a place in it; \d+ passages are about all zones$/);
});

test('further passages come below those of their kind, and the focus goes to the first of them', async () => {
  const first = '/passages?zone=daraa-southwest&kind=anaphoric';
  const next = `${first}&offset=1`;
  const { passages } = await world.json(first);
  const answers = {
    [first]: { passages: passages.slice(0, 1), links: [{ rel: 'next', href: next }] },
    [next]: { passages: passages.slice(1), links: [] },
  };
  const page = await world.open('/?lang=en#zone=daraa-southwest', { answers });
  await page.click('#details button:text-is("More passages"):visible');
  await page.waitForFunction((id) => document.activeElement.dataset.passage === id, passages[1].id);
  assert.deepEqual(await page.$$eval('#details [data-kind="anaphoric"] .passage', (all) => all.map((passage) => passage.dataset.passage)), passages.map(({ id }) => id));
  assert.equal(await page.locator('#details button:text-is("More passages"):visible').count(), 0);
});

test('in a text, too, each zone stands with the kind of its tie', async () => {
  const { passages } = await world.json('/passages?limit=1000');
  const page = await world.open('/?lang=en#date=2017-06-15');
  await page.click('#texts a');
  await page.waitForSelector('#article .passage');
  for (const { id, is_title: isTitle, links } of passages.filter((passage) => passage.links.length > 0)) {
    const rows = page.locator(isTitle ? '#article h2 ~ .passage-foot' : `#article [data-passage="${id}"] .passage-foot`);
    for (const kind of new Set(links.map((link) => link.kind))) {
      const chips = await rows.locator(`xpath=self::*[@data-kind="${kind}"]//button`).count();
      assert.equal(chips, links.filter((link) => link.kind === kind).length, `${id}: ${kind}`);
    }
  }
  await page.click('#article [data-kind="anaphoric"] .antecedent a >> nth=0');
  assert.match(await page.evaluate(() => document.activeElement.dataset.passage), /\/6$/);
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
