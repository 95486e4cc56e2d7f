import { describe, expect, it } from 'vitest';
import type { BuildRow } from '#tui/mount';
import { exampleView, play } from './subject.ts';

const live = { name: 'live', live: true, opens: true, moments: false };
const build = (number: number, more: Partial<BuildRow> = {}): BuildRow => ({
  ...{ number, repo: 'r/ci', status: 'success', event: 'custom', recipe: 'ghost', ref: 'abcdef012345', pr: '4' },
  startedAt: `2026-06-${String(number).padStart(2, '0')}T10:00:00Z`,
  ...more,
});
const builds = [build(11), build(12, { status: 'failure', recipe: 'cryptpad', pr: null }), build(13, { status: 'running' })];
const epochs = [{ name: 'proxy-fix', at: '2026-06-12T12:00:00Z', why: 'a larger network' }];
const numbers = (frame: string) => [...frame.matchAll(/^[> ][* ] +(\d+) [a-z]/gm)].map(([, number]) => Number(number));

describe('the list of builds', () => {
  it('opens where no build was named, and asks for the list', () => {
    const ui = play('builds', { source: live });
    expect(ui.state().effects).toEqual([{ kind: 'list' }]);
    ui.hear({ kind: 'builds', builds, epochs });
    expect(numbers(ui.frame())).toEqual([13, 12, 11]);
    expect(ui.frame()).toMatch(/13 running[^\n]*\n[^\n]*proxy-fix: a larger network\n[^\n]*12 failure/);
    expect(ui.press('1').view).toBeNull();
    expect(ui.frame()).toContain('open a build in Builds');
  });

  it('filters with every letter, in several words, and says so', () => {
    const ui = play('builds', { source: live });
    ui.hear({ kind: 'builds', builds, epochs });
    ui.press('/', ...'gh');
    expect(numbers(ui.frame())).toEqual([13, 11]);
    ui.press(...'ost succ');
    expect(numbers(ui.frame())).toEqual([11]);
    ui.press('Enter');
    expect(ui.frame()).toContain('1 of 3 builds, by number, /ghost succ');
    ui.press('Esc');
    expect(numbers(ui.frame())).toEqual([13, 12, 11]);
    ui.press('/', 'x', 'Esc');
    expect(numbers(ui.frame())).toEqual([13, 12, 11]);
    ui.press('/', ...'nothing like it');
    expect(ui.frame()).toContain('No build matches');
  });

  it('sorts by another column, the cursor staying on its build; fences stand in the order of time only', () => {
    const ui = play('builds', { source: live });
    ui.hear({ kind: 'builds', builds, epochs });
    ui.press('j', 'j', 's');
    expect(ui.frame()).toContain('by recipe');
    expect(numbers(ui.frame())).toEqual([12, 13, 11]);
    expect(ui.frame()).toMatch(/^> +12/m);
    expect(ui.frame()).not.toContain('proxy-fix');
    ui.press('s');
    expect(ui.frame()).toContain('by result');
  });

  it('that can no longer be read is told, stays, and is not asked for on and on', () => {
    const ui = play('builds', { source: live });
    ui.hear({ kind: 'trouble', of: 'list', because: 'no such file' });
    expect(ui.frame()).toContain('The builds could not be read: no such file');
    ui.hear({ kind: 'builds', builds, epochs });
    ui.act({ kind: 'performed', count: 1 });
    expect(ui.act({ kind: 'poll' }).effects).toEqual([{ kind: 'list' }]);
    ui.act({ kind: 'performed', count: 1 });
    ui.hear({ kind: 'trouble', of: 'list', because: 'no such file' });
    expect(ui.act({ kind: 'poll' }).effects).toEqual([]);
    expect(ui.frame()).toContain('as it was before');
    expect(numbers(ui.frame())).toEqual([13, 12, 11]);
    expect(ui.press('r').effects).toEqual([{ kind: 'list' }]);
  });

  it('asks for labels of what is listed, and shows how sure they are', () => {
    const ui = play('builds', { source: live });
    ui.hear({ kind: 'builds', builds, epochs });
    expect(ui.press('L').effects.at(-1)).toEqual({ kind: 'label', window: { since: '2026-06-11T10:00:00Z', recipe: null } });
    ui.press('/', ...'ghost', 'Enter');
    expect(ui.press('L').effects.at(-1)).toMatchObject({ window: { recipe: 'ghost' } });
    ui.hear({
      kind: 'labels',
      labels: [
        { number: 11, repo: 'r/ci', label: 'green', confidence: 'certain' },
        { number: 13, repo: 'r/ci', label: 'stale-test', confidence: 'possible' },
      ],
    });
    expect(ui.frame()).toMatch(/13 running .* stale-test\?$/m);
    expect(ui.frame()).toMatch(/11 success .* green$/m);
    ui.press('/', ...' stale', 'Enter');
    expect(numbers(ui.frame())).toEqual([13]);
  });

  it('shows how recipes did by day', () => {
    const ui = play('builds', { source: live });
    ui.hear({ kind: 'builds', builds, epochs });
    ui.press('v');
    expect(ui.frame()).toMatch(/06-11 +06-12 +06-13/);
    expect(ui.frame()).toMatch(/cryptpad +· +0\/1/);
    ui.press('v');
    expect(numbers(ui.frame())).toEqual([13, 12, 11]);
  });

  it('opens another build, keeps the label of the last one, and takes what is newer of a build', async () => {
    const ui = play({ view: await exampleView('557') }, { source: live });
    ui.hear({ kind: 'builds', builds: [build(620, { repo: 'recipe-maintainers/cc-ci', status: 'success' })], epochs: [] });
    ui.press('6', '/', ...'557', 'Enter');
    expect(ui.frame()).toMatch(/557 .* update-paused/);
    ui.press('/', 'BS', 'BS', 'BS', ...'620', 'Enter', 'g', 'Enter');
    expect(ui.state().view).toBeNull();
    expect(ui.state().effects.at(-1)).toEqual({ kind: 'capture', request: { build: 620, repo: expect.any(String), at: null } });
    expect(ui.frame()).toContain('build 620');
    expect(ui.press('Esc').history.map(({ screen }) => screen)).toEqual(['builds']);
  });

  it('a bundle says that it holds one build only', async () => {
    const ui = play({ view: await exampleView('557') });
    ui.press('6', '/', ...'612', 'Enter', 'Enter');
    expect(ui.frame()).toContain('the bundle ghost-557 holds build 557 only');
    expect(ui.state().view).not.toBeNull();
    ui.press('/', 'BS', 'BS', 'BS', ...'557', 'Enter', 'Enter');
    expect(ui.frame()).toContain('[1 verdict]');
  });
});
