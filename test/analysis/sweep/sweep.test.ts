import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { SweepLine } from '#analysis/sweep/line';
import { manifest } from '../../classify/builds.ts';
import { root, runMain } from '../../cli/fake-io.ts';

const fixture = join(root, 'test/fixtures/drone');
const sources = [
  ...['--drone', join(fixture, 'database.sqlite'), '--runs', join(fixture, 'cc-ci-runs')],
  ...['--dockerd-log', join(fixture, 'dockerd.journal.jsonl')],
];
const config = join(root, 'test/fixtures/sweep-epochs.yaml');
const sweep = (...more: string[]) => runMain(['sweep', ...sources, '--quiet', ...more]);
const linesOf = (out: string): SweepLine[] =>
  out
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'ccci-sweep-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
};

it('labels every build of the repo that tests recipes, once, in order, and none of another', async () => {
  const { status, out } = await sweep('--json');
  expect(status).toBe(0);
  expect(linesOf(out).map(({ build }) => build)).toEqual(manifest().map(({ number }) => number));
  expect(linesOf(out).map(({ status: said }) => said)).toEqual(manifest().map(({ status: told }) => told));
  expect(new Set(linesOf(out).map(({ repo }) => repo))).toEqual(new Set(['recipe-maintainers/cc-ci']));
  expect(Object.keys(linesOf(out)[0] ?? {}).slice(0, 7)).toEqual(['build', 'recipe', 'ref', 'pr', 'status', 'startedAt', 'verdict']);
});

it('says of every build what classify says of it, with epochs and without', { timeout: 120_000 }, async () => {
  for (const more of [[], ['--config', config]]) {
    const lines = linesOf((await sweep('--json', ...more)).out);
    expect(lines).toHaveLength(121);
    for (const line of lines) {
      const nowhere = ['--docker', 'unix:///nonexistent/docker.sock', '--repo', 'recipe-maintainers/cc-ci'];
      const { out } = await runMain(['classify', String(line.build), ...sources, ...nowhere, ...more, '--json', '--quiet']);
      const { subject, verdict } = JSON.parse(out);
      expect({ build: line.build, verdict: line.verdict }).toEqual({ build: line.build, verdict });
      const { recipe, ref, pr, status, startedAt } = subject;
      expect(line).toMatchObject({ recipe, ref, pr, status, startedAt });
    }
  }
});

it('says the same with threads and without', async () => {
  expect((await sweep('--json', '--workers', '0')).out).toBe((await sweep('--json', '--workers', '2')).out);
});

it('keeps to a window, a recipe and a repo', async () => {
  const window = linesOf((await sweep('--json', '--since', '2026-06-12', '--until', '2026-06-12T12:00:00Z')).out);
  expect(window.length).toBeGreaterThan(20);
  expect(window.every(({ startedAt }) => startedAt !== null && startedAt >= '2026-06-12' && startedAt < '2026-06-12T12')).toBe(true);
  const ghost = linesOf((await sweep('--json', '--recipe', 'ghost')).out);
  expect(ghost.map(({ build }) => build)).toEqual([515, 517, 519, 557, 578, 585, 612]);
  const other = linesOf((await sweep('--json', '--repo', 'recipe-maintainers/cc-ci-orchestrator')).out);
  expect(other).toHaveLength(44);
  expect(await sweep('--json', '--repo', 'no/such')).toMatchObject({
    status: 3,
    out: '',
    err: expect.stringMatching(/no repo no\/such: it has recipe-maintainers/),
  });
});

it('goes on where it was stopped, whatever the last line looks like', async () => {
  const whole = (await sweep('--json')).out;
  const part = join(folder(), 'part.ndjson');
  for (const bytes of [0, 100, 20_000, whole.length - 3]) {
    writeFileSync(part, whole.slice(0, bytes));
    const { status, out } = await sweep('--json', '--resume', part);
    if (bytes === 100) expect(status).toBe(2);
    else expect(linesOf(out).sort((a, b) => a.build - b.build)).toEqual(linesOf(whole));
  }
});

it('marks what is judged otherwise than before', async () => {
  const [whole, last] = [(await sweep('--json')).out, join(folder(), 'last.ndjson')];
  writeFileSync(last, whole);
  const same = await sweep('--json', '--diff-last', last);
  expect(same.status).toBe(0);
  expect(linesOf(same.out).filter(({ changed }) => changed)).toEqual([]);
  writeFileSync(last, whole.replace('"label":"vip-exhaustion"', '"label":"unexplained"'));
  const changed = await sweep('--diff-last', last, '--summary', join(folder(), 's.json'));
  expect(changed.status).toBe(1);
  expect(changed.out).toContain('was unexplained');
  expect(changed.out).toContain('1 x unexplained/service-vip, likely -> vip-exhaustion/service-vip, likely (builds 512)');
});

it('adds up: the same failure once, one cause in two recipes within the hour', async () => {
  const file = join(folder(), 'summary.json');
  await sweep('--summary', file);
  const summary = JSON.parse(readFileSync(file, 'utf8'));
  expect(summary).toMatchObject({ schema: 'ccci-probe/sweep-summary@1', builds: 121 });
  expect(summary.labels.reduce((sum: number, one: { count: number }) => sum + one.count, 0)).toBe(121);
  expect(summary.infraSuspects).toContainEqual(
    expect.objectContaining({ label: 'vip-exhaustion', recipes: ['discourse', 'ghost'], builds: [512, 515] }),
  );
  expect(summary.clusters).toContainEqual(expect.objectContaining({ label: 'vip-exhaustion', count: 3, builds: [512, 515, 517] }));
});

it.each([
  [['--since', 'yesterday'], /--since "yesterday": give a time/],
  [['--workers', 'many'], /--workers "many": give a number/],
  [['--resume', '/nonexistent'], /--resume: cannot read/],
  [['--summary', '/nonexistent/sum.json'], /--summary: cannot write into \/nonexistent/],
  [['--format', 'html'], /'html' is invalid. Allowed choices are text, json;/],
])('refuses %s', async (flags, said) => {
  expect(await sweep(...flags)).toMatchObject({ status: 2, out: '', err: expect.stringMatching(said) });
});

it('a database that cannot be read is 3', async () => {
  const drone = join(folder(), 'database.sqlite');
  expect(await runMain(['sweep', '--drone', drone])).toMatchObject({ status: 3, err: expect.stringContaining('there is no') });
  writeFileSync(drone, 'no database, but long enough to be taken for a file with a header'.repeat(100));
  expect(await runMain(['sweep', '--drone', drone])).toMatchObject({ status: 3, err: expect.stringContaining('cannot be read') });
});

it.each([80, 40])('fits a terminal of %i columns', async (columns) => {
  const drone = 'test/fixtures/drone/database.sqlite';
  const { out } = await runMain(['sweep', '--drone', drone, '--recipe', 'ghost', '-q', '--no-color'], { outIsTty: true, columns });
  expect(out.replace(/\n */g, ' ')).toContain('update-paused/undetermined');
  expect(out.split('\n').filter((line) => line.length > columns)).toEqual([]);
});
