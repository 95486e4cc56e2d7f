import { classify } from '#classify/classify';
import type { Diagnosis } from '#model/report';
import type { Capture } from '#probes/index';
import type { World } from './world.ts';

type Wanted = Readonly<Record<string, string | null | readonly (string | null)[]>>;

/** A case that was made: its answer was decided from the sources named in `why` before anything was run. */
export interface MadeCase {
  readonly name: string;
  readonly kind: string;
  readonly why: string;
  readonly world: World | (() => Capture);
  readonly accept: readonly Wanted[];
  /** Findings that must not be there, unless merely possible. */
  readonly never?: readonly Readonly<Record<string, string>>[];
}

/** What is wrong with the answer; undefined where it is right. */
export const wrongOf = (
  { accept, never = [] }: Pick<MadeCase, 'accept' | 'never'>,
  { verdict, findings, unread }: Diagnosis,
): string | undefined => {
  const got = verdict as unknown as Record<string, string | null>;
  const hit = accept.some((wanted) =>
    Object.entries(wanted).every(([key, want]) => (Array.isArray(want) ? want : [want]).includes(got[key] ?? null)),
  );
  const bad = findings.find(
    (finding) =>
      finding.confidence !== 'possible' &&
      never.some((taboo) => Object.entries(taboo).every(([key, want]) => (finding as unknown as Record<string, unknown>)[key] === want)),
  );
  const broken = unread.find(({ probe }) => probe.startsWith('detector'));
  if (broken) return `broken: ${broken.because}`;
  if (!hit)
    return `${isSureAndWrong(verdict) ? 'CERTAIN AND WRONG ' : ''}got ${verdict.outcome}/${verdict.label}/${verdict.cause}/${verdict.reason}/${verdict.service}/${verdict.network} ${verdict.confidence}: ${verdict.summary}`;
  return bad ? `must not be found: ${bad.label}/${bad.reason} ${bad.confidence}: ${bad.summary}` : undefined;
};

const isSureAndWrong = ({ confidence, outcome }: Diagnosis['verdict']): boolean =>
  confidence === 'certain' && (outcome === 'red' || outcome === 'green');

export const diagnose = async ({ world }: MadeCase): Promise<Diagnosis> =>
  classify(typeof world === 'function' ? world() : await world.capture());
