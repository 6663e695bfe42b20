// Answers that come late, in the wrong order, or not at all.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openWorld, settled } from './world.mjs';

const TEXTS = {
  'first.txt': 'The first title\n\nThe zone of Idlib held.\n',
  'second.txt': 'The second title\n\nThe zone of Idlib held on.\n',
};

let world;
before(async () => {
  world = await openWorld({ articles: TEXTS });
});
after(() => world?.close());

/** Holds back the answers to a path until the function it gives is called. */
async function hold(page, path) {
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  await page.route((url) => url.pathname === path, async (route) => {
    await held;
    await route.continue().catch(() => {}); // The page may be gone.
  });
  return release;
}

/** Gives the page the time to make what it wants of an answer that came. */
const arrived = (page) => page.waitForTimeout(100);

async function askForPoint(page, lon, lat) {
  await page.fill('#locate-lon', lon);
  await page.fill('#locate-lat', lat);
  await page.click('#locate-ask');
}

test('while the data loads the page says so, and nothing in it can lead away', async () => {
  let release;
  const page = await world.open('/?lang=en#date=2017-06-15', {
    map: false,
    prepare: async (unloaded) => {
      release = await hold(unloaded, '/zones.geojson');
    },
  });
  await page.getByText('Loading the zones…').first().waitFor();
  assert.ok(await page.isVisible('#map-note'));
  await page.evaluate(() => document.getElementById('search-words').focus());
  await page.keyboard.type('zone');
  await page.keyboard.press('Enter');
  assert.equal(await page.inputValue('#search-words'), '');
  assert.equal(page.url(), `${world.url}/?lang=en#date=2017-06-15`);
  assert.match(await page.getAttribute('#languages a[hreflang="ar"]', 'href'), /#date=2017-06-15$/);
  release();
  await settled(page);
  assert.ok(await page.isHidden('#map-note'));
  await page.fill('#search-words', 'zone');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#search-found .passage');
  assert.deepEqual(page.faults, []);
});

test('a text that is on its way says that it is the text', async () => {
  const page = await world.open('/?lang=en');
  const release = await hold(page, '/articles/first');
  await page.click('#texts a[href="/articles/first"]');
  assert.equal(await page.innerText('#article h2'), 'Loading the text…');
  release();
});

test('a text that comes late does not replace the one asked for after it', async () => {
  const page = await world.open('/?lang=en');
  const release = await hold(page, '/articles/first');
  await page.click('#texts a[href="/articles/first"]');
  await page.click('#texts a[href="/articles/second"]');
  await page.waitForSelector('#article .passage');
  const late = page.waitForResponse((response) => response.url().endsWith('/articles/first'));
  release();
  await late;
  await arrived(page);
  assert.equal(await page.innerText('#article h2'), 'The second title');
});

test('a text that comes when its panel is closed leaves the panel empty and the focus where it is', async () => {
  const page = await world.open('/?lang=en');
  const release = await hold(page, '/articles/first');
  await page.click('#texts a[href="/articles/first"]');
  await page.waitForSelector('#article h2');
  await page.keyboard.press('Escape');
  await page.focus('#search-words');
  const late = page.waitForResponse((response) => response.url().endsWith('/articles/first'));
  release();
  await late;
  await arrived(page);
  assert.ok(await page.isHidden('#article'));
  assert.equal(await page.locator('#article *').count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'search-words');
});

test('an answer that comes late does not replace a refusal, and the mark of its point is gone', async () => {
  const page = await world.open('/?lang=en#date=2017-09-20');
  const release = await hold(page, '/locate');
  await askForPoint(page, '36.63', '35.93');
  await askForPoint(page, '361', '35.93');
  const late = page.waitForResponse((response) => new URL(response.url()).pathname === '/locate');
  release();
  await late;
  await arrived(page);
  assert.equal(await page.locator('#locate-answer .refused').count(), 1);
  assert.equal(await page.locator('#locate-answer .verdict, #map .asked-point').count(), 0);
  await page.click('#day-next');
  await arrived(page);
  assert.equal(await page.locator('#locate-answer .refused').count(), 1);
});

const OFFLINE = (route) => route.abort('internetdisconnected');
const PORTAL = (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Sign in</title>' });
const BAD_GATEWAY = (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>502 Bad Gateway</h1>' });
const REFUSAL = (route) => route.fulfill({ status: 400, contentType: 'application/problem+json', json: { title: 'No', detail: 'Not this one.' } });

const SAID = [
  ['no network', OFFLINE, 'The server cannot be reached; perhaps there is no network.'],
  ['a sign-in page', PORTAL, 'What came is no answer of this server; perhaps the network wants you to sign in, or something fails on the way.'],
  ['a proxy’s error', BAD_GATEWAY, 'What came is no answer of this server; perhaps the network wants you to sign in, or something fails on the way.'],
];

/** Answers everything asked for at a path by `how`, until the function it gives is called. */
async function spoil(page, path, how) {
  const matches = (url) => url.pathname === path;
  await page.route(matches, how);
  return () => page.unroute(matches);
}

for (const [what, how, words] of SAID) {
  test(`${what} is told as what it is, wherever something is asked for, and a button asks again`, async () => {
    const page = await world.open('/?lang=en#date=2017-09-20');
    for (const [path, ask, at, there] of [
      ['/locate', () => askForPoint(page, '36.63', '35.93'), '#locate-answer', '.verdict'],
      ['/passages', () => page.fill('#search-words', 'zone').then(() => page.click('#search-ask')), '#search', '.passage'],
      ['/articles/first', () => page.click('#texts a'), '#article', '.passage'],
      ['/passages', () => page.click('#zones [data-zone="idlib"]'), '#details .passages', '.passage'],
    ]) {
      const mend = await spoil(page, path, how);
      await ask();
      await page.waitForSelector(`${at} .again`);
      assert.ok((await page.innerText(at)).includes(words), await page.innerText(at));
      await mend();
      await page.click(`${at} .again >> nth=0`);
      await page.waitForSelector(`${at} ${there}`);
      assert.ok(!(await page.innerText(at)).includes(words), at);
      assert.ok(await page.evaluate(() => document.activeElement !== document.body), `${at}: the focus is lost`);
    }
  });

  test(`a page that finds ${what} when it opens can be opened by its button`, async () => {
    let mend;
    const page = await world.open('/?lang=en#date=2017-06-15', {
      map: false,
      prepare: async (unloaded) => {
        mend = await spoil(unloaded, '/zones', how);
      },
    });
    await page.waitForSelector('#map-note .again');
    assert.ok((await page.innerText('#map-note')).includes(words));
    await mend();
    await page.click('#map-note .again');
    await settled(page);
    assert.ok(await page.isHidden('#map-note'));
    assert.equal(await page.innerText('#day-now'), '15 June 2017');
  });
}

test('the list of texts can be asked for again', async () => {
  let mend;
  const page = await world.open('/?lang=en', {
    prepare: async (unloaded) => {
      mend = await spoil(unloaded, '/articles', OFFLINE);
    },
  });
  await mend();
  await page.click('#texts .again');
  await page.waitForSelector('#texts a');
  assert.equal(await page.locator('#texts .again').count(), 0);
  await page.waitForFunction(() => document.activeElement.matches('#texts a'));
});

test('a refusal stands in the server’s English, marked as such, and cannot be asked for again', async () => {
  const page = await world.open('/?lang=ar#date=2017-09-20');
  await spoil(page, '/locate', REFUSAL);
  await askForPoint(page, '36.63', '35.93');
  await page.waitForSelector('#locate-answer .refused');
  assert.match(await page.innerText('#locate-answer'), /^تعذّر تحميل البيانات: /);
  assert.equal(await page.innerText('#locate-answer bdi[lang="en"]'), 'Not this one.');
  assert.equal(await page.locator('.again').count(), 0);
});
