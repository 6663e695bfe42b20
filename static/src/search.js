// Looking for words in the texts. What is asked for is part of the page's state, so that the address keeps it and
// Back undoes it; this part only shows it.

import * as api from './api.js';
import { byId, element } from './element.js';
import { againButton, failureInWords } from './failure.js';
import { passageElement } from './quote.js';
import { articleLink, colorOf, reasons } from './reasons.js';

const PAGE = 20;

export class Search {
  #world;
  #words;
  #on;
  #input = byId('search-words');
  #only = byId('search-only');
  #said = byId('search-said');
  #clear = byId('search-clear');
  #found = byId('search-found');
  #more = byId('search-more');
  #q = null;
  #within = null; // the zone it is restricted to
  #asked = 0;     // Answers to questions that are no longer the last are dropped.

  /** `on`: `asked(q, only)` with words or null, `flash(zone)`, `read(article, number)`. */
  constructor(world, words, on) {
    this.#world = world;
    this.#words = words;
    this.#on = on;
    byId('search-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#only.addEventListener('change', () => this.#q && this.#on.asked(this.#q, this.#only.checked));
    this.#input.addEventListener('search', () => !this.#input.value && this.#q && this.#empty()); // The field's own cross.
    this.#clear.addEventListener('click', () => this.#empty());
    this.#more.addEventListener('click', () => this.#next());
    byId('search').addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && (this.#q || this.#input.value)) {
        event.preventDefault();
        event.stopPropagation(); // The next Escape closes what else is open.
        this.#empty();
      }
    });
  }

  focus() {
    this.#input.focus({ preventScroll: true });
    this.reveal();
  }

  reveal() {
    byId('search').scrollIntoView({ block: 'start' });
  }

  /** Shows what is found for `q`, in the passages of `zone` only if so asked; `null` for nothing looked for. */
  show(zone, q, only) {
    const within = only ? zone : null;
    byId('search-only-part').hidden = zone === null;
    byId('search-only-said').textContent = zone ? this.#words.say('search_only', { zone: this.#nameOf(zone) }) : '';
    if (q || zone === null) {
      this.#only.checked = within !== null;
    }
    if (q === this.#q && within === this.#within) {
      return;
    }
    if (q !== this.#q) {
      this.#input.value = q ?? '';
    }
    this.#q = q;
    this.#within = within;
    this.#ask();
  }

  #submit() {
    const q = this.#input.value.trim();
    const only = this.#only.checked;
    if (!q) {
      this.#empty();
      this.#say(this.#words.say('search_empty'), true);
    } else if (q === this.#q && only === (this.#within !== null)) {
      this.#ask(); // Once more: perhaps the network is back.
    } else {
      this.#on.asked(q, only);
    }
  }

  #empty() {
    this.#input.value = '';
    this.#on.asked(null, false);
    this.#say('');
    this.#input.focus();
  }

  async #ask() {
    const words = this.#words;
    const asked = this.#asked += 1;
    this.#found.replaceChildren();
    this.#more.hidden = true;
    this.#clear.hidden = !this.#q;
    if (!this.#q) {
      this.#say('');
      return;
    }
    this.#say(words.say('search_asking'));
    try {
      const answer = await api.search(this.#q, this.#within, PAGE);
      if (asked === this.#asked) {
        this.#say(this.#hits(answer.matched));
        this.#add(answer);
      }
    } catch (error) {
      if (asked === this.#asked) {
        const again = againButton(words, error, () => {
          this.#input.focus(); // The button goes, the focus must not go with it.
          this.#ask();
        });
        this.#say([failureInWords(words, error, 'search_refused'), again && [' ', again]], true);
      }
    }
  }

  /** The next page; the focus goes to its first passage, since the button may be gone. */
  async #next() {
    const asked = this.#asked;
    this.#more.disabled = true;
    try {
      const answer = await api.get(this.#more.dataset.next);
      if (asked === this.#asked) {
        this.#add(answer)?.focus();
      }
    } catch (error) {
      if (asked === this.#asked) {
        this.#say(failureInWords(this.#words, error), true);
      }
    }
    this.#more.disabled = false;
  }

  #add(answer) {
    const passages = answer.passages.map((passage) => this.#passage(passage));
    this.#found.append(...passages.map((passage) => element('li', {}, passage)));
    const next = api.nextPage(answer);
    this.#more.hidden = next === null;
    this.#more.dataset.next = next ?? '';
    return passages[0];
  }

  #passage(passage) {
    const on = { picked: (zone) => this.#on.flash(zone), read: (article, number) => this.#on.read(article, number) };
    return passageElement(passage, passage.links, [
      element('p', { class: 'passage-foot' }, articleLink(this.#words, passage, on.read)),
      ...reasons(this.#world, this.#words, passage, on),
    ], { '--zone': colorOf(this.#world, passage.links), tabindex: '-1' });
  }

  #hits(count) {
    const words = this.#words;
    const zone = this.#within && this.#nameOf(this.#within);
    if (count === 0) {
      return zone ? words.say('search_none_within', { zone }) : words.say('search_none');
    }
    const hits = words.count('search_hits', count);
    return zone ? words.say('search_within', { hits, zone }) : hits;
  }

  #say(text, refused = false) {
    this.#said.replaceChildren(...[text].flat(Infinity).filter(Boolean));
    this.#said.classList.toggle('refused', refused);
  }

  #nameOf(zone) {
    return this.#words.pick(this.#world.zone(zone).name);
  }
}
