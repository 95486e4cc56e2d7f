import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { seal } from '#bundle/seal';
import { writeBundle } from '#bundle/write';
import type { ServiceReplay, StackLint, WhatIf } from '#model/what-if';
import { paintOf } from '#report/paint';
import { cellsOf } from '#report/visible';
import { whatIfMarkdown } from '#report/what-if/markdown';
import { whatIfText } from '#report/what-if/text';
import { captureScenario } from '../classify/corpus.ts';
import { hostileStrings } from '../report/hostile.ts';
import { replayDocker } from '../transport/docker/replayed-docker.ts';
import { runMain } from './fake-io.ts';

const scratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'ccci-whatif-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const bundleOf = async (scenario: string): Promise<string> => {
  const path = join(scratch(), 'bundle');
  await writeBundle(seal(await captureScenario(scenario), [], 'test'), path);
  return path;
};

const whatif = async (scenario: string, ...argv: string[]) => {
  const { status, out, err } = await runMain(['whatif', '--from', await bundleOf(scenario), '--json', ...argv]);
  expect(err).toBe('');
  return { status, answer: JSON.parse(out) as WhatIf };
};

describe('whatif over a recording', () => {
  it.each([
    ['migration-short-start-period', ['--set', 'monitor=300s'], 'paused', 1],
    ['migration-short-start-period', ['--set', 'start_period=60s'], 'completed', 3],
    ['migration-short-start-period', ['--set', 'db.start_period=60s', '--migration', '45s'], 'completed', 0],
    ['migration-short-start-period', ['--set', 'deploy.update_config.failure_action=continue'], 'completed', 1],
    ['migration-paused-then-converges', ['--set', 'healthcheck.start_period=1m'], 'completed', 0],
    ['migration-long-start-period', [], 'completed', 0],
    ['image-missing', ['--set', 'monitor=1h', '--set', 'start_period=1h'], 'paused', 1],
    ['rollback-completed', ['--set', 'monitor=300s'], 'rollback_completed', 1],
    ['update-in-progress-long-monitor', [], 'updating', 3],
  ] as const)('%s with %j is %s', async (scenario, argv, state, expected) => {
    const { status, answer } = await whatif(scenario, ...argv);
    const one = answer.services.find(({ recorded }) => recorded.state !== 'none') as ServiceReplay;
    expect(answer.schema).toBe('ccci-probe/whatif@1');
    expect({ state: one.simulated.state, status }).toEqual({ state, status: expected });
    expect(one.set).toHaveLength(argv.filter((word) => word === '--set').length);
    expect(one.simulated.because).not.toBe('');
    expect(one.cites.length).toBeGreaterThan(0);
  });

  it('turns a knob of one service only', async () => {
    const { answer } = await whatif('migration-short-start-period', '--set', 'db.start_period=60s');
    expect(answer.services.map(({ knobs }) => knobs['startPeriodMs'])).toEqual([5_000, 60_000]);
  });

  it('cannot know what could not be read', async () => {
    const { status, answer } = await whatif('no-quorum');
    expect({ status, services: answer.services }).toEqual({ status: 3, services: [] });
    expect(answer.unread.map(({ probe }) => probe)).toContain('swarm-services');
    const built = await runMain(['whatif', '557', '--from', 'examples/ghost-557']);
    expect(built).toMatchObject({ status: 3, err: '' });
    expect(built.out).toMatch(/^CANNOT KNOW/);
  });

  it.each([
    [['--set', 'nonsense'], /expected KNOB=VALUE/],
    [['--set', 'monitors=3s'], /no knob "monitors"; there are start_period, /],
    [['--set', 'monitor=often'], /expected a duration/],
    [['--set', 'monitor=0'], /more than 0/],
    [['--set', 'retries=0'], /a whole number from 1/],
    [['--set', 'max_failure_ratio=2'], /a ratio from 0 to 1/],
    [['--set', 'order=last-first'], /one of stop-first, start-first/],
    [['--set', 'nobody.monitor=3s'], /no service "nobody"; it has ghos-fbbe33_app, ghos-fbbe33_db/],
    [['--set', '../x.monitor=3s'], /no service name/],
    [['--migration', 'long'], /expected a duration such as 45s/],
    [['--format', 'html'], /'html' is invalid. Allowed choices are text, json, markdown;/],
    [['--stack-file', 'compose.yml'], /--stack-file looks at a file alone/],
  ])('%j is wrong usage and says what to do', async (argv, message) => {
    const { status, out, err } = await runMain(['whatif', '--from', await bundleOf('migration-short-start-period'), ...argv]);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(message);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('fits 80 columns, names the answer first, and needs no colour', async () => {
    const bundle = await bundleOf('migration-short-start-period');
    const { out } = await runMain(['whatif', '--from', bundle], { env: { LANG: 'C.UTF-8', NO_COLOR: '1' } });
    expect(out).toMatch(/^WOULD NOT COME UP: ghos-fbbe33/);
    expect(out).toMatch(/smallest change: services\.db\.healthcheck\.start_period: 6s → 60s/);
    for (const line of out.split('\n')) expect(cellsOf(line)).toBeLessThanOrEqual(80);
  });

  it('works on any Docker API', async () => {
    await using docker = await replayDocker('migration-short-start-period');
    const { status, out } = await runMain([
      'whatif',
      '--stack',
      'ghos-fbbe33',
      '--docker',
      `unix://${docker.socket}`,
      '--set',
      'monitor=300s',
      '--json',
      '--quiet',
    ]);
    expect(status).toBe(1);
    expect((JSON.parse(out) as WhatIf).services[1]).toMatchObject({ recorded: { state: 'paused' }, simulated: { state: 'paused' } });
    expect(docker.violations()).toBe('');
  });
});

describe('foreign text in a replay', () => {
  const look = { columns: 80, paint: paintOf(0), unicode: true };
  it('does nothing in a terminal or a comment', () => {
    fc.assert(
      fc.property(fc.constantFrom(...hostileStrings, '!testme', '@everyone', '\u001b[31m', '</code>'), (hostile) => {
        const end = { state: hostile, at: null, because: hostile, comesUp: false };
        const turned = { knob: hostile, path: hostile, from: hostile, to: hostile };
        const simulated = { ...end, confidence: 'certain' as const };
        const service: ServiceReplay = {
          ...{ service: hostile, recorded: end, simulated, knobs: {}, set: [turned], cites: [], change: turned },
          tried: [{ turned, simulated }],
        };
        const answer: WhatIf = {
          ...{ schema: 'ccci-probe/whatif@1', tool: { version: 'x' }, stack: hostile, services: [service] },
          unread: [{ probe: hostile, status: hostile, because: hostile }],
        };
        expect(whatIfText(answer, look)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        expect(whatIfMarkdown(answer)).not.toMatch(/!testme|@everyone|<script|\u001b/);
      }),
    );
  });
});

describe('whatif --stack-file', () => {
  const compose = `services:
  app:
    image: a
    healthcheck: {test: ["CMD", "true"], start_period: 1m, interval: 10s, retries: 3}
  db:
    image: b
    healthcheck: {test: "true", start_period: "\${GRACE:-10s}", interval: 5s, timeout: 5s}
`;
  const lint = async (argv: readonly string[], text = compose, env = '') => {
    const folder = scratch();
    writeFileSync(join(folder, 'compose.yml'), text);
    if (env !== '') writeFileSync(join(folder, '.env'), env);
    return runMain(['whatif', '--stack-file', 'compose.yml', ...argv], { cwd: folder });
  };

  it('warns where the grace cannot cover the start', async () => {
    const { status, out } = await lint(['--migration', '60s', '--json']);
    const { services, schema } = JSON.parse(out) as StackLint;
    expect({ status, schema }).toEqual({ status: 1, schema: 'ccci-probe/stack-lint@1' });
    expect(services.map(({ service, answer, grace }) => [service, answer, grace?.surelyMs])).toEqual([
      ['app', 'met', 80_000],
      ['db', 'unmet', 20_000],
    ]);
    expect(services[1]).toMatchObject({
      change: { path: 'services.db.healthcheck.start_period', from: '10s', to: '50s' },
      cites: [{ where: 'compose.yml:7' }],
    });
  });

  it.each([
    [['--migration', '20s'], '', 0, /^COVERED/],
    [['--migration', 'db=21s'], '', 1, /^TOO SHORT/],
    [['--migration', 'app=79s'], '', 0, /^COVERED/],
    [['--migration', '60s'], 'GRACE=50s\n', 0, /^COVERED/],
    [[], '', 0, /nothing to hold it against/],
  ])('%j with .env %j exits %i', async (argv, env, expected, said) => {
    const { status, out, err } = await lint(argv, compose, env);
    expect({ status, err }).toEqual({ status: expected, err: '' });
    expect(out).toMatch(said);
  });

  it('cannot know what depends on a variable that was not given', async () => {
    const { status, out } = await lint(['--migration', '5s'], compose.replace(':-10s', ''));
    expect(status).toBe(3);
    expect(out).toMatch(/depends on GRACE \(not given\)/);
  });

  it.each([
    [['--migration', 'web=3s'], compose, /the file has no service "web"; it has app, db/],
    [['--set', 'retries=9'], compose, /change the file/],
    [[], 'services: [', /^ccci-probe: compose\.yml:1: /],
    [['--env', 'none'], compose, /cannot read .*none: there is no such file/],
  ])('%j is wrong usage', async (argv, text, message) => {
    const { status, out, err } = await lint(argv, text);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(message);
  });
});
