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
  return {
    captures,
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
