// The passages of one zone: those that name it, those that point to it, and in a fold those about all zones. Each kind
// is asked for by itself, page by page, so that a further page never lands above what was read.

import * as api from './api.js';
import { element } from './element.js';
import { againButton, failureInWords } from './failure.js';
import { passageElement } from './quote.js';
import { articleLink, byWayOf, decided, kindClass, KINDS } from './reasons.js';

const COUNTS = { explicit: 'passages_of', anaphoric: 'passages_anaphoric', general: 'passages_general' };
const LABELS = { explicit: 'names_this_zone', anaphoric: 'points_to_this_zone', general: 'about_all_zones' };

export class Passages {
  #words;
  #on;
  #zone;

  /** `on.flash(zone, bring)` when a passage is picked, `on.read(article, number)` when its text is asked for, `on.search()`. */
  constructor(zone, words, on) {
    this.#zone = zone;
    this.#words = words;
    this.#on = on;
    const counted = KINDS.filter((kind) => zone.passages[kind] > 0);
    const counts = counted.map((kind) => words.count(COUNTS[kind], zone.passages[kind]));
    this.element = element('section', { class: 'passages', 'aria-labelledby': 'passages-heading' },
      element('h3', { id: 'passages-heading' }, words.say('passages')),
      element('p', { class: 'quiet' }, counts.length > 0 ? counts.join(words.say('semicolon')) : words.say('passages_none')),
      counted.map((kind) => this.#group(kind)),
      element('p', {}, element('button', { type: 'button', class: 'plain', onclick: () => on.search() }, words.say('search_heading'))));
  }

  #group(kind) {
    const words = this.#words;
    const list = element('div', { class: 'passage-group', 'data-kind': kind });
    const note = element('p', { class: 'quiet' });
    const read = (href) => load(href).then((first) => first?.focus());
    const more = element('button', { type: 'button', class: 'plain', hidden: true, onclick: () => read(more.dataset.next) }, words.say('passages_more'));
    const load = async (href) => { // For the focus, since the button is gone: the first passage, or the way to ask again.
      let first;
      note.textContent = words.say('passages_loading');
      more.disabled = true; // A second click would ask for the same page.
      try {
        const answer = await api.get(href);
        const passages = answer.passages.map((passage) => this.#passage(passage, kind));
        [first = null] = passages;
        list.append(...passages);
        const next = api.nextPage(answer);
        more.hidden = next === null;
        more.dataset.next = next ?? '';
        note.textContent = '';
      } catch (error) {
        const again = againButton(words, error, () => read(href));
        more.hidden = true;
        note.replaceChildren(...failureInWords(words, error), ' ', again ?? '');
        first = again;
      }
      more.disabled = false;
      return first;
    };
    load(api.withParameters(this.#zone.passages.href, { kind }));
    return kind === 'general'
      ? element('details', { class: 'general' }, element('summary', {}, words.count(COUNTS.general, this.#zone.passages.general)), list, note, more)
      : [list, note, more];
  }

  #passage(passage, kind) {
    const words = this.#words;
    const zone = this.#zone.id;
    const links = passage.links.filter((link) => link.zone === zone);
    const [link] = links;
    const foot = element('p', { class: 'passage-foot' },
      element('span', { class: kindClass(kind) }, words.say(LABELS[kind])),
      link && byWayOf(words, passage, link, this.#on.read),
      // What a person decided is not measured.
      link && (decided(words, link) ?? element('span', {}, words.say('link_confidence', { percent: words.percent(link.confidence) }))),
      articleLink(words, passage, this.#on.read),
      element('button', { type: 'button', class: 'plain', onclick: () => this.#on.flash(zone) }, words.say('show_on_map')));
    const made = passageElement(passage, links, foot, { '--zone': this.#zone.color, tabindex: '-1' });
    // A click anywhere on the passage does what its button does, unless text is being selected.
    made.addEventListener('click', (event) => {
      if (!event.target.closest('a, button') && window.getSelection().isCollapsed) {
        this.#on.flash(zone, false);
      }
    });
    return made;
  }
}
