// Checks that need no browser: the words of each language, the size of what a reader loads.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { format, parse } from '../../static/src/state.js';
import { dayBefore, holds, isDay } from '../../static/src/day.js';
import { partOf } from '../../static/src/timeline.js';
import { innerPoint, placesFor } from '../../static/src/label.js';
import { nearestOnLine } from '../../static/src/nearest.js';
import { ROOT } from './world.mjs';

const BUDGET_BYTES = 150_000;
const WORDS = `${ROOT}static/src/words/`;
const tables = Object.fromEntries(readdirSync(WORDS).map((name) => [name.replace('.json', ''), JSON.parse(readFileSync(WORDS + name, 'utf8'))]));

test('every language has the same words', () => {
  const english = Object.keys(tables.en).sort();
  for (const [lang, table] of Object.entries(tables)) {
    assert.deepEqual(Object.keys(table).sort(), english, lang);
  }
});

test('the same places to fill in stand in every language', () => {
  const places = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
  for (const [key, text] of Object.entries(tables.en)) {
    for (const [lang, table] of Object.entries(tables)) {
      if (typeof text === 'string') {
        assert.deepEqual(places(table[key]), places(text), `${lang}: ${key}`);
      } else {
        const forms = new Intl.PluralRules(table.locale).resolvedOptions().pluralCategories;
        assert.deepEqual(Object.keys(table[key]).sort(), [...forms].sort(), `${lang}: ${key}`);
      }
    }
  }
});

test('every word asked for is there, and every word there is asked for', () => {
  const code = ['', 'data/'].flatMap((folder) => readdirSync(`${ROOT}static/src/${folder}`).map((name) => folder + name))
    .filter((name) => /\.(js|html)$/.test(name)).map((name) => readFileSync(`${ROOT}static/src/${name}`, 'utf8')).join('\n');
  const asked = [...code.matchAll(/\b(?:say|count)\('(\w+)'|\[\[(\w+)(?:@\w+)?\]\]/g)].map((match) => match[1] ?? match[2]);
  asked.forEach((key) => assert.ok(key in tables.en, key));
  const unused = Object.keys(tables.en).filter((key) => !asked.includes(key)
    && !code.includes(`'${key}'`) && !/^(locale|confidence_|locate_)/.test(key));
  assert.deepEqual(unused, []);
});

test('scripts and styles stay small', () => {
  const bytes = ['app.js', 'app.css'].map((name) => gzipSync(readFileSync(`${ROOT}static/dist/${name}`)).length);
  assert.ok(bytes[0] + bytes[1] < BUDGET_BYTES, `${bytes.join(' + ')} bytes`);
});

test('the address keeps what it can and drops what it cannot', () => {
  assert.deepEqual(parse('#map=9/35.93/36.63&date=2017-09-20&zone=idlib'), { map: { zoom: 9, lat: 35.93, lon: 36.63 }, date: '2017-09-20', zone: 'idlib' });
  assert.deepEqual(parse('#map=9/95/36&date=20-09-2017&zone=%3Cb%3E&%E0%A4%A'), {});
  assert.equal(parse('#zone=North_Shore-2').zone, 'North_Shore-2');
  assert.deepEqual([parse('#zone=a.b'), parse('#zone=a%20b'), parse(`#zone=${'a'.repeat(101)}`)], [{}, {}, {}]);
  assert.equal(format({ map: { zoom: 7.5, lat: 34.123456, lon: 36 }, date: null, zone: null }, '#x=1'), '#map=7.5/34.1235/36&x=1');
});

test('the address holds the words looked for, and within which zone', () => {
  const words = 'الغوطة "تخفيف التوتر" 100% a&b=c';
  const hash = format({ zone: 'idlib', q: words, only: true });
  assert.deepEqual(parse(hash), { zone: 'idlib', q: words, only: true });
  assert.equal(format({ q: 'a', only: true }), '#q=a');
  assert.deepEqual([parse('#q=%20'), parse(`#q=${'a'.repeat(201)}`), parse('#q=a&only=zone')], [{}, {}, { q: 'a' }]);
});

test('the address holds the asked point and the open text', () => {
  const hash = '#map=11/35.93/36.63&date=2017-09-20&zone=idlib&point=35.93/36.63&text=a%2Fb%26%D8%B3';
  const state = parse(hash);
  assert.deepEqual([state.point, state.text], [{ lon: 36.63, lat: 35.93 }, 'a/b&س']);
  assert.equal(format(state), hash);
  assert.deepEqual(parse('#point=-35.123456789/180').point, { lon: 180, lat: -35.12346 });
  assert.deepEqual(['91/36', '35/181', '35', '35/36/37', '1e1/36', 'x/36', '35,36'].filter((point) => 'point' in parse(`#point=${point}`)), []);
  assert.deepEqual([parse('#text='), parse(`#text=${'a'.repeat(201)}`)], [{}, {}]);
});

test('days are real days and periods half-open', () => {
  assert.ok(isDay('2020-02-29') && !isDay('2019-02-29') && !isDay('2019-2-9'));
  assert.equal(dayBefore('2018-03-01'), '2018-02-28');
  assert.ok(holds('2017-05-06', '2017-07-09', '2017-05-06') && !holds('2017-05-06', '2017-07-09', '2017-07-09') && holds('2017-05-06', null, '2099-01-01'));
});

test('days lie along the range, also when it is a single day', () => {
  assert.equal(partOf({ first: '2017-01-01', last: '2017-01-03' }, '2017-01-02'), 0.5);
  assert.equal(partOf({ first: '2017-01-01', last: '2017-01-01' }, '2017-01-01'), 0);
});

test('a name stands inside its shape, not in its hole, and touches no other', () => {
  const ring = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]];
  const hole = [[2, 2], [2, 8], [9, 8], [9, 2], [2, 2]];
  const [lon, lat] = innerPoint({ type: 'Polygon', coordinates: [ring, hole] });
  assert.ok(!(lon > 2 && lon < 9 && lat > 2 && lat < 8));
  const box = (left) => ({ left, right: left + 10, top: 0, bottom: 10 });
  assert.deepEqual(placesFor([{ places: [box(0)] }, { places: [box(5), box(20)] }, { places: [box(25)] }, { places: [box(1)], must: true }]), [0, 1, -1, 0]);
});

test('the nearest point of a line lies on it, a step inside', () => {
  const square = { type: 'Polygon', coordinates: [[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]], [[4, 4], [4, 6], [6, 6], [6, 4], [4, 4]]] };
  const near = (from, [lon, lat]) => {
    const [x, y] = nearestOnLine(square, from);
    assert.ok(Math.hypot(x - lon, y - lat) < 2e-4, `${from}: ${x}, ${y}`);
    const inHole = x > 4 && x < 6 && y > 4 && y < 6;
    assert.ok(x > 0 && x < 10 && y > 0 && y < 10 && !inHole, `${from}: not inside`);
  };
  near([5, 20], [5, 10]); // From outside, from a corner, from within, from the hole.
  near([-3, -3], [0, 0]);
  near([9, 5], [10, 5]);
  near([5.5, 5], [6, 5]);
  near([5, 12], [5, 10]);
  const [x] = nearestOnLine({ type: 'MultiPolygon', coordinates: [square.coordinates, [[[20, 0], [21, 0], [21, 1], [20, 1], [20, 0]]]] }, [19, 0.5]);
  assert.ok(Math.abs(x - 20) < 2e-4);
});
