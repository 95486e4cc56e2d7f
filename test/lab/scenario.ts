import type { Demand } from './ground.ts';
import type { Stage } from './stage.ts';

/** What a verdict has to say. A service is named as in the compose file, a network as in the scenario. */
export interface Truth {
  readonly outcome?: 'green' | 'red' | 'pending' | 'unknown';
  readonly label: string;
  readonly cause?: string;
  /** Any one of them. */
  readonly reason?: readonly string[];
  readonly service?: string;
  readonly network?: string;
}

/** One kind of failure, or of red herring, and how it is brought about on a live swarm. */
export interface Scenario extends Demand {
  /** The name of its recording, where there is one. */
  readonly id: string;
  readonly title: string;
  /** Any one of them is right. */
  readonly truth: readonly [Truth, ...Truth[]];
  /** Labels that must be among the findings too. */
  readonly also?: readonly string[];
  /** Brings it about, and returns when it shows. */
  readonly play: (stage: Stage) => Promise<void>;
}

export const green: Truth = { outcome: 'green', label: 'green' };
export const recipeFault = (reason: string | readonly string[], service: string | null = 'app'): Truth => ({
  ...{ outcome: 'red', label: 'recipe-regression', cause: 'recipe', reason: [reason].flat() },
  ...(service ? { service } : {}),
});
export const exhausted = (network: string, ...reason: readonly string[]): Truth => ({
  ...{ outcome: 'red', label: 'vip-exhaustion', cause: 'infra', service: 'app', network },
  ...(reason.length > 0 ? { reason } : {}),
});
export const infra = (label: string, reason: string | null, service: string | null = null): Truth => ({
  ...{ outcome: 'red', label, cause: 'infra' },
  ...(reason ? { reason: [reason] } : {}),
  ...(service ? { service } : {}),
});
export const timing = (...reason: readonly string[]): Truth => ({
  ...{ outcome: 'red', label: 'update-paused', cause: 'timing', service: 'db' },
  ...(reason.length > 0 ? { reason } : {}),
});
