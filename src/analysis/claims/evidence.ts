import { artifactOf } from '#model/outcome';
import type { Run } from '#probes/ci-history/artifact';
import type { Gitea } from '#probes/gitea/artifact';
import type { ArtifactOf, Capture } from '#probes/index';

/** What claims are checked against: one or more captures, newest last, as one. Undefined is "not read". */
export interface ClaimEvidence {
  readonly captures: readonly Capture[];
  readonly runs: readonly Run[] | undefined;
  readonly runsWhole: boolean;
  readonly gitea: Gitea | undefined;
  /** When the newest capture was taken, RFC 3339; null without one. */
  readonly at: string | null;
  /** The epoch in force at the end, by the captures: the proxy fix; RFC 3339. */
  readonly epoch: string | null;
  readonly isBuild: (number: number) => boolean;
  readonly build: (number: number) => BuildEvidence;
  /** The newest capture that has this artifact. */
  readonly newest: <I extends 'overlay-ipam' | 'swarm-services' | 'swarm-objects' | 'containers' | 'swarm-tasks'>(
    probe: I,
  ) => { readonly artifact: ArtifactOf<I>; readonly at: string } | undefined;
}

/** What the captures have of one build. */
export interface BuildEvidence {
  readonly run: Run | undefined;
  readonly drone: ArtifactOf<'ci-build'> | undefined;
  readonly results:
    | {
        readonly level: number | null;
        readonly cleanTeardown: boolean | null;
        readonly noSecretLeak: boolean | null;
        /** What results.json says of each stage, in the harness's words. */
        readonly stages: Readonly<Record<string, string>>;
        /** Of its results.json, from the folder of the runs on. */
        readonly path: string;
      }
    | undefined;
  readonly junit: ArtifactOf<'run-results'>['junit'] | undefined;
}

/** Several captures as one: of each artifact the newest that was read. */
export const claimEvidenceOf = (captures: readonly Capture[]): ClaimEvidence => {
  const last = <T>(read: (capture: Capture) => T | undefined): T | undefined =>
    captures.map(read).findLast((artifact) => artifact !== undefined);
  const history = last((capture) => artifactOf(capture.evidence['ci-history']));
  const all = last((capture) => artifactOf(capture.evidence['recipe-runs']));
  const newestOf = captures.at(-1);
  const numbers = new Set([
    ...(history?.builds ?? []).map(({ number }) => number),
    ...captures.flatMap(({ target }) => target.build ?? []),
  ]);
  return {
    captures,
    at: newestOf?.capturedAt ?? null,
    epoch: newestOf?.target.epochs?.at(-1)?.at ?? null,
    isBuild: (number) => numbers.has(number),
    runs: history?.builds,
    runsWhole: history?.whole ?? false,
    gitea: last((capture) => artifactOf(capture.evidence.gitea)),
    build: (number) => {
      const own = captures.findLast(({ target }) => target.build === number);
      const drone = own && artifactOf(own.evidence['ci-build']);
      const results = own && artifactOf(own.evidence['run-results']);
      const listed = all?.runs.find(({ run }) => run === String(number));
      const read = results?.results ?? (listed?.state === 'read' ? listed : undefined);
      return {
        run: history?.builds.find((run) => run.number === number) ?? fromDrone(drone, number),
        drone: drone?.build ? drone : undefined,
        results: read && {
          level: read.level,
          cleanTeardown: read.cleanTeardown,
          noSecretLeak: read.noSecretLeak,
          stages: read.results,
          path: `${number}/results.json`,
        },
        junit: results?.junit,
      };
    },
    newest: (probe) => {
      const capture = captures.findLast(({ evidence }) => evidence[probe]?.status === 'ok');
      const artifact = capture && artifactOf(capture.evidence[probe]);
      return artifact ? { artifact: artifact as never, at: capture.capturedAt } : undefined;
    },
  };
};

/** A capture of a build knows the neighbours too. */
const fromDrone = (drone: ArtifactOf<'ci-build'> | undefined, number: number): Run | undefined => {
  const build = drone?.build;
  if (!build || build.number !== number) return undefined;
  return { ...build, repo: drone?.repo?.slug ?? '', quick: false };
};
