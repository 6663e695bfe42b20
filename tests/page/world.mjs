// What the page tests stand on: the real server on a free port, Debian's Chromium, and pages that note
// every console error and every request that leaves the server.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const START_MS = 30_000;
const STEP_MS = 10_000;

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The shipped zones, in their order. */
export const ZONES = ['idlib', 'northern-homs', 'eastern-ghouta', 'daraa-southwest'];

/**
 * The server and a browser. `await using` is not in every supported Node: call `close()` in `after`. `data` and
 * `articles` are folders as path -> text, else the shipped ones are served; `args` are further arguments of the server.
 */
export async function openWorld({ data = null, articles = null, args = [] } = {}) {
  const server = await startServer({ data, articles }, args);
  try {
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync'],
    });
    return new World(server, browser);
  } catch (error) {
    server.stop();
    throw error;
  }
}

class World {
  #server;
  #browser;

  constructor(server, browser) {
    this.#server = server;
    this.#browser = browser;
    this.url = server.url;
  }

  /**
   * A page at `path`, its `map` drawn unless there is none or JavaScript is off; `page.faults` grows with errors and foreign requests. `answers`
   * are given in place of the server's: path -> JSON. `prepare(page)` is done before the page is loaded.
   */
  async open(path = '/?lang=en', { answers = {}, map = true, prepare = async () => {}, ...options } = {}) {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', reducedMotion: 'reduce', ...options });
    for (const [asked, json] of Object.entries(answers)) {
      await context.route((url) => url.href === this.url + asked, (route) => route.fulfill({ json }));
    }
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_MS);
    page.faults = [];
    page.on('console', (message) => message.type() === 'error' && page.faults.push(message.text()));
    page.on('pageerror', (error) => page.faults.push(String(error)));
    page.on('response', (response) => response.status() >= 400 && page.faults.push(`${response.status()} ${response.url()}`));
    page.on('request', (request) => {
      if (!request.url().startsWith(this.url) && !request.url().startsWith('data:')) {
        page.faults.push(`foreign request: ${request.url()}`);
      }
    });
    await prepare(page);
    await page.goto(this.url + path);
    if (map && options.javaScriptEnabled !== false) {
      await settled(page);
    }
    return page;
  }

  async json(path) {
    const response = await fetch(this.url + path, { headers: { accept: 'application/json' } });
    return response.json();
  }

  async close() {
    await this.#browser.close();
    this.#server.stop();
  }
}

/** Distances as the page says them, in the language of a table in `words/`. */
export class Words {
  #locale;

  constructor(lang) {
    this.#locale = JSON.parse(readFileSync(`${ROOT}static/src/words/${lang}.json`, 'utf8')).locale;
  }

  distance(metres) {
    const near = metres < 995;
    return new Intl.NumberFormat(this.#locale, {
      style: 'unit', unit: near ? 'meter' : 'kilometer', maximumFractionDigits: near || metres >= 100_000 ? 0 : 1,
    }).format(near ? Math.round(metres / 10) * 10 : metres / 1000);
  }
}

/** Data and base map are drawn. */
export async function settled(page) {
  await page.waitForSelector('#zones [data-zone]');
  await page.waitForLoadState('networkidle');
}

/** The zones drawn on the map, in the order of the document. */
export const shapesOf = (page) => page.$$eval('#map path[data-zone]', (paths) => paths.map((path) => path.dataset.zone));

/** The zones that the list calls in force. */
export const inForceOf = (page) => page.$$eval('#zones [data-zone][data-state="in_force"]', (rows) => rows.map((row) => row.dataset.zone));

export const hashOf = (page) => page.evaluate(() => window.location.hash);

/** Changes the hash the way a reader does in the address bar. */
export const editHash = (page, hash) => page.evaluate((text) => {
  window.location.hash = text;
}, hash);

export const focusedZone = (page) => page.evaluate(() => document.activeElement?.dataset?.zone ?? null);

function folderOf(files) {
  const folder = mkdtempSync(join(tmpdir(), 'hudna-page-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

async function startServer(files, args) {
  const binary = process.env.HUDNA_BIN ?? `${ROOT}target/debug/hudna`;
  if (!existsSync(binary)) {
    throw new Error(`no server to test: ${binary} is missing (build it, or name another in HUDNA_BIN)`);
  }
  const folders = Object.entries(files).filter(([, texts]) => texts).map(([name, texts]) => [`--${name}`, folderOf(texts)]);
  const clean = () => folders.forEach(([, folder]) => rmSync(folder, { recursive: true, force: true }));
  const child = spawn(binary, ['serve', '--listen', '127.0.0.1:0', ...folders.flat(), ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data) => {
    said = (said + data).slice(-4000);
  });
  const url = await new Promise((resolve, reject) => {
    const fail = (why) => {
      clearTimeout(timer);
      child.kill();
      clean();
      reject(new Error(`the server did not start: ${why}\n${said}`));
    };
    const timer = setTimeout(() => fail(`nothing said within ${START_MS} ms`), START_MS);
    let line = '';
    child.stdout.on('data', (data) => {
      line += data;
      const address = line.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (address) {
        clearTimeout(timer);
        resolve(address[0]);
      }
    });
    child.on('error', (error) => fail(error.message));
    child.on('exit', (code) => fail(`it ended with ${code}`));
  });
  return {
    url,
    stop: () => {
      child.kill();
      clean();
    },
  };
}
