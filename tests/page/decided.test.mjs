// What people decided about links: said wherever the link, or its absence, is shown.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openWorld } from './world.mjs';

const TALKS = {
  'talks.txt': ['Talks in Idlib', 'The envoy spoke of the third round.', 'Shelling stopped in Douma.', 'A quiet day.'].join('\n\n'),
  'links.toml': `[[link]]
article = "talks"
passage = 1
zone = "northern-homs"
verdict = "pin"
kind = "anaphoric"
quote = "third round"
who = "A. Reader"
reason = "كانت عن ريف حمص"

[[link]]
article = "talks"
passage = 2
zone = "eastern-ghouta"
verdict = "reject"
quote = "Douma"
who = "قارئ"
reason = "another Douma"
`,
};

let world;
before(async () => {
  world = await openWorld({ articles: TALKS });
});
after(() => world?.close());

test('a pinned link says who decided it and why, and claims no measured certainty', async () => {
  for (const [lang, said] of [['en', 'Decided by A. Reader: كانت عن ريف حمص'], ['ar', 'قرّره A. Reader: كانت عن ريف حمص']]) {
    const page = await world.open(`/?lang=${lang}#date=2017-06-15&zone=northern-homs`);
    const foot = page.locator('#details [data-passage="talks/1"] .passage-foot');
    assert.equal(await foot.locator('.decision').textContent(), said);
    assert.deepEqual(await foot.locator('.decision bdi').allTextContents(), ['A. Reader', 'كانت عن ريف حمص']);
    assert.doesNotMatch(await foot.innerText(), /%/);
    assert.equal(await page.locator('#details [data-passage="talks/1"] mark').textContent(), 'third round');
    await page.click('#texts a');
    assert.equal(await page.locator('#article [data-passage="talks/1"] .decision').textContent(), said);
  }
});

test('a rejected link is said in the text, with who decided it, and is not in the zone’s list', async () => {
  const page = await world.open('/?lang=en#date=2017-06-15&zone=eastern-ghouta');
  assert.match(await page.innerText('#details .passages'), /No passage of the texts speaks of this zone/);
  await page.click('#texts a');
  const rejected = page.locator('#article [data-passage="talks/2"] .rejected');
  assert.equal(await rejected.textContent(), 'Not linked to Eastern Ghouta: decided by قارئ: another Douma');
  assert.equal(await page.locator('#article [data-passage="talks/2"] :is(mark, .chip)').count(), 0);
});

test('the page of the text says both, without JavaScript', async () => {
  for (const [lang, pinned, rejected] of [
    ['en', 'Decided by A. Reader: كانت عن ريف حمص', 'Not linked to Eastern Ghouta: decided by قارئ: another Douma'],
    ['ar', 'قرّره A. Reader: كانت عن ريف حمص', 'غير مربوط بمنطقة الغوطة الشرقية: قرّر ذلك قارئ: another Douma'],
  ]) {
    const page = await world.open(`/articles/talks?lang=${lang}`, { javaScriptEnabled: false });
    assert.equal(await page.locator('#passage-1 .decision').textContent(), pinned);
    assert.equal(await page.locator('#passage-2 .reasons .rejected[data-zone="eastern-ghouta"]').textContent(), rejected);
    assert.equal(await page.locator('#passage-3 .reasons').count(), 0);
  }
});
