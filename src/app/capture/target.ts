import type { Settings } from '#config/settings';
import type { Target } from '#probes/define-probe';

/** What the user named: a build, a stack, or neither. */
export interface NamedSubject {
  readonly build: number | null;
  readonly stack: string | null;
}

/** What probes look for, as the settings have it. */
export const targetOf = ({ build, stack }: NamedSubject, { repo, proxyNetwork, epochs }: Settings): Target => ({
  ...{ build, stack, repo, proxyNetwork },
  ...(epochs.length > 0 ? { epochs } : {}),
});
