import type { Report } from '#model/report';
import { sha256 } from './seal.ts';
import { signatureFile, statementFile } from './signature-files.ts';

/** What the signatures are for; another use of the same key is no signature here. */
export const namespace = 'ccci-probe-bundle';

const payloadType = 'application/vnd.in-toto+json';

/** Signs and checks bytes; the fingerprint of the key, or null where the signature is not of them. */
export interface Signing {
  readonly sign: (data: Uint8Array) => Promise<string>;
}
export interface Checking {
  readonly check: (data: Uint8Array, signature: string) => Promise<string | null>;
}

/**
 * The two files of a signed bundle: the SSH signature of manifest.json, which holds the hash of every file, and an in-toto statement (test-result
 * v0.1) about that manifest in a DSSE envelope, whose signature is the armoured SSH signature of DSSE's pre-authentication encoding.
 */
export const signed = async (
  manifest: Uint8Array,
  report: Report,
  { sign }: Signing,
  { check }: Checking,
): Promise<Map<string, Uint8Array>> => {
  const signature = await sign(manifest);
  const keyid = await check(manifest, signature);
  if (keyid === null) throw new Error('ssh-keygen does not accept the signature it has just made');
  const payload = encoder.encode(JSON.stringify(statementOf(manifest, report)));
  const sig = base64(encoder.encode(await sign(authenticated(payload))));
  return new Map([
    [signatureFile, encoder.encode(signature)],
    [statementFile, encoder.encode(enveloped({ payload: base64(payload), payloadType, signatures: [{ keyid, sig }] }))],
  ]);
};

/** What is wrong with a bundle's signature or statement, by file, or who signed; null where it is not signed. */
export const checkSignatures = async (
  files: ReadonlyMap<string, Uint8Array>,
  { check }: Checking,
): Promise<{ readonly key: string; readonly signature: string } | { readonly file: string; readonly because: string } | null> => {
  const stranger = [...files.keys()].find(
    (name) => /^(?:signature|statement)\./.test(name) && name !== signatureFile && name !== statementFile,
  );
  if (stranger !== undefined) return { file: stranger, because: 'is no file of a bundle' };
  const [manifest, signature, statement] = ['manifest.json', signatureFile, statementFile].map((name) => files.get(name));
  if (!signature && !statement) return null;
  if (!signature) return { file: signatureFile, because: 'is missing beside its statement' };
  if (!statement) return { file: statementFile, because: 'is missing beside its signature' };
  const armoured = text(signature);
  if (!isArmour(armoured)) return { file: signatureFile, because: 'was changed: it is no SSH signature as ssh-keygen writes it' };
  const key = await check(manifest ?? new Uint8Array(), armoured);
  if (key === null) return { file: signatureFile, because: 'is no valid signature of manifest.json' };
  const wrong = await wrongStatement(text(statement), manifest ?? new Uint8Array(), key, check);
  return wrong === null ? { key, signature: armoured } : { file: statementFile, because: wrong };
};

const wrongStatement = async (raw: string, manifest: Uint8Array, key: string, check: Checking['check']): Promise<string | null> => {
  const envelope = envelopeIn(raw);
  if (!envelope || enveloped(envelope) !== raw) return 'was changed: it is no envelope as bundle sign writes it';
  const payload = bytesOf(envelope.payload);
  const [only] = envelope.signatures;
  const sig = text(bytesOf(only?.sig ?? ''));
  if (base64(payload) !== envelope.payload || base64(encoder.encode(sig)) !== only?.sig || !isArmour(sig))
    return 'was changed: it is not encoded as bundle sign does it';
  if ((await check(authenticated(payload), sig)) === null) return 'is not what was signed';
  if (only.keyid !== key || (await check(authenticated(payload), sig)) !== key) return 'is signed by another key than the manifest';
  return text(payload).includes(`"subject":[{"name":"manifest.json","digest":{"sha256":"${sha256(manifest).slice(7)}"}}]`)
    ? null
    : 'is about another bundle';
};

interface Envelope {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

const enveloped = (envelope: Envelope): string => `${JSON.stringify(envelope)}\n`;

const envelopeIn = (raw: string): Envelope | undefined => {
  try {
    const { payload, payloadType: type, signatures } = JSON.parse(raw) as Envelope;
    return typeof payload === 'string' && type === payloadType && Array.isArray(signatures) && signatures.length === 1
      ? { payload, payloadType: type, signatures: signatures.map(({ keyid, sig }) => ({ keyid: String(keyid), sig: String(sig) })) }
      : undefined;
  } catch {
    return undefined;
  }
};

/** in-toto Statement v1 with predicate https://in-toto.io/attestation/test-result/v0.1: the subject is the manifest, the evidence its configuration. */
const statementOf = (manifest: Uint8Array, { subject, verdict, evidence, tool }: Report) => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'manifest.json', digest: { sha256: sha256(manifest).slice(7) } }],
  predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
  predicate: {
    result: verdict.outcome === 'green' ? 'PASSED' : verdict.outcome === 'red' ? 'FAILED' : 'WARNED',
    configuration: [
      { name: 'ccci-probe', annotations: { version: tool.version } },
      { name: 'evidence', digest: { sha256: evidence.digest.slice(7) } },
    ],
    ...testsOf(subject, verdict),
  },
});

const testsOf = (subject: Report['subject'], { outcome, label, reason }: Report['verdict']) => {
  const name = `${subject.build === null ? `stack ${subject.stack}` : `build ${subject.build}`}: ${label}${reason === null ? '' : `/${reason}`}`;
  return { [outcome === 'green' ? 'passedTests' : outcome === 'red' ? 'failedTests' : 'warnedTests']: [name] };
};

/** DSSE v1 pre-authentication encoding (secure-systems-lab/dsse protocol.md). */
const authenticated = (payload: Uint8Array): Uint8Array => {
  const head = encoder.encode(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `);
  const out = new Uint8Array(head.length + payload.length);
  out.set(head);
  out.set(payload, head.length);
  return out;
};

/** Armour exactly as ssh-keygen writes it: base64 takes the same bytes in many spellings, and a changed spelling is a changed file. */
const isArmour = (armour: string): boolean => {
  const body = /^-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)\n-----END SSH SIGNATURE-----\n$/.exec(armour)?.[1];
  if (body === undefined || armour.length > 100_000) return false;
  const again = base64(bytesOf(body.replaceAll('\n', ''))).replace(/(.{70})(?=.)/g, '$1\n');
  return again === body;
};

const encoder = new TextEncoder();
const text = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const bytesOf = (encoded: string): Uint8Array => Buffer.from(encoded, 'base64');
