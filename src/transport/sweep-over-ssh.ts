import type { SweepPort } from './ports.ts';
import type { Session } from './ssh-session.ts';
export const sweepOverSsh = (_s: () => Promise<Session>, _d: string, _r: string | null): SweepPort['builds'] => {
  throw new Error('x');
};
