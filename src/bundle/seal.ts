import { createHash } from 'node:crypto';
import type { Outcome } from '#model/outcome';
import type { Capture } from '#probes/index';
import type { Manifest } from './manifest.ts';
import type { Redaction } from './redact.ts';

/** A bundle in memory: its manifest and the bytes of each file, ready to be written anywhere. */
export interface Sealed {
  readonly manifest: Manifest;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Turns a capture, already redacted, into a bundle. The same capture gives the same bytes. */
export const seal = (capture: Capture, redactions: readonly Redaction[], version: string): Sealed => {
  const files = new Map<string, Uint8Array>();
  const probes: Manifest['probes'] = {};
  for (const [id, outcome] of Object.entries(capture.evidence) as [string, Outcome<unknown>][]) {
    if (outcome.status !== 'ok') {
      probes[id] = outcome;
      continue;
    }
    const { artifact, ...rest } = outcome;
    probes[id] = { ...rest, file: `${id}.json`, notes: [...outcome.notes] };
    files.set(`${id}.json`, encode(artifact));
  }
  const manifest = {
    schema: 'ccci-probe/bundle@1' as const,
    tool: { version },
    capturedAt: capture.capturedAt,
    target: targetOf(capture),
    hosts: [...capture.hosts],
    probes,
    redactions: counted(redactions),
    files: Object.fromEntries([...files].map(([name, bytes]) => [name, { sha256: sha256(bytes), size: bytes.length }])),
  };
  return { manifest: { ...manifest, digest: digestOf(manifest) }, files };
};

/** What was looked for; the question that was asked of it is no part of the evidence. */
const targetOf = ({ target: { epochs, sinceEpoch: _, asked: __, upgrader: ___, ...target } }: Capture): Manifest['target'] => ({
  ...target,
  ...(epochs === undefined ? {} : { epochs: [...epochs] }),
});

/** The digest over a manifest: sha256 of its JSON without the digest, keys sorted. */
export const digestOf = (manifest: Omit<Manifest, 'digest'> & { digest?: string }): string => {
  const { digest: _, ...rest } = manifest;
  return sha256(new TextEncoder().encode(JSON.stringify(sorted(rest))));
};

export const sha256 = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export const encode = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`);

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
};

const counted = (redactions: readonly Redaction[]): Manifest['redactions'] => {
  const counts = new Map<string, number>();
  for (const { kind, where } of redactions) {
    const key = `${kind}\0${where.split(/[.[]/, 1)[0] ?? ''}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort().map(([key, count]) => ({ kind: key.split('\0')[0] ?? '', file: `${key.split('\0')[1]}.json`, count }));
};
