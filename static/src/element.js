// Making elements. Texts always go in as text nodes, never as markup, whoever wrote them.

/** `element('a', { href, class, onclick, 'data-zone': id, hidden: false }, ...children)`; null children are left out. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (key.startsWith('on')) {
      made.addEventListener(key.slice(2), value);
    } else if (key.startsWith('--')) {
      made.style.setProperty(key, value);
    } else {
      made.setAttribute(key, value === true ? '' : value);
    }
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** A text in several languages, told apart for speech and direction. `null` when there is no text. */
export function inLanguages(words, texts, name = 'span', properties = {}) {
  const text = words.pick(texts);
  return text === null ? null : element(name, { lang: words.picked(texts), dir: 'auto', ...properties }, text);
}

export const byId = (id) => document.getElementById(id);
