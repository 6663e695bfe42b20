// Whole days. A day is the text "YYYY-MM-DD" everywhere (address, data, requests); texts of that form
// compare in order, so only the slider needs numbers. UTC throughout: a zone's day has no time zone.

const DAY_MS = 86_400_000;

/** True for a real calendar day: "2017-02-30" has the right shape and is refused all the same. */
export function isDay(text) {
  return typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text)
    && !Number.isNaN(Date.parse(text)) && dayOf(numberOf(text)) === text;
}

export const numberOf = (day) => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);

export const dayOf = (number) => new Date(number * DAY_MS).toISOString().slice(0, 10);

export const dayBefore = (day) => dayOf(numberOf(day) - 1);

/** Half-open: a period holds its first day and not its last; no last day means it is open. */
export const holds = (from, to, day) => from <= day && (to === null || to === undefined || day < to);

export const clamp = (day, first, last) => (day < first ? first : day > last ? last : day);
