import { randomBytes } from 'node:crypto';
import { redact } from '#bundle/redact';
import { type Sealed, seal } from '#bundle/seal';
import { version } from '#model/version';
import type { Capture } from '#probes/index';
import type { HostProcess } from '../run-context.ts';

/** Evidence that may be shown, written and judged. */
export interface SealedCapture {
  readonly capture: Capture;
  readonly sealed: Sealed;
}

/**
 * The capture with every secret taken out, those this process was given among them.
 * @param key of the pseudonyms that stand for secrets
 */
export const redacted = (taken: Capture, context: Pick<HostProcess, 'env'>, key: Uint8Array = randomBytes(32)): SealedCapture => {
  const { value, redactions } = redact(taken, { key, known: ownSecrets(context.env) });
  return { capture: value, sealed: seal(value, redactions, version) };
};

/** Secrets this process was given: they may not come back out in any evidence. */
export const ownSecrets = (env: HostProcess['env']): string[] =>
  Object.entries(env).flatMap(([name, value]) =>
    value && value.length >= 8 && /(?:TOKEN|SECRET|PASSWORD|PASSPHRASE|API_?KEY)$/i.test(name) ? [value] : [],
  );
