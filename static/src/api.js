// The server's answers. The only file that fetches.

/**
 * An answer that did not come. `kind` is `no_answer` where the network gave none, `no_json` where somebody else answered
 * (a sign-in page, a proxy), `refusal` where the server says in its own words (RFC 9457) that asking again is no use,
 * `fault` where it says that something went wrong.
 */
export class Failure extends Error {
  constructor(kind, message) {
    super(message);
    this.name = 'Failure';
    this.kind = kind;
  }
}

/**
 * An address as the server says it, asked of the origin this page came from: the server may name the one it is
 * known under (`--public-url`), and the page is reached under another.
 */
function own(href) {
  const { pathname, search } = new URL(href, window.location.href);
  return window.location.origin + pathname + search;
}

/** The answer to a path of this server, or to an address it gave. */
export async function get(href) {
  const { status, text } = await answerTo(href);
  const json = parsed(text);
  const succeeded = status < 400;
  if (succeeded && json) {
    return json;
  }
  const reason = succeeded ? null : json?.detail ?? json?.title;
  throw reason ? new Failure(status < 500 ? 'refusal' : 'fault', reason) : new Failure('no_json', `${status}`);
}

async function answerTo(href) {
  try {
    const response = await fetch(own(href), { headers: { accept: 'application/json, application/geo+json;q=0.9' } });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    throw new Failure('no_answer', error.message);
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const query = (values) => new URLSearchParams(values).toString();

/** An address the server gave, with more parameters. */
export const withParameters = (href, values) => `${href}${href.includes('?') ? '&' : '?'}${query(values)}`;

export const dataset = () => get('/?f=json');
export const zones = () => get('/zones');
export const extents = () => get('/zones.geojson');
export const articles = () => get('/articles');
export const article = (id) => get(`/articles/${encodeURIComponent(id)}`);
/** Passages with these words, of one zone or of all; `limit` of them at a time. */
export const search = (q, zone, limit) => get(`/passages?${query({ q, ...(zone && { zone }), limit })}`);
export const locate = (lon, lat, date) => get(`/locate?${query({ lon, lat, date })}`);

/** The address of the next page of an answer, if there is one. */
export const nextPage = (answer) => answer.links?.find((link) => link.rel === 'next')?.href ?? null;
