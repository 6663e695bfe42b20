// A text as a page: marks that lead to the map, reasons below, no script.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { openWorld } from './world.mjs';

// In a text of our own, so that every sort of mark is there.
const CALM = {
  'calm.txt': [
    'Calm in Idlib',
    'Nothing <new> & "strange" happened.',
    'Shelling stopped in Douma and north of Rastan; the de-escalation zones held.',
  ].join('\n\n'),
  'calm.toml': 'publisher = "The Paper"\npublished = "2017-06-15"\nurl = "https://example.org/calm"\n',
};

let world;
let shipped;
before(async () => {
  world = await openWorld({ articles: CALM });
  shipped = await openWorld();
});
after(async () => {
  await world?.close();
  await shipped?.close();
});

const open = (place, id, lang, options = {}) => place.open(`/articles/${id}?lang=${lang}`, { javaScriptEnabled: false, ...options });

test('each passage stands whole, with exactly the mentions marked, without JavaScript', async () => {
  for (const [place, id] of [[world, 'calm'], [shipped, '000_5b3d75bf3fec3e90']]) {
    const { passages, lang } = await place.json(`/articles/${id}`);
    const page = await open(place, id, 'en');
    for (const passage of passages) {
      const shown = page.locator(`#passage-${passage.number}[data-passage="${passage.id}"] .text`);
      assert.equal(await shown.getAttribute('lang'), lang);
      assert.equal(await shown.getAttribute('dir'), 'auto');
      // The labels of zones are not part of the text.
      const text = await shown.evaluate((element) => {
        const copy = element.cloneNode(true);
        copy.querySelectorAll('.tag').forEach((tag) => tag.remove());
        return copy.textContent;
      });
      assert.equal(text, passage.text);
      const marks = await shown.locator('mark').allTextContents();
      const mentions = passage.links.flatMap((link) => link.mentions.map((mention) => mention.text));
      mentions.forEach((mention) => assert.ok(marks.some((mark) => mark.includes(mention)), mention));
      marks.forEach((mark) => assert.ok(mentions.some((mention) => mark.includes(mention)), mark));
    }
    assert.deepEqual(page.faults, []);
  }
});

test('each mark is labelled and leads to its zone on the map', async () => {
  const { zones } = await world.json('/zones');
  for (const lang of ['en', 'ar']) {
    const page = await open(world, 'calm', lang);
    const mentions = await page.$$eval('a.mention, .mention a.tag', (all) => all.map((link) => ({
      href: link.getAttribute('href'), label: (link.querySelector('.tag') ?? link).textContent.trim(), zone: (link.querySelector('mark') ?? link).dataset.zone,
    })));
    assert.ok(mentions.length >= 4);
    for (const { href, label, zone } of mentions) {
      if (zone) {
        assert.equal(href, `/?lang=${lang}#zone=${zone}`);
        assert.equal(label, zones.find(({ id }) => id === zone).name[lang]);
      } else {
        assert.equal(href, `/?lang=${lang}`);
        assert.equal(label, { en: 'all zones', ar: 'كل المناطق' }[lang]);
      }
    }
  }
  const page = await world.open('/articles/calm?lang=en', { javaScriptEnabled: false });
  const href = await page.locator('mark[data-zone="idlib"]').locator('..').getAttribute('href');
  const map = await world.open(href);
  await map.waitForSelector('#details-heading');
  assert.equal(await map.innerText('#details-heading'), zones.find(({ id }) => id === 'idlib').name.en);
});

test('in Arabic the reasons are Arabic', async () => {
  const page = await open(world, 'calm', 'ar');
  assert.match(await page.innerText('#passage-0 .explanation'), /في الفقرة اسم من أسماء المنطقة/);
});

test('below each passage stands why, and how sure that is', async () => {
  const page = await open(world, 'calm', 'en');
  const reasons = await page.locator('#passage-2 .reasons li').allInnerTexts();
  assert.ok(reasons.some((reason) => /Eastern Ghouta.*names it.*Douma.*certainty \d+%/s.test(reason)), reasons.join('\n'));
  assert.equal(await page.locator('#passage-1 .reasons').count(), 0);
  const text = await page.innerText('main');
  assert.ok(text.includes('The Paper, 2017-06-15'), text);
  assert.equal(await page.getAttribute('a[rel="noreferrer"]', 'href'), 'https://example.org/calm');
});

for (const lang of ['en', 'ar']) {
  // JavaScript is on, because axe runs in the page.
  test(`axe finds nothing to complain of, and a phone need not scroll sideways (${lang})`, async () => {
    for (const [place, id] of [[world, 'calm'], [shipped, '000_5b3d75bf3fec3e90']]) {
      const page = await place.open(`/articles/${id}?lang=${lang}`, { map: false, viewport: { width: 360, height: 740 } });
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 360));
      assert.equal(await page.getAttribute('html', 'dir'), lang === 'ar' ? 'rtl' : 'ltr');
      const { violations } = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(violations.map(({ id: rule, nodes }) => [rule, nodes.map((node) => node.html)]), []);
    }
  });
}

test('the map leads to the page of a text', async () => {
  const page = await world.open('/?lang=ar');
  await page.click('#texts a[href="/articles/calm"]');
  await page.waitForSelector('#article .passage');
  assert.ok(await page.locator('#article a[href="/articles/calm?lang=ar"]').isVisible());
});

test('the printed page keeps marks and labels', async () => {
  const page = await open(world, 'calm', 'en');
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.isVisible('#passage-0 mark'));
  assert.ok(await page.isVisible('#passage-0 .tag'));
  assert.ok(await page.isHidden('#languages'));
});
