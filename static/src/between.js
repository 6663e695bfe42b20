// What the nearest stretch of a line stands between: the sentence, and what the map marks.

import { element } from './element.js';

/** Kinds of points that are no place anybody could go to, and the words that say so. */
const NO_PLACE = { helper: 'between_helper', judgement: 'between_judgement' };

/**
 * The sentence as an element, or `null` where there is nothing to say: a line drawn by hand stands between nothing
 * that the data knows. `drawn` says whether the line was drawn from places.
 */
export function betweenInWords(words, boundary, drawn) {
  if (!boundary?.between) {
    return boundary && drawn ? element('p', { class: 'between' }, words.say('between_none')) : null;
  }
  const { inside, outside } = boundary.between;
  return element('p', { class: 'between' }, words.sayWith('between', {
    inside: witness(words, inside, words.say('between_inside', { distance: words.distance(inside.distance_m) })),
    outside: witness(words, outside, words.say('between_outside', { distance: words.distance(outside.distance_m) })),
  }));
}

/** What a map label says: a point that is no place says so. */
export function witnessName(words, { kind, name }) {
  return words.pick(name) ?? (NO_PLACE[kind] ? words.say(NO_PLACE[kind]) : words.say('between_unnamed'));
}

function witness(words, { kind, name, source, ...place }, where) {
  const text = words.pick(name);
  const facts = [
    where,
    text && NO_PLACE[kind] && words.say(NO_PLACE[kind]),
    source && words.sayWith('between_source', { source: sourceLink(source) }),
  ].filter(Boolean);
  return [
    element('bdi', { class: 'witness-name', lang: text ? words.picked(name) : null }, witnessName(words, { kind, name, ...place })),
    ' (',
    facts.flatMap((fact, i) => (i > 0 ? [words.say('semicolon'), fact] : [fact])),
    ')',
  ];
}

function sourceLink({ url, title, language }) {
  const named = element('bdi', { lang: language }, title);
  return url ? element('a', { href: url, rel: 'noreferrer' }, named) : named;
}
