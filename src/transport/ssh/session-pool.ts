import type { HostSeen } from '#model/report';
import type { HostTexts } from '../ports.ts';
import { resolveSshHost } from './resolve-host.ts';
import type { Session, SessionOptions } from './session.ts';
import type { SshTarget } from './target.ts';

/** The SSH sessions of one run: one for each host, opened when first asked for and once only. */
export interface SessionPool extends AsyncDisposable {
  session(target: SshTarget): () => Promise<Session>;
  /** Begins to connect, and settles as soon as the host is dialled: from then on there is time until it answers. Never fails. */
  dialling(target: SshTarget): () => Promise<void>;
  /** Remembers how far the host's clock was off. */
  noteClock(target: SshTarget, texts: Pick<HostTexts, 'now' | 'askedAtMs' | 'answeredAtMs'>): void;
  hosts(): HostSeen[];
}

interface Place {
  opening: Promise<Session> | null;
  dialling: Promise<void> | null;
  session: Session | null;
  clock: { readonly offset: number; readonly error: number } | null;
}

/** Makes an empty pool. A connect that failed is not tried again: all that ask get the same error. */
export const sessionPool = (options: SessionOptions): SessionPool => {
  const places = new Map<string, Place>();
  const placeOf = (target: SshTarget): Place => {
    const key = JSON.stringify([target.host, target.user, target.port]);
    const place = places.get(key) ?? { opening: null, dialling: null, session: null, clock: null };
    places.set(key, place);
    return place;
  };
  const open = (target: SshTarget): Place & { readonly opening: Promise<Session>; readonly dialling: Promise<void> } => {
    const place = placeOf(target);
    if (!place.opening)
      place.dialling = new Promise((resolve) => {
        // ssh(1) is asked while ssh2 is loaded: both take about as long.
        const host = resolveSshHost(target, options);
        host.catch(() => undefined);
        place.opening = import('./session.ts').then(async ({ openSession }) => {
          place.session = await openSession(target, { ...options, dialled: resolve }, host);
          return place.session;
        });
        place.opening.catch(() => resolve());
      });
    return place as ReturnType<typeof open>;
  };
  return {
    session: (target) => () => open(target).opening,
    dialling: (target) => () => open(target).dialling,
    noteClock(target, { now, askedAtMs, answeredAtMs }) {
      const remote = Number(now ?? Number.NaN) * 1000;
      if (!Number.isFinite(remote)) return;
      placeOf(target).clock = {
        offset: Math.round(remote - (askedAtMs + answeredAtMs) / 2),
        error: Math.ceil((answeredAtMs - askedAtMs) / 2),
      };
    },
    hosts: () =>
      [...places.values()].flatMap(({ session, clock }) =>
        session === null
          ? []
          : [
              {
                name: session.name,
                via: session.via,
                hostKey: session.hostKey,
                clockOffsetMs: clock?.offset ?? null,
                clockErrorMs: clock?.error ?? null,
              },
            ],
      ),
    async [Symbol.asyncDispose]() {
      const opened = await Promise.allSettled([...places.values()].map(({ opening }) => opening));
      await Promise.allSettled(opened.map((one) => (one.status === 'fulfilled' ? one.value?.[Symbol.asyncDispose]() : undefined)));
    },
  };
};
