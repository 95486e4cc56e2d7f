import { type Cite, citeOf, objectAt } from '#model/cite';
import type { Clause } from '../clauses.ts';
import { type CheckedClaim, confirmed, contradicted, defineClaim, found, notCheckable } from '../define-claim.ts';
import type { ClaimEvidence } from '../evidence.ts';
import { isWord, negationsIn } from '../lexicon.ts';

/** Evidence older or newer than this by a day says nothing of a moment of the past. */
const COVERS_MS = 86_400_000;

/** True where evidence of what is there now speaks of the moment a review speaks of. */
const isCovered = ({ statement }: Clause, at: string | null): boolean => {
  const ms = Date.parse(at ?? '');
  return (
    statement.asOf === null || !Number.isFinite(ms) || (ms >= statement.asOf.fromMs - COVERS_MS && ms <= statement.asOf.toMs + COVERS_MS)
  );
};

/** The same claim, unsupported where it speaks of another time than the evidence. */
const ifCovered = (claim: CheckedClaim, clause: Clause, at: string | null): CheckedClaim => {
  if (isCovered(clause, at) || claim.answer === 'not-checkable') return claim;
  const moment = new Date(clause.statement.asOf?.fromMs ?? 0).toISOString();
  return { ...claim, answer: 'unsupported', because: `the evidence is of ${at} and shows nothing of ${moment}; ${claim.because}` };
};

/** `Proxy subnet confirmed: 10.10.0.0/16`. */
export const subnet = defineClaim({
  id: 'subnet',
  of: 'sentence',
  check(clause, evidence) {
    const { tokens } = clause;
    const at = tokens.findIndex((token) => isWord(token, /^subnet$/i));
    const address = tokens.find((token, index) => index > at && token.kind === 'address' && token.text.includes('/'));
    if (at < 0 || !address) return [];
    const text = `the proxy subnet is ${address.text}`;
    const read = evidence.newest('overlay-ipam');
    if (!read) return [found(notCheckable(text, 'the networks were not read'))];
    if (negationsIn(tokens).length > 0) return [found(notCheckable(text, 'the sentence is negated'))];
    const proxy = read.artifact.networks.find(({ name }) => name === (evidence.captures.at(-1)?.target.proxyNetwork ?? 'proxy'));
    if (!proxy) return [found(notCheckable(text, 'there is no such network now'))];
    const subnets = proxy.subnets.map((entry) => entry.subnet);
    const list = subnets.join(', ');
    const cites = [citeOf('overlay-ipam', objectAt('network', proxy.id, proxy.name, 'IPAM.Config'), read.at, list)];
    const answer = subnets.includes(address.text) ? confirmed : contradicted;
    // A network keeps its subnet for life (moby, api/types/network: IPAM is set when it is made).
    const isOlder = Date.parse(proxy.createdAt ?? '') <= (clause.statement.asOf?.fromMs ?? 0);
    const claim = answer(text, list === '' ? 'the engine gives no subnet' : `it is ${list}`, cites);
    return [found(isOlder ? claim : ifCovered(claim, clause, read.at))];
  },
});

const ASKED =
  /\bdocker (stack|service|volume|network|secret) ls\b[^=\n]{0,80}\bgrep\s([\w-]{1,60})`?\s?(?:=|→|->|:)\s?(?:nothing|none|empty)/i;
const BROAD = /\bno (?:([\w-]{1,60}) )?(?:resource )?leaks?\b|\bno stale (?:stacks|volumes)/i;

/** `docker volume ls | grep ghos` = nothing; `No ghost leaks`; `no stale stacks/volumes`. */
export const noLeaks = defineClaim({
  id: 'no-leaks',
  of: 'sentence',
  check(clause, evidence) {
    const { text: words, recipe: inText } = clause.statement;
    const asked = ASKED.exec(words);
    const broad = BROAD.exec(words);
    const text = asked?.[0] ?? broad?.[0];
    if (text === undefined) return [];
    const recipe = evidence.captures.at(-1)?.target.recipe?.name ?? inText;
    const word = asked?.[2] ?? (recipe ?? broad?.[1] ?? '').slice(0, 4);
    if (word === '') return [found(notCheckable(text, 'it gives no name to look for'))];
    const kinds = asked ? [asked[1]?.toLowerCase() ?? ''] : ['stack', 'volume', 'secret', 'network'];
    const listed = kinds.map((kind) => ({ kind, ...listOf(kind, evidence) }));
    return [found(ifCovered(leftClaim(text, word, listed), clause, evidence.at))];
  },
});

const leftClaim = (text: string, word: string, listed: readonly (Listed & { readonly kind: string })[]): CheckedClaim => {
  const left = listed.flatMap(({ names }) => names?.filter((name) => name.includes(word)) ?? []);
  const missing = listed.filter(({ names }) => names === null).map(({ kind }) => kind);
  const cites = listed.flatMap(({ kind, probe, names, at }): Cite[] => {
    const matches = names?.filter((name) => name.includes(word)).slice(0, 6);
    return matches ? [citeOf(probe, objectAt(`${kind}s`, null), at, `named ${word}: ${matches.join(', ') || 'none'}`)] : [];
  });
  if (left.length > 0) return contradicted(text, `still there: ${left.slice(0, 6).join(', ')}`, cites);
  if (missing.length > 0) return notCheckable(text, `could not be listed: ${missing.join(', ')}`, cites);
  return confirmed(text, 'there was none when this evidence was taken', cites);
};

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
