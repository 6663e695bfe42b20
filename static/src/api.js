// The server's answers. The only file that fetches.

/** A refusal in the server's own words (RFC 9457), or a network that did not answer. */
export class Refusal extends Error {
  constructor(message, status) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
  }
}

export async function get(path) {
  let response;
  try {
    response = await fetch(path, { headers: { accept: 'application/json, application/geo+json;q=0.9' } });
  } catch (error) {
    throw new Refusal(error.message, 0);
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Refusal(problem.detail ?? problem.title ?? `${response.status}`, response.status);
  }
  return response.json();
}

const query = (values) => new URLSearchParams(values).toString();

export const dataset = () => get('/?f=json');
export const zones = () => get('/zones');
export const extents = () => get('/zones.geojson');
export const articles = () => get('/articles');
export const article = (id) => get(`/articles/${encodeURIComponent(id)}`);
export const locate = (lon, lat, date) => get(`/locate?${query({ lon, lat, date })}`);

/** The address of the next page of an answer, if there is one. */
export const nextPage = (answer) => answer.links?.find((link) => link.rel === 'next')?.href ?? null;
