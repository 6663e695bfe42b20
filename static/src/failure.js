// What is said when an answer does not come, and the way to ask again.

import { element } from './element.js';

/**
 * Why it did not come, as texts and elements. `refused` are the words around a refusal, which the server explains in
 * English only.
 */
export function failureInWords(words, { kind, message }, refused = 'load_failed') {
  return kind === 'no_answer' || kind === 'no_json'
    ? [words.say(kind)]
    : words.sayWith(refused, { reason: element('bdi', { lang: 'en' }, message) });
}

/** A button to ask again; `null` where the same would be refused again. */
export function againButton(words, { kind }, again) {
  return kind === 'refusal' ? null : element('button', { type: 'button', class: 'plain again', onclick: again }, words.say('try_again'));
}
