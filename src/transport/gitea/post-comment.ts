import { messageOf } from '#model/errors';

/** How a post ended: `lost` means nobody knows whether it arrived. */
export type Posted =
  | { readonly kind: 'posted'; readonly id: number | null }
  | { readonly kind: 'refused' | 'lost'; readonly because: string };

export interface PostTo {
  readonly url: string;
  readonly token: string;
  readonly owner: string;
  readonly repo: string;
  readonly pr: number;
}

/**
 * The only thing this program ever writes to a host: one comment `!testme` (or `!testme --quick`) on a PR. Sent once: an answer that gets lost is
 * told, never tried again. Follows no redirect.
 */
export const postTrigger = async ({ url, token, owner, repo, pr }: PostTo, quick: boolean, signal: AbortSignal): Promise<Posted> => {
  const base = new URL(`${url.replace(/(?<!\/)\/+$/, '')}/api/v1/`);
  const target = new URL(`repos/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}/issues/${pr}/comments`, base);
  let response: Response;
  try {
    response = await fetch(target, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(20_000)]),
      headers: { accept: 'application/json', 'content-type': 'application/json', authorization: `token ${token}` },
      body: JSON.stringify({ body: quick ? '!testme --quick' : '!testme' }),
    });
  } catch (error) {
    const cause = (error as { cause?: { code?: string } }).cause;
    // Nothing was sent where nobody took the connection.
    if (cause?.code === 'ECONNREFUSED' || cause?.code === 'ENOTFOUND') return { kind: 'refused', because: `cannot reach ${base.host}` };
    return { kind: 'lost', because: messageOf(cause ?? error) };
  }
  const text = await response.text().catch(() => '');
  if (response.status === 201) return { kind: 'posted', id: idIn(text) };
  if (response.status >= 500 || response.status === 408) return { kind: 'lost', because: `the server answered ${response.status}` };
  return { kind: 'refused', because: `the server answered ${response.status}` };
};

const idIn = (text: string): number | null => {
  try {
    const { id } = JSON.parse(text) as { id?: unknown };
    return typeof id === 'number' ? id : null;
  } catch {
    return null;
  }
};
