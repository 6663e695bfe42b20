// A passage with its mentions marked, whole: the text is the source's and is never shortened or mended.

import { element } from './element.js';

/**
 * The text as nodes: `<mark>` around each mention, `<mark class="found">` around each word looked for, which within a
 * mention stands in the mention's mark. Offsets count code points, not UTF-16 units.
 */
export function quoted(text, mentions, found = []) {
  const points = Array.from(text);
  const words = merged(found);
  const nodes = [];
  let at = 0;
  for (const { start, end } of merged(mentions)) { // One mention may serve several zones: mark it once.
    nodes.push(...between(points, at, start, words), element('mark', {}, between(points, start, end, words)));
    at = end;
  }
  return [...nodes, ...between(points, at, points.length, words)];
}

/** One passage as an article of its own, in its own language and direction. `foot` is what stands below it. */
export function passageElement(passage, links, foot, properties = {}) {
  const mentions = links.flatMap((link) => link.mentions);
  return element('article', { class: 'passage', 'data-passage': `${passage.article}/${passage.number}`, ...properties },
    element('blockquote', { lang: passage.lang, dir: 'auto' }, quoted(passage.text, mentions, passage.highlights)),
    foot);
}

/** A stretch of the text with the words in it marked; a word that reaches beyond it is marked in the next one too. */
function between(points, from, to, words) {
  const nodes = [];
  let at = from;
  for (const word of words) {
    const [start, end] = [Math.max(word.start, from), Math.min(word.end, to)];
    if (start < end) {
      nodes.push(points.slice(at, start).join(''), element('mark', { class: 'found' }, points.slice(start, end).join('')));
      at = end;
    }
  }
  nodes.push(points.slice(at, to).join(''));
  return nodes.filter((node) => node !== '');
}

/** Ranges in the order of the text, those that overlap as one. */
function merged(ranges) {
  const all = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = all.at(-1);
    if (last && start < last.end) {
      last.end = Math.max(last.end, end);
    } else if (end > start) {
      all.push({ start, end });
    }
  }
  return all;
}
