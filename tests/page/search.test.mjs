// Looking for words in the texts.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { hashOf, openWorld } from './world.mjs';

const AREA = 'المنطقة';
const BOTH = 'الغوطة وريف';

let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

/** Types words and presses Enter; waits for the answer in the live region. */
async function search(page, words) {
  await page.fill('#search-words', words);
  await page.keyboard.press('Enter');
  await answered(page);
}

const answered = (page) => page.waitForFunction(() => {
  const said = document.getElementById('search-said').textContent;
  return said !== '' && !/…$/.test(said);
});

const said = (page) => page.textContent('#search-said');
const found = (page) => page.$$eval('#search-found .passage', (all) => all.map((passage) => passage.dataset.passage));
const ask = (q, more = '') => world.json(`/passages?q=${encodeURIComponent(q)}&limit=20${more}`);

test('what is found stands whole, in the server’s order, with the words marked within and across mentions', async () => {
  for (const q of ['المنطقه', 'تخفيف', BOTH, '"مناطق تخفيف"', 'الشرق*']) {
    const { passages, matched } = await ask(q);
    const page = await world.open('/?lang=en#date=2017-06-15');
    await search(page, q);
    assert.deepEqual(await found(page), passages.map(({ id }) => id), q);
    assert.match(await said(page), matched === 0 ? /^No passage/ : new RegExp(`^${matched} passages? found$`));
    for (const { id, text, links, highlights, lang } of passages) {
      const quote = page.locator(`#search-found [data-passage="${id}"] blockquote`);
      assert.equal(await quote.textContent(), text);
      assert.deepEqual([await quote.getAttribute('lang'), await quote.getAttribute('dir')], [lang, 'auto']);
      // Which code points of the text stand in which marks.
      const marked = await quote.evaluate((element) => {
        const kinds = { mention: [], found: [] };
        let at = 0;
        const walk = (node, mention, word) => {
          if (node.nodeType === Node.TEXT_NODE) {
            const points = Array.from(node.data, (_, i) => at + i);
            at += points.length;
            kinds.mention.push(...(mention ? points : []));
            kinds.found.push(...(word ? points : []));
          }
          const isWord = node.localName === 'mark' && node.className === 'found';
          node.childNodes.forEach((child) => walk(child, mention || (node.localName === 'mark' && !isWord), word || isWord));
        };
        walk(element, false, false);
        return kinds;
      });
      const covered = (ranges) => [...new Set(ranges.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i)))].sort((a, b) => a - b);
      assert.deepEqual(marked.found, covered(highlights), `${q}: ${id}`);
      assert.deepEqual(marked.mention, covered(links.flatMap((link) => link.mentions)), `${q}: ${id}`);
    }
    assert.deepEqual(page.faults, []);
  }
});

test('a found passage leads to its zone on the map and to its place in the text', async () => {
  const page = await world.open('/?lang=en#date=2017-06-15');
  await search(page, AREA);
  const passage = page.locator('#search-found .passage:has(.chip)').first();
  const zone = (await world.json('/zones')).zones.find(({ id }) => id === 'daraa-southwest');
  const chip = passage.locator('.chip', { hasText: zone.name.en }).first();
  await chip.click();
  assert.match(await page.getAttribute(`#map path[data-zone="${zone.id}"]`, 'class'), /flash/);
  const id = await passage.getAttribute('data-passage');
  const link = passage.locator('.article-link a');
  await link.focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('#article .passage');
  assert.equal(await page.evaluate(() => document.activeElement.closest('#article [data-passage]')?.dataset.passage), id);
  await page.keyboard.press('Escape');
  assert.ok(await page.isHidden('#article'));
  assert.ok(await link.evaluate((element) => element === document.activeElement));
});

test('the words can be looked for in the passages of the chosen zone only', async () => {
  const page = await world.open('/?lang=en#date=2017-06-15');
  assert.ok(await page.isHidden('#search-only'));
  await page.click('#zones [data-zone="idlib"]');
  const all = await ask('التوتر');
  const some = await ask('التوتر', '&zone=idlib');
  assert.ok(some.matched > 0 && some.matched < all.matched);
  await search(page, 'التوتر');
  assert.equal((await found(page)).length, all.matched);
  await page.getByLabel('Only about Idlib').check();
  await answered(page);
  await page.waitForFunction((count) => document.querySelectorAll('#search-found .passage').length === count, some.matched);
  assert.equal(await said(page), `${some.matched} passages found, only about Idlib`);
  assert.match(await hashOf(page), /&zone=idlib&q=[^&]+&only=zone$/);
  await search(page, AREA);
  assert.equal(await said(page), 'No passage about Idlib has all these words.');
  // The zone's panel leads to the search, and the link to this page shows it.
  await page.click('#details .passages > p:last-child button');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'search-words');
  const again = await world.open(`/?lang=en${await hashOf(page)}`);
  await answered(again);
  assert.equal(await said(again), await said(page));
  assert.ok(await again.isChecked('#search-only'));
  assert.ok(await again.locator('#search-said').evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top > 0 && bottom < window.innerHeight;
  }));
  // Without the zone there is nothing to restrict to.
  await page.click('#details .close');
  await answered(page);
  assert.equal(await said(page), `${(await ask(AREA)).matched} passages found`);
  assert.doesNotMatch(await hashOf(page), /only/);
});

test('what is looked for stands in the address, and Back undoes it', async () => {
  const page = await world.open(`/?lang=ar#date=2017-06-15&q=${encodeURIComponent(AREA)}`);
  await answered(page);
  assert.equal(await page.inputValue('#search-words'), AREA);
  const first = await found(page);
  assert.ok(first.length > 0);
  await search(page, 'إيران');
  assert.notDeepEqual(await found(page), first);
  assert.ok((await page.getAttribute('#languages a[hreflang="en"]', 'href')).endsWith(await hashOf(page)));
  await page.goBack();
  await page.waitForFunction((words) => document.getElementById('search-words').value === words, AREA);
  await answered(page);
  assert.deepEqual(await found(page), first);
  // A day that moves asks nothing anew and leaves half-typed words alone.
  await page.fill('#search-words', 'نصف');
  await page.click('#day-next');
  assert.equal(await page.inputValue('#search-words'), 'نصف');
  assert.deepEqual(await found(page), first);
});

test('Escape and the button empty it, before Escape closes anything else', async () => {
  const page = await world.open('/?lang=en#date=2017-06-15&zone=idlib');
  await search(page, AREA);
  await page.focus('#search-found .passage a');
  await page.keyboard.press('Escape');
  assert.deepEqual([await found(page), await said(page), await page.inputValue('#search-words')], [[], '', '']);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'search-words');
  assert.ok(await page.isVisible('#details'));
  assert.doesNotMatch(await hashOf(page), /q=/);
  await search(page, AREA);
  await page.click('#search-clear');
  assert.deepEqual([await found(page), await said(page)], [[], '']);
  await page.keyboard.press('Escape');
  assert.ok(await page.isHidden('#details'));
});

test('no hits, nothing to look for and a refusal are said', async () => {
  const page = await world.open('/?lang=en');
  await search(page, 'zzz');
  assert.equal(await said(page), 'No passage has all these words.');
  await search(page, '""');
  assert.match(await said(page), /^This cannot be searched for: .*there is no word to look for/);
  await search(page, ' ');
  assert.equal(await said(page), 'Give a word to look for.');
  const arabic = await world.open('/?lang=ar');
  await search(arabic, '""');
  assert.match(await said(arabic), /^لا يمكن البحث عن هذا: /);
  assert.equal(await arabic.getAttribute('#search-said bdi', 'lang'), 'en');
});

test('further pages come on demand, and the focus goes to the first new passage', async () => {
  const q = 'في';
  const address = `/passages?q=${encodeURIComponent(q)}`;
  const { passages } = await world.json(`${address}&limit=20`);
  assert.ok(passages.length >= 4);
  const next = `${address}&limit=20&offset=2`;
  const answers = {
    [`${address}&limit=20`]: { passages: passages.slice(0, 2), matched: passages.length, links: [{ rel: 'next', href: next }] },
    [next]: { passages: passages.slice(2), matched: passages.length, links: [] },
  };
  const page = await world.open('/?lang=en', { answers });
  await search(page, q);
  assert.equal((await found(page)).length, 2);
  await page.focus('#search-more');
  await page.keyboard.press('Enter');
  await page.waitForFunction((count) => document.querySelectorAll('#search-found .passage').length === count, passages.length);
  assert.deepEqual(await found(page), passages.map(({ id }) => id));
  await page.waitForFunction((id) => document.activeElement.dataset.passage === id, passages[2].id);
  assert.ok(await page.isHidden('#search-more'));
});

test('on a phone a zone that is picked in a found passage brings the map into sight', async () => {
  const page = await world.open(`/?lang=en#date=2017-06-15&q=${encodeURIComponent(AREA)}`, { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
  const chip = page.locator('#search-found .chip').first();
  await chip.tap();
  assert.ok(await page.locator('#map').evaluate((map) => map.getBoundingClientRect().top > -1));
});

for (const lang of ['en', 'ar']) {
  test(`on a phone of 360 pixels it fits and axe finds nothing (${lang})`, async () => {
    const page = await world.open(`/?lang=${lang}#date=2017-06-15&zone=idlib&q=${encodeURIComponent('مناطق')}`, { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
    await answered(page);
    await page.waitForSelector('#search-found .passage');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 360));
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`), []);
  });
}
