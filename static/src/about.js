// What stands below everything: the list of texts, the downloads, how to read and cite the map.

import * as api from './api.js';
import { qualityLink } from './details.js';
import { byId, element, inLanguages } from './element.js';
import { againButton, failureInWords } from './failure.js';

export class About {
  #world;
  #words;
  #citation = element('p', { class: 'citation' });
  #ofDay = element('a', { download: true });

  constructor(world, words, read) {
    this.#world = world;
    this.#words = words;
    const { dataset } = world;
    byId('about').replaceChildren(
      element('h2', {}, words.say('about')),
      inLanguages(words, dataset.descriptions, 'p'),
      element('p', {}, words.say('how_to_read')),
      element('p', {}, qualityLink(words), ' ', element('a', { href: '/quality' }, '(JSON)')),
      element('h3', {}, words.say('downloads')),
      element('ul', { class: 'plain-list' },
        element('li', {}, this.#ofDay),
        element('li', {}, element('a', { href: '/zones.geojson', download: true }, words.say('download_all'))),
        element('li', {}, element('a', { href: `/collections?f=html&lang=${words.lang}` }, words.say('data_heading')))),
      element('h3', {}, words.say('cite')),
      this.#citation,
      element('p', { class: 'quiet' }, words.say('licence', { licence: dataset.licence })),
      element('p', { class: 'quiet' }, words.sayWith('data_credit', { attribution: element('bdi', { lang: '' }, dataset.attribution.join('; ')) })));
    this.#texts(read);
  }

  show(day) {
    const words = this.#words;
    const { dataset } = this.#world;
    this.#ofDay.href = `/zones.geojson?date=${day}`;
    this.#ofDay.textContent = words.say('download_day', { day: words.day(day) });
    const cited = words.say('cite_text', { title: words.pick(dataset.titles), day: words.day(day), digest: dataset.digest.slice(0, 12) });
    this.#citation.replaceChildren(cited, ' ', element('bdi', { dir: 'ltr' }, window.location.href));
  }

  /** The first page of the list, and the next whenever it is asked for: there may be a hundred thousand. */
  async #texts(read) {
    const words = this.#words;
    const list = byId('texts');
    const more = element('button', { type: 'button', class: 'plain', hidden: true, onclick: () => load(more.dataset.next) }, words.say('texts_more'));
    const load = async (href) => {
      more.disabled = true; // a second click would ask for the same page
      try {
        const answer = await (href ? api.get(href) : api.articles());
        list.append(...answer.articles.map((article) => this.#text(article, read)));
        const next = api.nextPage(answer);
        more.hidden = next === null;
        more.dataset.next = next ?? '';
      } catch (error) {
        const said = element('li', {}, failureInWords(words, error), ' ', againButton(words, error, () => {
          const at = list.childElementCount - 1;
          said.remove();
          load(href).then(() => list.children[at]?.querySelector('a, button')?.focus()); // The focus must not go with the button.
        }));
        list.append(said);
      }
      more.disabled = false;
    };
    list.after(more);
    await load();
  }

  #text(article, read) {
    return element('li', {},
      element('a', {
        href: `/articles/${encodeURIComponent(article.id)}`,
        onclick: (event) => {
          event.preventDefault();
          read(article.id);
        },
      }, element('bdi', { lang: article.lang }, article.title)),
      element('span', { class: 'quiet' }, ` ${this.#words.count('texts_passages', article.passages)}`));
  }
}
