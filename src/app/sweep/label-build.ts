import { randomBytes } from 'node:crypto';
import { failureFingerprint } from '#analysis/sweep/fingerprint';
import { epochOfBuild, type SignSeen, type SweepLine } from '#analysis/sweep/line';
import type { Hit } from '#analysis/sweep/scan-blob';
import { signs } from '#analysis/sweep/signs';
import { redact } from '#bundle/redact';
import { classify } from '#classify/classify';
import type { Settings } from '#config/settings';
import { isFailed, isOpen } from '#model/ci-status';
import { sameCommit } from '#model/commit';
import { Absent } from '#model/errors';
import type { HostSeen } from '#model/report';
import { capture } from '#probes/capture';
import { recipeOf } from '#probes/ci-build/row';
import type { Target } from '#probes/define-probe';
import type { JournalPort, LogBlob, Ports, Row, SweepPort, SweptBuild } from '#transport/ports';
import { captureEvidence } from '../capture/evidence.ts';
import { ownSecrets } from '../capture/redacted.ts';
import { targetOf } from '../capture/target.ts';
import type { Sources } from '../open-sources.ts';
import { quietly, type RunContext } from '../run-context.ts';

/** What all builds of one sweep have in common. */
interface LabelOptions {
  readonly target: Pick<Target, 'proxyNetwork' | 'epochs' | 'sinceEpoch'>;
  readonly capturedAt: string;
  readonly hosts: readonly HostSeen[];
  readonly known: readonly string[];
  readonly daemonLines: SweepPort['daemonLines'];
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/** Judges a build; what was found in its logs meanwhile completes the line. */
export type Label = (swept: SweptBuild) => Promise<(hits: readonly Hit[]) => SweepLine>;

/** Only of a build that failed does a log or the daemon's word decide anything (`test/sweep` holds it against classify, build by build). */
const hasFailed = ({ build, stages, steps }: Pick<SweptBuild, 'build' | 'stages' | 'steps'>): boolean =>
  isFailed(String(build['build_status'])) ||
  stages.some((stage) => isFailed(String(stage['stage_status']))) ||
  steps.some((step) => isFailed(String(step['step_status'])));

/** The labeller over open sources. The host's clock is read first: how far it is off decides on which side of an epoch a build ran. */
export const labellerOn = async (
  sources: Sources,
  settings: Settings,
  sinceEpoch: string | undefined,
  context: RunContext,
): Promise<Label> => {
  const target = targetOf({ build: null, stack: null }, settings);
  await captureEvidence({ settings, target, probes: ['host-load'], sources }, quietly(context));
  return labeller({
    target: {
      proxyNetwork: settings.proxyNetwork,
      ...(settings.epochs.length > 0 ? { epochs: settings.epochs } : {}),
      ...(sinceEpoch === undefined ? {} : { sinceEpoch }),
    },
    capturedAt: context.wall(),
    hosts: sources.hosts(),
    known: ownSecrets(context.env),
    daemonLines: sources.sweep.daemonLines,
    signal: context.signal,
    now: context.monotonic,
  });
};

/** Makes what labels one build after the other: the probes of `classify BUILD` over rows already read, its redaction, its judgement. */
const labeller = async (options: LabelOptions): Promise<Label> => {
  const { target: common, signal, now, capturedAt } = options;
  const redaction = { key: randomBytes(32), known: options.known };
  const look = (ports: Ports, target: Target, only?: readonly ('ci-build' | 'run-results' | 'daemon-journal')[]) =>
    capture(ports, target, { signal, now, hear: () => undefined, longestMs: 120_000, ...(only ? { only } : {}) });
  const unseen = await look({ ...nothing, journal: silent }, { ...common, build: 0, repo: null, stack: null });
  const { value: same } = redact({ hosts: options.hosts, evidence: unseen }, redaction);
  return async (swept) => {
    const build = Number(swept.build['build_number']);
    const target: Target = { ...common, build, repo: String(swept.repo['repo_slug']), stack: null };
    const ports = portsOf(swept, options.daemonLines);
    const evidence = await look(ports, target, ['ci-build', 'run-results', ...(hasFailed(swept) ? (['daemon-journal'] as const) : [])]);
    const { value: own } = redact({ target, evidence }, redaction);
    const diagnosis = classify({ capturedAt, hosts: same.hosts, target: own.target, evidence: { ...same.evidence, ...own.evidence } });
    const { subject, verdict } = diagnosis;
    return (hits) => ({
      build,
      recipe: subject.recipe,
      ref: subject.ref,
      pr: subject.pr,
      status: subject.status,
      startedAt: subject.startedAt,
      verdict,
      repo: subject.repo,
      event: subject.event,
      finishedAt: subject.finishedAt,
      epoch: epochOfBuild(diagnosis),
      fingerprint: failureFingerprint(diagnosis),
      signs: redact(signsOf(hits), redaction).value,
    });
  };
};

const signsOf = (hits: readonly Hit[]): SignSeen[] => {
  const counts = new Map<string, { count: number; last: string }>();
  for (const { sign, line } of hits) {
    const id = signs[sign]?.id ?? '';
    counts.set(id, { count: (counts.get(id)?.count ?? 0) + 1, last: line.slice(0, 400) });
  }
  return [...counts].map(([sign, hit]) => ({ sign, ...hit }));
};

const refuse = (because: string) => () => Promise.reject(new Absent(because));
const outOfSight = refuse('a sweep looks at no swarm: what ran then is gone');
const nothing: Ports = {
  docker: { getJson: outOfSight, getLog: outOfSight },
  ci: { build: outOfSight, history: outOfSight, recent: outOfSight },
  runs: { read: outOfSight },
  journal: { lines: outOfSight },
  host: { state: outOfSight },
  ciLog: { read: outOfSight },
  gitea: { origin: '', getJson: outOfSight, getAll: outOfSight, isMember: outOfSight },
  tmux: { session: outOfSight },
  recipe: { read: outOfSight },
};

const silent: JournalPort = { lines: async () => ({ value: { source: 'journal', lines: [], truncated: true }, bytes: 0 }) };

const portsOf = (swept: SweptBuild, daemonLines: SweepPort['daemonLines']): Ports => {
  const { build, repo, stages, steps, migrations } = swept;
  return {
    ...nothing,
    ci: {
      ...nothing.ci,
      build: async () => ({
        value: {
          migrations,
          repos: [repo],
          builds: [build],
          stages,
          steps,
          logs: hasFailed(swept) ? (await swept.logs()).map(textOf) : [],
          neighbours: relevantNeighbours(swept),
        },
        bytes: 0,
      }),
    },
    runs: {
      read: async () => {
        if (swept.run instanceof Error) throw swept.run;
        return { value: swept.run, bytes: 0 };
      },
    },
    journal: { lines: ({ signal }) => daemonLines({ build, repo, signal }) },
  };
};

const textOf = ({ stepId, size, data }: LogBlob) => ({
  stepId,
  size,
  text: data === null ? null : new TextDecoder('utf-8', { ignoreBOM: true }).decode(data),
});

/**
 * Of the builds near it a verdict asks only whether one of the same recipe and ref passed, and whether one failed: one of each status does. Of a
 * build that still runs it asks for the newest time.
 */
const relevantNeighbours = (swept: SweptBuild): readonly Row[] => {
  const { build } = swept;
  if (isOpen(String(build['build_status']))) return swept.near();
  const own = recipeOf(build);
  if (own.recipe === null || own.ref === null) return [];
  const kin = new Map<unknown, Row>();
  for (const row of swept.near()) {
    if (kin.has(row['build_status']) || row['build_number'] === build['build_number']) continue;
    const other = recipeOf(row);
    if (other.recipe === own.recipe && sameCommit(other.ref, own.ref)) kin.set(row['build_status'], row);
  }
  return [...kin.values()];
};
