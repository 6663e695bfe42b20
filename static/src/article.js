// One text in full, each passage with the zones it speaks of and why: the way from reading to the map.

import * as api from './api.js';
import { byId, element } from './element.js';
import { againButton, failureInWords } from './failure.js';
import { passageElement, quoted } from './quote.js';
import { colorOf, reasons } from './reasons.js';

export class ArticleView {
  #world;
  #words;
  #on;
  #panel = byId('article');
  #heading = null;
  #passages = new Map(); // number -> its element; the title, number 0, is the heading
  #chosen = null;
  #id = null;
  #opener = null;
  #asked = 0; // A text that comes when another was asked for, or none, is dropped.

  /** `on.picked(zone)` when a zone of a passage is picked, `on.closed()` when the panel is to be closed. */
  constructor(world, words, on) {
    this.#world = world;
    this.#words = words;
    this.#on = on;
  }

  get isOpen() {
    return this.#id !== null;
  }

  /** Opens a text at a passage for a reader, whose focus goes there. */
  async open(id, number = 0, opener = document.activeElement) {
    this.#opener = opener;
    if (await this.#load(id, number)) {
      this.#go(number);
    }
  }

  /** Shows the text that the address names, or none. */
  show(id) {
    if (id === this.#id) {
      return;
    }
    if (id !== null) {
      this.#opener = null;
      this.#load(id, 0);
    } else if (this.#panel.contains(document.activeElement)) {
      this.close();
    } else {
      this.#empty();
    }
  }

  /** Gives the focus back to what opened the text, or to its entry in the list. */
  close() {
    const opener = this.#opener?.isConnected ? this.#opener : document.querySelector(`#texts a[href="/articles/${encodeURIComponent(this.#id)}"]`);
    this.#empty();
    opener?.focus();
  }

  /** False when something else was asked for before the text came. */
  async #load(id, number) {
    const asked = this.#asked += 1;
    this.#id = id;
    this.#heading = element('h2', { tabindex: '-1' }, this.#words.say('text_loading'));
    this.#passages.clear();
    this.#panel.replaceChildren(this.#heading);
    this.#panel.hidden = false;
    const article = await api.article(id).catch((error) => error);
    if (asked !== this.#asked) {
      return false;
    }
    if (article instanceof Error) {
      this.#refuse(article, () => this.open(id, number, this.#opener));
    } else {
      this.#fill(article);
    }
    return true;
  }

  #empty() {
    this.#asked += 1;
    this.#id = null;
    this.#opener = null;
    this.#panel.hidden = true;
    this.#panel.replaceChildren();
    this.#passages.clear();
  }

  /** Marks the passages that speak of the chosen zone. */
  choose(zone) {
    this.#chosen = zone;
    for (const passage of this.#passages.values()) {
      passage.classList.toggle('of-chosen', zone !== null && passage.dataset.zones.split(' ').includes(zone));
    }
  }

  /** Where somebody reads on: the focus goes with the eye. */
  #go(number) {
    const passage = this.#passages.get(number);
    (passage ?? this.#heading).focus({ preventScroll: true });
    (passage ?? this.#panel).scrollIntoView({ block: 'start' });
  }

  #refuse(error, again) {
    this.#heading.replaceChildren(...failureInWords(this.#words, error));
    this.#panel.append(againButton(this.#words, error, again) ?? '', this.#closeButton());
  }

  #fill(article) {
    this.#heading = element('h2', { tabindex: '-1', lang: article.lang, dir: 'auto' });
    this.#passages = new Map(article.passages.filter((passage) => !passage.is_title).map((passage) => [passage.number, this.#passage(passage)]));
    this.#panel.replaceChildren(...this.#content(article));
    this.choose(this.#chosen);
  }

  #content(article) {
    const words = this.#words;
    const about = [article.publisher, article.published && words.date(article.published)].filter(Boolean).join(', ');
    return [
      element('div', { class: 'panel-head' }, element('p', { class: 'eyebrow' }, words.say('text_heading')), this.#closeButton()),
      ...this.#title(article),
      about && element('p', { class: 'quiet', dir: 'auto' }, about),
      element('p', {}, element('a', { href: `/articles/${encodeURIComponent(article.id)}?lang=${words.lang}` }, words.say('article_open'))),
      article.url && element('p', {}, element('a', { href: article.url, rel: 'noreferrer' }, words.say('original'))),
      ...this.#passages.values(),
    ].filter(Boolean);
  }

  /** The title is the first passage, and may name a zone like any other. */
  #title(article) {
    const title = article.passages.find((passage) => passage.is_title);
    this.#heading.append(...(title ? quoted(title.text, title.links.flatMap((link) => link.mentions)) : [article.title]));
    return [this.#heading, ...(title ? this.#reasons(title) : [])];
  }

  #passage(passage) {
    const zones = [...new Set(passage.links.map((link) => link.zone))];
    return passageElement(passage, passage.links, this.#reasons(passage), {
      'data-zones': zones.join(' '), '--zone': colorOf(this.#world, passage.links), tabindex: '-1',
    });
  }

  #reasons(passage) {
    return reasons(this.#world, this.#words, passage, {
      picked: (zone) => this.#on.picked(zone),
      read: (_, number) => this.#go(number), // Words point to words of the same text.
    });
  }

  #closeButton() {
    return element('button', { type: 'button', class: 'close', onclick: () => this.#on.closed() }, this.#words.say('close'));
  }
}
