import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLeaks, matcherOf } from '#analysis/leaks/find-leaks';
import type { Capture } from '#probes/index';
import { leaksText } from '../../../src/report/leaks-text.ts';
import { paintOf } from '../../../src/report/paint.ts';
import { captureScenario, scenarios } from '../../classify/corpus.ts';

const namesOf = (capture: Capture, pattern: string | null = null): string[] =>
  findLeaks(capture, pattern, false).leaks.map(({ kind, name, confidence }) => `${kind} ${name} ${confidence}`);
const withQueue = (capture: Capture, builds: readonly object[]): Capture =>
  ({
    ...capture,
    evidence: { ...capture.evidence, 'ci-queue': { status: 'ok', artifact: { builds }, notes: [], ms: 0, bytes: 0 } },
  }) as unknown as Capture;
const build = (more: object) => ({
  ...{ repo: 'o/cc-ci', number: 7, event: 'custom', recipe: 'ghost', ref: null, pr: '4', createdAt: null },
  ...{ status: 'success', startedAt: '2026-11-20T18:27:00.000Z', finishedAt: '2026-11-20T18:28:00.000Z', ...more },
});

describe('what is left behind, on recordings', () => {
  it('volumes, secrets and a stray container of a removed stack', async () => {
    const found = namesOf(await captureScenario('leftovers-after-stack-rm'));
    expect(found).toEqual([
      'container ghos-254d34-backup likely',
      'secret ghos-254d34_db_password_v1 likely',
      'secret ghos-254d34_db_root_password_v1 likely',
      'volume ghos-254d34_content likely',
      'volume ghos-254d34_db likely',
    ]);
  });

  it('with the builds it says whose, and a run that goes on owns its things', async () => {
    const capture = await captureScenario('leftovers-after-stack-rm');
    const [first] = findLeaks(withQueue(capture, [build({})]), 'volume', true).leaks;
    expect(first).toBeUndefined();
    const owned = findLeaks(withQueue(capture, [build({})]), 'ghos-*', true).leaks;
    expect(owned.every((leak) => leak.build?.number === 7 && leak.recipe === 'ghost')).toBe(true);
    const open = findLeaks(withQueue(capture, [build({ status: 'running', finishedAt: null })]), 'ghos-*_db', true).leaks;
    expect(open.map(({ confidence }) => confidence)).toEqual(['possible']);
  });

  it('a stack of a run is possible without the builds, likely once its build is over, and owned while that runs', async () => {
    const capture = await captureScenario('image-missing');
    const [stack] = findLeaks(capture, null, false).leaks.filter(({ kind }) => kind === 'stack');
    expect(stack?.confidence).toBe('possible');
    const recipe = `${stack?.name.slice(0, 4)}-recipe`;
    const at = stack?.since ?? '';
    const around = {
      recipe,
      startedAt: new Date(Date.parse(at) - 60_000).toISOString(),
      finishedAt: new Date(Date.parse(at) + 60_000).toISOString(),
    };
    const of = (more: object) =>
      findLeaks(withQueue(capture, [build({ ...around, ...more })]), stack?.name ?? '', true).leaks.find(({ kind }) => kind === 'stack');
    expect(of({ finishedAt: null, status: 'running' })).toBeUndefined();
    const later = { ...capture, capturedAt: '2027-01-01T00:00:00.000Z' };
    expect(findLeaks(withQueue(later, [build({ ...around, finishedAt: at })]), stack?.name ?? '', true).leaks[0]?.build?.number).toBe(7);
  });

  it('leaked addresses with their number', async () => {
    const [address] = findLeaks(await captureScenario('stack-rm-leak'), 'proxy', false).leaks;
    expect(address).toMatchObject({ kind: 'address', name: 'proxy', count: 25, confidence: 'likely' });
  });

  it('things of services that live are nobody’s leak', async () => {
    for (const name of scenarios()) {
      const capture = await captureScenario(name);
      const report = findLeaks(capture, null, false);
      for (const { kind, stack, name: what } of report.leaks) if (stack === 'traefik') throw new Error(`${name}: ${kind} ${what}`);
      for (const line of leaksText(report, { columns: 80, paint: paintOf(0), unicode: true }).split('\n'))
        expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it('what cannot be listed is said, and no leak is made of it', async () => {
    const capture = await captureScenario('leftovers-after-stack-rm');
    const blind = {
      ...capture,
      evidence: { ...capture.evidence, 'swarm-services': { status: 'failed', because: 'withheld', ms: 0, bytes: 0 } },
    } as Capture;
    const report = findLeaks(blind, null, false);
    expect(report.leaks).toEqual([]);
    expect(report.unread.map(({ what }) => what)).toEqual(expect.arrayContaining(['stacks', 'things', 'networks', 'addresses']));
  });
});

describe('the pattern', () => {
  it.each([
    ['ghos', 'x-ghos-y', true],
    ['ghos-*', 'ghos-254d34_db', true],
    ['ghos-*', 'x-ghos-254d34', false],
    ['*_db', 'ghos-254d34_db', true],
    ['g?os*', 'ghos', true],
    ['g?os', 'gos', false],
    ['*', '', true],
    ['a.c', 'abc', false],
  ])('%s on %s: %s', (pattern, text, hit) => expect(matcherOf(pattern)(text)).toBe(hit));

  it('means what the same regular expression means', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(word, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 }), (pattern, text) => {
        if (!/[*?]/.test(pattern)) return;
        const same = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(matcherOf(pattern)(text)).toBe(same.test(text));
      }),
    );
  });

  it('ends at once, whatever it is', () => {
    const started = performance.now();
    expect(matcherOf(`${'*a'.repeat(90)}b`)('a'.repeat(5_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
