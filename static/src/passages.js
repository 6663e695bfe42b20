// The passages of one zone, page by page: those that name it first, those about all zones after them.

import * as api from './api.js';
import { element } from './element.js';
import { passageElement } from './quote.js';

export class Passages {
  #words;
  #on;
  #explicit = element('div', { class: 'passage-group' });
  #general = element('div', { class: 'passage-group' });
  #generalPart;
  #note;
  #more;
  #zone;
  #next = null;

  /** `on.flash(zone)` when a passage is picked, `on.read(article, number)` when its text is asked for. */
  constructor(zone, words, on) {
    this.#zone = zone;
    this.#words = words;
    this.#on = on;
    this.#note = element('p', { class: 'quiet' }, words.say('passages_loading'));
    this.#more = element('button', { type: 'button', class: 'plain', hidden: true, onclick: () => this.#load(this.#next) }, words.say('passages_more'));
    this.#generalPart = element('details', { class: 'general', hidden: true },
      element('summary', {}, words.count('passages_general', zone.passages.general)), this.#general);
    this.element = element('section', { class: 'passages', 'aria-labelledby': 'passages-heading' },
      element('h3', { id: 'passages-heading' }, words.say('passages')), this.#note, this.#explicit, this.#generalPart, this.#more);
    this.#load(zone.passages.href);
  }

  async #load(href) {
    try {
      const answer = await api.get(href);
      answer.passages.forEach((passage) => this.#add(passage));
      this.#next = api.nextPage(answer);
      this.#more.hidden = this.#next === null;
      const { count, explicit } = this.#zone.passages;
      this.#note.textContent = count === 0 ? this.#words.say('passages_none') : this.#words.count('passages_of', explicit);
    } catch (error) {
      this.#note.textContent = this.#words.say('load_failed', { reason: error.message });
    }
  }

  #add(passage) {
    const words = this.#words;
    const zone = this.#zone.id;
    const links = passage.links.filter((link) => link.zone === zone);
    const general = links.length > 0 && links.every((link) => link.kind === 'general');
    const foot = [
      element('span', { class: `kind ${general ? 'kind-general' : ''}` }, words.say(general ? 'about_all_zones' : 'names_this_zone')),
      links.length > 0 && element('span', {}, words.say('link_confidence', { percent: words.percent(Math.max(...links.map((link) => link.confidence))) })),
      articleLink(words, passage, this.#on.read),
      element('button', { type: 'button', class: 'plain', onclick: () => this.#on.flash(zone) }, words.say('show_on_map')),
    ];
    const made = passageElement(passage, links, foot, { '--zone': this.#zone.color });
    // A click anywhere on the passage does what its button does, unless text is being selected.
    made.addEventListener('click', (event) => {
      if (!event.target.closest('a, button') && window.getSelection().isCollapsed) {
        this.#on.flash(zone);
      }
    });
    (general ? this.#general : this.#explicit).append(made);
    this.#generalPart.hidden = this.#general.childElementCount === 0;
  }
}

function articleLink(words, passage, read) {
  const number = passage.is_title ? words.say('title_passage') : words.say('passage_number', { number: words.number(passage.number) });
  return element('span', { class: 'article-link' },
    element('a', {
      href: `/articles/${encodeURIComponent(passage.article)}?lang=${words.lang}#passage-${passage.number}`,
      onclick: (event) => {
        event.preventDefault();
        read(passage.article, passage.number);
      },
    }, element('bdi', { lang: passage.lang }, passage.article_title)), ` (${number})`);
}
