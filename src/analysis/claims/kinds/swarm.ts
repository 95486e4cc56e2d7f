import { type Cite, citeOf, objectAt } from '#model/cite';
import { confirmed, contradicted, defineClaim, notCheckable } from '../define-claim.ts';
import type { ClaimEvidence } from '../evidence.ts';

/** `Proxy subnet confirmed: 10.10.0.0/16`. */
export const subnet = defineClaim({
  id: 'subnet',
  check({ text: words }, evidence) {
    const stated = /\bsubnet\b.*?\b(\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2})/i.exec(words)?.[1];
    if (!stated) return [];
    const text = `the proxy subnet is ${stated}`;
    const read = evidence.newest('overlay-ipam');
    if (!read) return [notCheckable(text, 'the networks were not read')];
    const proxy = read.artifact.networks.find(({ name }) => name === (evidence.captures.at(-1)?.target.proxyNetwork ?? 'proxy'));
    if (!proxy) return [notCheckable(text, 'there is no such network now')];
    const subnets = proxy.subnets.map((entry) => entry.subnet);
    const list = subnets.join(', ');
    const cites = [citeOf('overlay-ipam', objectAt('network', proxy.id, proxy.name, 'IPAM.Config'), read.at, list)];
    return [
      (subnets.includes(stated) ? confirmed : contradicted)(text, list === '' ? 'the engine gives no subnet' : `it is ${list}`, cites),
    ];
  },
});

const ASKED = /\bdocker (stack|service|volume|network|secret) ls\b[^=]*\bgrep\s+([\w-]+)`?\s*(?:=|→|->|:)\s*(?:nothing|none|empty)/i;
const BROAD = /\bno (?:(\w+) )?(?:resource )?leaks?\b|\bno stale (?:stacks|volumes)/i;

/** `docker volume ls | grep ghos` = nothing; `No ghost leaks`; `no stale stacks/volumes`. */
export const noLeaks = defineClaim({
  id: 'no-leaks',
  check({ text: words, recipe }, evidence) {
    const asked = ASKED.exec(words);
    const broad = BROAD.exec(words);
    const text = asked?.[0] ?? broad?.[0];
    if (text === undefined) return [];
    const word = asked?.[2] ?? (recipe ?? broad?.[1] ?? '').slice(0, 4);
    if (word === '') return [notCheckable(text, 'it gives no name to look for')];
    const kinds = asked ? [asked[1]?.toLowerCase() ?? ''] : ['stack', 'volume', 'secret', 'network'];
    const listed = kinds.map((kind) => ({ kind, ...listOf(kind, evidence) }));
    const left = listed.flatMap(({ names }) => names?.filter((name) => name.includes(word)) ?? []);
    const missing = listed.filter(({ names }) => names === null).map(({ kind }) => kind);
    const cites = listed.flatMap(({ kind, probe, names, at }): Cite[] => {
      const matches = names?.filter((name) => name.includes(word)).slice(0, 6);
      return matches ? [citeOf(probe, objectAt(`${kind}s`, null), at, `named ${word}: ${matches.join(', ') || 'none'}`)] : [];
    });
    if (left.length > 0) return [contradicted(text, `still there: ${left.slice(0, 6).join(', ')}`, cites)];
    if (missing.length > 0) return [notCheckable(text, `could not be listed: ${missing.join(', ')}`, cites)];
    return [confirmed(text, 'there was none when this evidence was taken', cites)];
  },
});

interface Listed {
  readonly probe: 'swarm-services' | 'overlay-ipam' | 'swarm-objects';
  /** Null where the kind could not be listed. */
  readonly names: readonly string[] | null;
  readonly at: string | null;
}

/** Names of all objects of a kind, as the newest capture has them; services stand for their stacks. */
const listOf = (kind: string, { newest }: ClaimEvidence): Listed => {
  const namesOf = (list: readonly { readonly name: string }[] | null | undefined) => list?.map(({ name }) => name) ?? null;
  if (kind === 'stack' || kind === 'service') {
    const read = newest('swarm-services');
    return { probe: 'swarm-services', names: namesOf(read?.artifact.services), at: read?.at ?? null };
  }
  if (kind === 'network') {
    const read = newest('overlay-ipam');
    return { probe: 'overlay-ipam', names: namesOf(read?.artifact.networks), at: read?.at ?? null };
  }
  const read = newest('swarm-objects');
  const list = kind === 'volume' ? read?.artifact.volumes : read?.artifact.secrets;
  return { probe: 'swarm-objects', names: namesOf(list), at: read?.at ?? null };
};
