// Why a passage is tied to zones, in the reader's words: how it speaks of them, by way of which other words, and
// which ties a person decided.

import { element } from './element.js';

/** How a passage speaks of a zone, strongest first. */
export const KINDS = ['explicit', 'anaphoric', 'general'];

const SPEAKS = { explicit: 'reason_explicit', anaphoric: 'reason_anaphoric', general: 'about_all_zones' };

/**
 * One line for each reason, strongest first, the zones of one reason as buttons; then the ties that people rejected.
 * `on.picked(zone)` when a zone is picked, `on.read(article, number)` when another passage is asked for.
 */
export function reasons(world, words, passage, on) {
  const ties = sorted(alike(passage.links)).map((links) => element('p', { class: 'passage-foot', 'data-kind': links[0].kind },
    element('span', { class: kindClass(links[0].kind) }, words.say(SPEAKS[links[0].kind])),
    links.map(({ zone }) => world.zone(zone)).filter(Boolean).map((zone) => element('button', {
      type: 'button', class: 'chip', '--zone': zone.color, onclick: () => on.picked(zone.id),
    }, words.pick(zone.name))),
    byWayOf(words, passage, links[0], on.read),
    decided(words, links[0])));
  const rejected = (passage.rejected ?? []).map(({ zone, decision }) => element('p', { class: 'passage-foot rejected', 'data-zone': zone },
    element('span', {}, words.sayWith('not_linked', { zone: element('bdi', {}, words.pick(world.zone(zone)?.name) ?? zone), ...said(decision) }))));
  return [...ties, ...rejected];
}

/** Which words a link's own words point to, and the way to their passage; `null` where they name the zone themselves. */
export function byWayOf(words, passage, { antecedent }, read) {
  return antecedent && element('span', { class: 'antecedent' }, words.sayWith('by_way_of', {
    quote: element('bdi', { lang: passage.lang }, antecedent.mention.text),
    place: passageLink(words, passage, antecedent.passage, read, placeInText(words, antecedent.passage)),
  }));
}

/** Who decided a link, and why; `null` where a rule made it. */
export function decided(words, { decision }) {
  return decision && element('span', { class: 'decision' }, words.sayWith('decided_by', said(decision)));
}

export const kindClass = (kind) => (kind === 'general' ? 'kind kind-general' : 'kind');

/** The one colour of a passage's marks: one line cannot show two. */
export function colorOf(world, links) {
  const zones = new Set(links.map((link) => link.zone));
  return zones.size === 1 ? world.zone([...zones][0])?.color : null;
}

/** The title of a passage's text and the passage's number, as the way to it. */
export function articleLink(words, passage, read) {
  return element('span', { class: 'article-link' },
    passageLink(words, passage, passage.number, read, element('bdi', { lang: passage.lang }, passage.article_title)),
    ' ', element('span', { class: 'place-in-text' }, `(${placeInText(words, passage.number)})`));
}

/** The way to a passage of the same text: here in the panel, or as a page of its own. */
function passageLink(words, { article }, number, read, ...children) {
  return element('a', {
    href: `/articles/${encodeURIComponent(article)}?lang=${words.lang}#passage-${number}`,
    onclick: (event) => {
      event.preventDefault();
      read(article, number);
    },
  }, children);
}

const placeInText = (words, number) => (number === 0 ? words.say('title_passage') : words.say('passage_number', { number: words.number(number) }));

/** A decision's words may be in any language. */
const said = ({ who, reason }) => ({ who: element('bdi', { lang: '' }, who), why: element('bdi', { lang: '' }, reason) });

/** Links that differ in nothing but the zone, such as those of an expression for all zones, together. */
function alike(links) {
  const groups = new Map();
  for (const link of links) {
    const key = JSON.stringify([link.kind, link.antecedent, link.decision]);
    groups.set(key, [...groups.get(key) ?? [], link]);
  }
  return [...groups.values()];
}

const sorted = (groups) => groups.sort(([a], [b]) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
