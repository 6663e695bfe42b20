// A passage with its mentions marked, whole: the text is the source's and is never shortened or mended.

import { element } from './element.js';

/** The text as nodes, `<mark>` around each mention. Offsets count code points, not UTF-16 units. */
export function quoted(text, mentions) {
  const points = Array.from(text);
  const nodes = [];
  let at = 0;
  for (const { start, end, names } of [...mentions].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (start >= at && end > start) { // One mention may serve several zones: mark it once.
      nodes.push(points.slice(at, start).join(''), element('mark', { 'data-names': names }, points.slice(start, end).join('')));
      at = end;
    }
  }
  nodes.push(points.slice(at).join(''));
  return nodes;
}

/** One passage as an article of its own, in its own language and direction. `foot` is what stands below it. */
export function passageElement(passage, links, foot, properties = {}) {
  return element('article', { class: 'passage', 'data-passage': `${passage.article}/${passage.number}`, ...properties },
    element('blockquote', { lang: passage.lang, dir: 'auto' }, quoted(passage.text, links.flatMap((link) => link.mentions))),
    foot.length > 0 && element('p', { class: 'passage-foot' }, foot));
}
