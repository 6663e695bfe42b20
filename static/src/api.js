// The server's answers. The only file that fetches.

/** A refusal in the server's own words (RFC 9457), or a network that did not answer. */
export class Refusal extends Error {
  constructor(message) {
    super(message);
    this.name = 'Refusal';
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
  let response;
  try {
    response = await fetch(own(href), { headers: { accept: 'application/json, application/geo+json;q=0.9' } });
  } catch (error) {
    throw new Refusal(error.message);
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Refusal(problem.detail ?? problem.title ?? `${response.status}`);
  }
  return response.json();
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
