// Opens an address in Debian's Chromium and prints the title of the page once it has one.
// Usage: node page.mjs ADDRESS

import { chromium } from 'playwright-core';

const STEP_MS = 30_000;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  // Maps are drawn by WebGL, here without a graphics card.
  args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist', '--disable-background-networking'],
});
try {
  const page = await browser.newPage();
  const said = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  await page.goto(process.argv[2], { timeout: STEP_MS });
  await page
    .waitForFunction(() => document.title !== '', null, { timeout: STEP_MS })
    .catch(() => {
      throw new Error(`the page never got a title: ${said.join('\n')}`);
    });
  console.log(await page.title());
} finally {
  await browser.close();
}
