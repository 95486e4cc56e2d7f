import type { HostSeen } from '#model/report';
import type { HostTexts } from './ports.ts';
import type { Session, SessionOptions } from './ssh-session.ts';
import type { SshTarget } from './ssh-target.ts';

/** The SSH sessions of one run: one for each host, opened when first asked for and once only. */
export interface SessionPool extends AsyncDisposable {
  session(target: SshTarget): () => Promise<Session>;
  /** Remembers how far the host's clock was off. */
  noteClock(target: SshTarget, texts: Pick<HostTexts, 'now' | 'askedAtMs' | 'answeredAtMs'>): void;
  hosts(): HostSeen[];
}

interface Place {
  opening: Promise<Session> | null;
  session: Session | null;
  clock: { readonly offset: number; readonly error: number } | null;
}

/** Makes an empty pool. A connect that failed is not tried again: all that ask get the same error. */
export const sessionPool = (options: SessionOptions): SessionPool => {
  const places = new Map<string, Place>();
  const placeOf = (target: SshTarget): Place => {
    const key = JSON.stringify([target.host, target.user, target.port]);
    const place = places.get(key) ?? { opening: null, session: null, clock: null };
    places.set(key, place);
    return place;
  };
  const open = async (place: Place, target: SshTarget): Promise<Session> => {
    const { openSession } = await import('./ssh-session.ts');
    place.session = await openSession(target, options);
    return place.session;
  };
  return {
    session: (target) => () => {
      const place = placeOf(target);
      place.opening ??= open(place, target);
      return place.opening;
    },
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
