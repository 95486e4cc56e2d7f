import { sleep } from '#model/abortable';
import { Absent, Denied, messageOf } from '#model/errors';
import { HttpClock } from '../http-clock.ts';
import { parseGuarded } from '../json-guard.ts';
import type { GiteaPort, Reply } from '../ports.ts';

const maxBytes = 16 * 2 ** 20;
const maxPages = 40;
const requestMs = 15_000;

export interface GiteaOptions {
  /** The server, with its sub-path where it has one. */
  readonly url: string;
  readonly token: string | null;
  readonly clock?: HttpClock;
}

/**
 * Gitea's API, GET only. The token goes to the configured origin and nowhere else: redirects are followed by hand, within the origin (a renamed
 * repo answers 307), and `Link` headers, which name ROOT_URL's host, are not read (GITEA.md section 1).
 */
export const giteaClient = ({ url, token, clock = new HttpClock() }: GiteaOptions): GiteaPort => {
  const base = new URL(`${url.replace(/(?<!\/)\/+$/, '')}/api/v1/`);
  const get = async (path: string, query: Readonly<Record<string, string>>, outer: AbortSignal, mayFollow = true): Promise<Got> => {
    let target = new URL(`${base.href}${allowGiteaPath(path).replace(/^\//, '')}`);
    for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
    const signal = AbortSignal.any([outer, AbortSignal.timeout(requestMs)]);
    for (let hops = 0; hops < 3; hops++) {
      const sent = Date.now();
      const response = await asked(target, token, signal, outer);
      clock.note(response.headers.get('date'), sent, Date.now());
      if (!redirects.includes(response.status) || !mayFollow) return { response, bytes: await bodyOf(response, signal, outer) };
      await response.body?.cancel();
      const next = new URL(response.headers.get('location') ?? '', target);
      if (next.origin !== base.origin) throw new Denied(`${path} is redirected to another host (${next.host}), which is not followed`);
      target = next;
    }
    throw new Error(`${path} is redirected in a circle`);
  };
  const json = async (path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Reply<unknown>> => {
    let got = await get(path, query, signal);
    // A proxy in front may shed load for a moment; Gitea itself limits nothing.
    for (let left = 2; left > 0 && [429, 502, 503, 504].includes(got.response.status); left--) {
      await sleep(waitOf(got.response), signal);
      got = await get(path, query, signal);
    }
    const { response, bytes } = got;
    if (response.status < 200 || response.status > 299) throw statusTrouble(response.status, bytes, path, token !== null);
    if (bytes.length === 0) return { value: null, bytes: 0 };
    if (!/\bjson\b/.test(response.headers.get('content-type') ?? ''))
      throw new Error(`${path} answered with ${response.headers.get('content-type') ?? 'no content type'} instead of JSON: is this Gitea?`);
    return { value: parseGuarded(bytes, `the answer to ${path}`), bytes: bytes.length };
  };
  return {
    origin: base.origin,
    getJson: (path, { signal, query = {} }) => json(path, query, signal),
    async getAll(path, { signal, query = {}, atMost }) {
      const items = new Map<string, unknown>();
      let size = 0;
      for (let page = 1; page <= maxPages; page++) {
        const { value, bytes } = await json(path, { limit: '50', ...query, page: String(page) }, signal);
        size += bytes;
        const found = value ?? [];
        if (!Array.isArray(found)) throw new Error(`${path} did not answer with a list`);
        const before = items.size;
        for (const item of found) items.set(keyOf(item), item);
        // The server lowers `limit` silently and some lists know no pages: only a page that brings nothing new is behind the last.
        if (items.size === before) return { value: { items: [...items.values()], whole: true }, bytes: size };
        if (items.size >= atMost) break;
      }
      return { value: { items: [...items.values()].slice(0, atMost), whole: false }, bytes: size };
    },
    async isMember(org, user, { signal }) {
      // 303 to public_members when the asker is not in the org: a member who is not public then looks like none (GITEA.md section 5).
      const { response, bytes } = await get(`/orgs/${org}/members/${user}`, {}, signal, false);
      if (response.status === 204) return true;
      if (response.status === 404) return false;
      if (response.status !== 303) throw statusTrouble(response.status, bytes, `/orgs/${org}/members/${user}`, token !== null);
      const open = await get(`/orgs/${org}/public_members/${user}`, {}, signal, false);
      return open.response.status === 204 ? true : null;
    },
  };
};

const redirects = [301, 302, 303, 307, 308];

/** An item by its id; branches have a name instead. A list that changes between pages repeats items. */
const keyOf = (item: unknown): string => {
  const { id, name } = (item ?? {}) as { id?: unknown; name?: unknown };
  return id === undefined ? (name === undefined ? JSON.stringify(item) : `name ${name}`) : `id ${id}`;
};

interface Got {
  readonly response: Response;
  readonly bytes: Buffer;
}

const asked = async (target: URL, token: string | null, signal: AbortSignal, outer: AbortSignal): Promise<Response> => {
  try {
    return await fetch(target, {
      redirect: 'manual',
      signal,
      headers: { accept: 'application/json', ...(token === null ? {} : { authorization: `token ${token}` }) },
    });
  } catch (error) {
    outer.throwIfAborted();
    if (signal.aborted) throw new Error(`${target.host} did not answer within ${requestMs / 1000} s`);
    const cause = (error as { cause?: unknown }).cause;
    throw new Error(`cannot reach ${target.host}: ${messageOf(cause ?? error)}`);
  }
};

const bodyOf = async (response: Response, signal: AbortSignal, outer: AbortSignal): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    if (response.body)
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        size += chunk.length;
        if (size > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`);
        chunks.push(chunk);
      }
  } catch (error) {
    outer.throwIfAborted();
    throw signal.aborted ? new Error(`${new URL(response.url).host} did not finish its answer within ${requestMs / 1000} s`) : error;
  }
  return Buffer.concat(chunks);
};

const waitOf = (response: Response): number => {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds * 1000, 100), 5_000) : 500;
};

/** 401 and 403 are a token's; a private repo the token may not see answers 404 like one that is not there. */
const statusTrouble = (status: number, bytes: Uint8Array, path: string, hasToken: boolean): Error => {
  const said = saidIn(bytes);
  if (status === 401 || status === 403)
    return new Denied(`${path}: ${said || `status ${status}`}${hasToken ? '' : ' (no token: set GITEA_TOKEN)'}`);
  if (status === 404)
    return new Absent(`${path} is not there${hasToken ? ', or the token may not see it' : ', or needs a token (GITEA_TOKEN)'}`);
  return new Error(`${path} answered ${status}${said ? `: ${said}` : ''}`);
};

/** Gitea's own message; a page of a proxy says nothing we would repeat. */
const saidIn = (bytes: Uint8Array): string => {
  try {
    const { message } = JSON.parse(new TextDecoder().decode(bytes.subarray(0, 65_536))) as { message?: unknown };
    return typeof message === 'string' ? message.slice(0, 300) : '';
  } catch {
    return '';
  }
};

const part = '[\\w.-]+';
const allowed = [
  'version',
  'settings/api',
  `repos/${part}/${part}`,
  `repos/${part}/${part}/pulls`,
  `repos/${part}/${part}/pulls/\\d+`,
  `repos/${part}/${part}/pulls/\\d+/reviews`,
  `repos/${part}/${part}/branches`,
  `repos/${part}/${part}/commits`,
  `repos/${part}/${part}/pulls/\\d+/commits`,
  `repos/${part}/${part}/contents(?:/${part}){0,4}`,
  `repos/${part}/${part}/git/commits/[0-9a-f]{4,64}`,
  `repos/${part}/${part}/issues/\\d+/(?:comments|timeline)`,
  `repos/${part}/${part}/statuses/[0-9a-f]{40,64}`,
  `orgs/${part}/(?:public_)?members/${part}`,
  `repos/${part}/${part}/collaborators/${part}/permission`,
].map((one) => new RegExp(`^/${one}$`));

/** The path, or an error where it is none of those we ask for: nothing of a reply can lead elsewhere. */
const allowGiteaPath = (path: string): string => {
  if (!allowed.some((one) => one.test(path)) || path.split('/').some((one) => one === '.' || one === '..'))
    throw new Error(`${path} is not a path we ask Gitea for`);
  return path;
};
