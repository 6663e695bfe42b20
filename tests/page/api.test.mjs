// The page to try the server: it shows every operation, asks nobody else, and a try gets an answer.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { openWorld } from './world.mjs';

let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

async function open(lang) {
  const page = await world.open(`/api.html?lang=${lang}`, { map: false });
  await page.getByText('Which zone was this point in?').first().waitFor();
  return page;
}

test('every operation is listed, and nobody else is asked', async () => {
  const page = await open('en');
  const { paths } = await (await fetch(`${world.url}/api?f=json`)).json();
  const listed = await page.locator('.nav-bar-path[id^="link-get-"]').count();
  assert.equal(listed, Object.keys(paths).length);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('a try gets an answer of this server', async () => {
  const page = await open('en');
  await page.getByText('Which zone was this point in?').first().click();
  await page.locator('input[data-pname="lon"]').fill('36.63');
  await page.locator('input[data-pname="lat"]').fill('35.93');
  const asked = page.waitForResponse((response) => new URL(response.url()).pathname === '/locate');
  await page.getByRole('button', { name: 'Execute' }).first().click();
  const answer = await asked;
  assert.equal(answer.status(), 200);
  assert.ok(Array.isArray((await answer.json()).zones));
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('the frame of the page follows its language, the explorer keeps its own', async () => {
  const page = await open('ar');
  assert.equal(await page.getAttribute('html', 'dir'), 'rtl');
  assert.equal(await page.getAttribute('openapi-explorer', 'dir'), 'ltr');
  assert.equal(await page.getAttribute('openapi-explorer', 'lang'), 'en');
  await page.context().close();
});

test('axe finds nothing serious', async () => {
  for (const lang of ['en', 'ar']) {
    const page = await open(lang);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter((violation) => ['serious', 'critical'].includes(violation.impact));
    assert.deepEqual(serious.map((violation) => `${lang} ${violation.id}: ${violation.nodes.map((node) => node.target).join(' ')}`), []);
    await page.context().close();
  }
});
