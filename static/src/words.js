// The page's own words, and how days, numbers and distances are said in the reader's language.
// Names and facts never stand here: they come from the server, as one text per language.

import ar from './words/ar.json';
import en from './words/en.json';
import { dayBefore } from './day.js';

const TABLES = { ar, en };

export class Words {
  /** The languages of the data, in its own order: where the reader's is missing, the first that has a text. */
  languages = [];
  #table;
  #plural;
  #long;
  #short;

  constructor(lang) {
    this.lang = lang;
    this.#table = TABLES[lang] ?? en;
    const locale = this.#table.locale;
    this.locale = locale;
    this.#plural = new Intl.PluralRules(locale);
    this.#long = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
    this.#short = new Intl.DateTimeFormat(locale, {
      day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC',
    });
  }

  /** The words of `key` with {names} filled in. */
  say(key, values = {}) {
    return fill(this.#table[key] ?? key, values);
  }

  /** Like `say`, with elements to fill in: a list of texts and elements. */
  sayWith(key, values) {
    return (this.#table[key] ?? key).split(/\{(\w+)\}/).map((part, i) => (i % 2 ? values[part] : part));
  }

  /** The words of `key` in the grammatical number of `count`. */
  count(key, count) {
    const forms = this.#table[key];
    return fill(forms[this.#plural.select(count)] ?? forms.other, { count: this.number(count) });
  }

  /** From a text in several languages the reader's, else the first the data knows. `null` when there is none. */
  pick(texts) {
    return texts?.[this.picked(texts)] ?? null;
  }

  /** The language that `pick` answers in. */
  picked(texts) {
    const known = [this.lang, ...this.languages, ...Object.keys(texts ?? {})];
    return known.find((lang) => texts?.[lang] !== undefined && texts[lang] !== null) ?? this.lang;
  }

  /** How sure something is, in words; `null` when the data does not say. */
  confidence(level) {
    return level ? this.say('confidence', { level: this.say(`confidence_${level}`) }) : null;
  }

  day(day) {
    return this.#long.format(new Date(`${day}T00:00:00Z`));
  }

  shortDay(day) {
    return this.#short.format(new Date(`${day}T00:00:00Z`));
  }

  /** A date that may be known to the year or the month only. */
  date(text) {
    const form = { 4: { year: 'numeric' }, 7: { year: 'numeric', month: 'long' } }[text.length];
    return form
      ? new Intl.DateTimeFormat(this.locale, { ...form, timeZone: 'UTC' }).format(new Date(text))
      : this.day(text);
  }

  /** Readers count both ends, data leaves the last day out: [6 May, 9 July) is said "6 May – 8 July". */
  period(from, to) {
    return to
      ? this.say('period', { from: this.shortDay(from), to: this.shortDay(dayBefore(to)) })
      : this.say('period_open', { from: this.shortDay(from) });
  }

  number(value, digits = 0) {
    return new Intl.NumberFormat(this.locale, { maximumFractionDigits: digits }).format(value);
  }

  percent(part) {
    return new Intl.NumberFormat(this.locale, { style: 'percent' }).format(part);
  }

  /** Metres below a kilometre, then kilometres: one digit under a hundred, none above. */
  distance(metres) {
    const near = metres < 995;
    return new Intl.NumberFormat(this.locale, {
      style: 'unit',
      unit: near ? 'meter' : 'kilometer',
      maximumFractionDigits: near || metres >= 100_000 ? 0 : 1,
    }).format(near ? Math.round(metres / 10) * 10 : metres / 1000);
  }

  squareKilometres(area) {
    return this.say('area', { area: this.number(area, area < 10 ? 1 : 0) });
  }
}

/** What a language is called in `locale`; its code where nobody knows better. */
export function languageName(code, locale) {
  try {
    return new Intl.DisplayNames(locale, { type: 'language', fallback: 'none' }).of(code) ?? code;
  } catch {
    return code; // No language code at all, but what somebody wrote there.
  }
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
