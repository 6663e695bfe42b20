// One text in full, each passage with the zones it names: the way from reading to the map.

import * as api from './api.js';
import { byId, element } from './element.js';
import { passageElement, quoted } from './quote.js';

export class ArticleView {
  #world;
  #words;
  #on;
  #panel = byId('article');
  #passages = new Map();
  #opener = null;

  /** `on.picked(zone)` when a zone of a passage is picked. */
  constructor(world, words, on) {
    this.#world = world;
    this.#words = words;
    this.#on = on;
  }

  get isOpen() {
    return !this.#panel.hidden;
  }

  async open(id, number = 0, opener = document.activeElement) {
    this.#opener = opener;
    let heading = element('h2', { tabindex: '-1' }, this.#words.say('loading'));
    this.#panel.replaceChildren(heading);
    this.#panel.hidden = false;
    try {
      const article = await api.article(id);
      heading = element('h2', { tabindex: '-1', lang: article.lang, dir: 'auto' });
      this.#panel.replaceChildren(...this.#content(article, heading));
    } catch (error) {
      heading.textContent = this.#words.say('load_failed', { reason: error.message });
      this.#panel.append(this.#closeButton());
    }
    heading.focus({ preventScroll: true });
    (number > 0 ? this.#passages.get(number) ?? heading : this.#panel).scrollIntoView({ block: 'start' });
  }

  close() {
    this.#panel.hidden = true;
    this.#panel.replaceChildren();
    this.#passages.clear();
    if (this.#opener?.isConnected) {
      this.#opener.focus();
    }
  }

  /** Marks the passages that name the chosen zone. */
  choose(zone) {
    for (const passage of this.#passages.values()) {
      passage.classList.toggle('of-chosen', passage.dataset.zones.split(' ').includes(zone ?? ''));
    }
  }

  #content(article, heading) {
    const words = this.#words;
    this.#passages = new Map(article.passages.filter((passage) => !passage.is_title).map((passage) => [passage.number, this.#passage(passage)]));
    const about = [article.publisher, article.published && words.date(article.published)].filter(Boolean).join(', ');
    return [
      element('div', { class: 'panel-head' }, element('p', { class: 'eyebrow' }, words.say('text_heading')), this.#closeButton()),
      ...this.#title(article, heading),
      about && element('p', { class: 'quiet', dir: 'auto' }, about),
      element('p', {}, element('a', { href: `/articles/${encodeURIComponent(article.id)}?lang=${words.lang}` }, words.say('article_open'))),
      article.url && element('p', {}, element('a', { href: article.url, rel: 'noreferrer' }, words.say('original'))),
      ...this.#passages.values(),
    ].filter(Boolean);
  }

  /** The title is the first passage, and may name a zone like any other. */
  #title(article, heading) {
    const title = article.passages.find((passage) => passage.is_title);
    heading.append(...(title ? quoted(title.text, title.links.flatMap((link) => link.mentions)) : [article.title]));
    return [heading, title?.links.length > 0 && element('p', { class: 'passage-foot' }, this.#foot(title))];
  }

  #passage(passage) {
    const zones = [...new Set(passage.links.map((link) => link.zone))];
    const color = zones.length === 1 ? this.#world.zone(zones[0])?.color : null; // One line cannot show two colours.
    return passageElement(passage, passage.links, this.#foot(passage), { 'data-zones': zones.join(' '), '--zone': color });
  }

  /** The zones a passage names, as buttons. */
  #foot(passage) {
    const zones = [...new Set(passage.links.map((link) => link.zone))].map((id) => this.#world.zone(id)).filter(Boolean);
    const chips = zones.map((zone) => element('button', {
      type: 'button', class: 'chip', '--zone': zone.color, onclick: () => this.#on.picked(zone.id),
    }, this.#words.pick(zone.name)));
    const general = passage.links.length > 0 && passage.links.every((link) => link.kind === 'general');
    return [general && element('span', { class: 'kind kind-general' }, this.#words.say('about_all_zones')), ...chips].filter(Boolean);
  }

  #closeButton() {
    return element('button', { type: 'button', class: 'close', onclick: () => this.close() }, this.#words.say('close'));
  }
}
