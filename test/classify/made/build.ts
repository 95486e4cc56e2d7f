// In: the log of a build as text, `# step NAME: STATUS, exit N` before each step. Out: a capture of the build as `classify BUILD` takes it.
import type { Capture } from '#probes/index';

export interface BuildSpec {
  readonly status?: string;
  readonly recipe?: string | null;
  /** Milliseconds from start to end of the build. */
  readonly lasted?: number;
  readonly stageError?: string;
}

const STEP = /^# step (\S+): (\w+), exit (-?\d+)(, may fail)?(?:, error (.*))?$/;

/** A build whose steps printed these lines; without a header all lines are of one failed step `run` that ended with 1. */
export const madeBuild = (
  text: string,
  { status = 'failure', recipe = null, lasted = 60_000, stageError }: BuildSpec = {},
): (() => Capture) => {
  const started = '2026-09-01T12:00:00.000Z';
  const finished = new Date(Date.parse(started) + lasted).toISOString();
  const lines = text.split('\n');
  if (!STEP.test(lines[0] ?? '')) lines.unshift('# step run: failure, exit 1');
  const steps: { header: RegExpExecArray; lines: string[] }[] = [];
  for (const line of lines) {
    const header = STEP.exec(line);
    if (header) steps.push({ header, lines: [] });
    else steps.at(-1)?.lines.push(line);
  }
  const artifact = {
    repo: { slug: 'shop/web', timeoutMinutes: 60 },
    build: {
      id: 7,
      number: 7,
      status,
      error: null,
      event: 'push',
      createdAt: started,
      startedAt: started,
      finishedAt: finished,
      sender: 'dev',
      parent: null,
      after: 'ab'.repeat(20),
      params: {},
      recipe,
      ref: recipe === null ? null : 'ab'.repeat(20),
      pr: recipe === null ? null : '3',
    },
    stages: [
      {
        number: 1,
        name: 'default',
        type: 'docker',
        status,
        error: stageError ?? null,
        exitCode: 0,
        machine: 'runner1',
        startedAt: started,
        stoppedAt: finished,
        steps: steps.map(({ header: [, name = '', stepStatus = '', exit = '0', mayFail, error], lines: own }, index) => ({
          id: index + 1,
          number: index + 1,
          name,
          status: stepStatus,
          error: error ?? null,
          exitCode: Number(exit),
          ...(mayFail ? { mayFail: true } : {}),
          startedAt: started,
          stoppedAt: finished,
          log: {
            state: own.length > 0 ? 'text' : 'empty',
            size: own.join('\n').length,
            lines: own,
            seconds: own.map((_, at) => Math.min(59, at)),
            dropped: 0,
          },
        })),
      },
    ],
    neighbours: [],
  };
  const evidence = { 'ci-build': { status: 'ok', artifact, ms: 0, bytes: 0, notes: [] } };
  return () =>
    ({
      capturedAt: finished,
      target: { build: 7, repo: null, stack: null, proxyNetwork: 'proxy' },
      hosts: [],
      evidence,
    }) as unknown as Capture;
};
