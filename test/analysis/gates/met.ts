import { join } from 'node:path';
import type { Values } from '#analysis/gates/gate-facts';
import { type GateReport, runGate } from '#analysis/gates/run-gate';
import { gates } from '#analysis/gates/specs/index';
import { readBundle } from '#bundle/read';
import type { ArtifactOf, Capture, ProbeId } from '#probes/index';
import { root } from '../../cli/fake-io.ts';

/** Evidence that makes every criterion of a gate met, with the gate's parameters. */
export interface MetEvidence {
  readonly gate: string;
  readonly params: Values;
  readonly capture: Capture;
}

/** The artifact of a probe, to be changed in a copy. */
export const artifact = <I extends ProbeId>({ evidence }: Capture, probe: I): ArtifactOf<I> => {
  const outcome = evidence[probe];
  if (outcome?.status !== 'ok') throw new Error(`the capture has no ${probe}`);
  return outcome.artifact as ArtifactOf<I>;
};

/** A copy of a capture with a change. */
export const changed = (capture: Capture, change: (copy: Capture) => void): Capture => {
  const copy = structuredClone(capture);
  change(copy);
  return copy;
};

/** Puts an artifact into a capture. */
export const put = <I extends ProbeId>(capture: Capture, probe: I, value: ArtifactOf<I>): void => {
  Object.assign(capture.evidence, { [probe]: { status: 'ok', artifact: value, notes: [], ms: 1, bytes: 1 } });
};

/** A comment of the CI's bot on PR #4 after everything else. */
export const comment = (
  id: number,
  body: string,
  at = '2026-06-13T07:10:00.000Z',
): NonNullable<ArtifactOf<'gitea'>['comments']>[number] => ({
  ...{ pr: 4, id, kind: 'comment', user: { id: 5, login: 'autonomic-bot' }, body, createdAt: at, updatedAt: at, edited: false },
  url: `https://git.example.net/recipe-maintainers/ghost/pulls/4#issuecomment-${id}`,
});

export const say = (capture: Capture, ...comments: readonly ReturnType<typeof comment>[]): void =>
  void artifact(capture, 'gitea').comments?.push(...comments);

const testPull = (capture: Capture): ArtifactOf<'gitea'>['pulls'][number] => ({
  ...structuredClone(artifact(capture, 'gitea').pulls[1] as ArtifactOf<'gitea'>['pulls'][number]),
  ...{ number: 77, title: 'tests for 6.44', branch: 'ghost-6.44', headSha: 'c'.repeat(40), headRepo: 'recipe-maintainers/cc-ci' },
  ...{ createdAt: '2026-06-13T07:00:00.000Z', updatedAt: '2026-06-13T07:00:00.000Z', body: 'goes with ghost/pulls/4' },
  url: 'https://git.example.net/recipe-maintainers/cc-ci/pulls/77',
});

const putTests = (capture: Capture, withPull: boolean): void =>
  put(capture, 'gitea-tests', {
    ...structuredClone(artifact(capture, 'gitea')),
    ...{
      repo: 'cc-ci',
      pulls: withPull ? [testPull(capture)] : [],
      comments: [],
      pushes: [],
      statuses: [],
      lookedAt: withPull ? [77] : [],
    },
  });

const putSession = (capture: Capture, state: 'idle' | 'absent'): void =>
  put(capture, 'upgrader', {
    ...{
      session: 'cc-ci-upgrader',
      state,
      because: state === 'idle' ? 'its screen has not changed for 9 min' : 'there is no session',
      command: 'node',
    },
    arguments: state === 'idle' ? ['node upgrade-all'] : [],
    ...{ createdAt: '2026-06-13T03:00:00.000Z', activeAt: '2026-06-13T06:20:00.000Z', screen: [] },
  });

const putQueue = (capture: Capture): void => {
  const run = (number: number, recipe: string, startedAt: string, finishedAt: string) => ({
    ...{ repo: 'recipe-maintainers/cc-ci', number, status: 'success', event: 'custom', recipe, ref: 'd88f5801', pr: '4', quick: false },
    ...{ createdAt: startedAt, startedAt, finishedAt },
  });
  put(capture, 'ci-queue', {
    builds: [
      run(612, 'ghost', '2026-06-13T06:13:02.000Z', '2026-06-13T06:15:13.000Z'),
      run(611, 'discourse', '2026-06-13T06:00:00.000Z', '2026-06-13T06:12:00.000Z'),
      run(610, 'cryptpad', '2026-06-13T05:50:00.000Z', '2026-06-13T05:59:00.000Z'),
    ],
  });
};

const closeAll = (capture: Capture): void => {
  for (const pull of artifact(capture, 'gitea').pulls) {
    pull.state = 'closed';
    pull.closedAt ??= '2026-06-13T08:00:00.000Z';
  }
};

const SANDBOX = { recipe: 'ghost', pr: 4 };
const recipes: Readonly<Record<string, { readonly set?: Values; readonly prepare?: (capture: Capture) => void }>> = {
  'ghost/M1': {},
  'ghost/M2': {},
  'upgrade-flow/V1': {
    prepare: (capture) => {
      const at = (id: number, body: string, time: string) => comment(id, body, time);
      say(
        capture,
        { ...at(2301, '!testme', '2026-06-13T08:00:00.000Z'), user: { id: 99, login: 'stranger' } },
        at(2302, '!testmexyz', '2026-06-13T09:00:00.000Z'),
      );
      artifact(capture, 'gitea').members.push({ login: 'stranger', member: false });
    },
  },
  'upgrade-flow/V2': { set: { epoch: '2026-06-13T05:38:00Z' } },
  'upgrade-flow/V3': { prepare: (capture) => say(capture, comment(2300, 'RESULT: SUCCESS')) },
  'upgrade-flow/V4': { set: { epoch: '2026-06-12T17:00:00Z' }, prepare: (capture) => putTests(capture, false) },
  'upgrade-flow/V5': {
    prepare: (capture) => {
      say(capture, comment(2300, 'test_ci_marker looks stale for 6.44; re-run --with-tests.\n\nRESULT: SUCCESS-PENDING-TESTS'));
      putTests(capture, false);
    },
  },
  'upgrade-flow/V6': {
    prepare: (capture) => {
      say(capture, comment(2300, 'Verified with cc-ci#77. RESULT: SUCCESS+TESTPR'));
      putTests(capture, true);
    },
  },
  'upgrade-flow/V7': { set: { pr: 0, upstream: '4b1f0c9e2d7a5836f0e1c2b3a4958677d8e9f0a1' } },
  'upgrade-flow/V8': {
    set: { recipes: ['ghost', 'discourse'] },
    prepare: (capture) => {
      putTests(capture, false);
      putSession(capture, 'idle');
      putQueue(capture);
    },
  },
  'upgrade-flow/V8a': { set: { recipe: 'any', pr: 0 }, prepare: (capture) => putSession(capture, 'idle') },
  'upgrade-flow/V9': {
    set: { pr: 0, patterns: ['ghos-*', 'dev-ghost*'] },
    prepare: (capture) => {
      closeAll(capture);
      putSession(capture, 'absent');
    },
  },
};

/** The bundle of build 612 as it was taken, made to meet each gate that comes with the program. */
export const metEvidence = async (): Promise<readonly MetEvidence[]> => {
  const { capture } = await readBundle(join(root, 'examples/ghost-612'));
  return gates.map((spec) => {
    const { set = {}, prepare = () => undefined } = recipes[spec.gate] ?? {};
    const own = spec.gate.startsWith('ghost/') ? {} : SANDBOX;
    const params = Object.fromEntries(Object.entries({ ...spec.params, ...own, ...set }).filter(([, value]) => value !== null)) as Values;
    return { gate: spec.gate, params, capture: changed(capture, prepare) };
  });
};

export const ask = ({ gate, params }: Pick<MetEvidence, 'gate' | 'params'>, capture: Capture): GateReport => {
  const spec = gates.find((other) => other.gate === gate);
  if (!spec) throw new Error(`no gate ${gate}`);
  return runGate(spec, params, capture, 'sha256:0', '0');
};
