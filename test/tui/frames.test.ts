import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { provisionalView } from '#app/ui/live-source';
import type { Outcome } from '#model/outcome';
import { cellsOf } from '#report/visible';
import { captureScenario } from '../classify/corpus.ts';
import { root } from '../cli/fake-io.ts';
import { bundle, exampleView, play, viewOf } from './subject.ts';

const golden = (name: string) => join(root, 'test/golden/tui', `${name}.txt`);

describe.each([
  [80, 24],
  [120, 40],
])('at %dx%d', (columns, height) => {
  it.each(['verdict', 'evidence', 'log', 'swarm', 'addresses', 'builds', 'pvcheck', 'timeline', 'leaks', 'gates', 'help'])(
    'the screen %s of a real build',
    async (screen) => {
      const ui = play({ view: await exampleView('557') }, { columns, height });
      ui.press(':', ...screen, 'Enter', ...(screen === 'help' ? ['?'] : []));
      await expect(ui.frame()).toMatchFileSnapshot(golden(`557-${screen}-${columns}x${height}`));
    },
  );

  it('a look that goes on', async () => {
    const capture = await captureScenario('vip-exhaustion-new');
    const [all, have] = [Object.entries(capture.evidence), ['swarm-services', 'daemon-journal', 'overlay-ipam']];
    const ui = play(
      { request: { build: null, repo: null, at: null } },
      { columns, height, source: { ...bundle, name: 'live', live: true } },
    );
    ui.hear({ kind: 'planned', probes: all.map(([id]) => ({ id, title: `Title of ${id}` })) });
    for (const [id] of all.slice(1)) ui.hear({ kind: 'probe-started', probe: id, title: `Title of ${id}` }, 1_000);
    ui.act({ kind: 'tick', at: 3_000 });
    await expect(ui.frame()).toMatchFileSnapshot(golden(`live-begins-${columns}x${height}`));
    for (const [id, outcome] of all.filter(([one]) => have.includes(one)))
      ui.hear({ kind: 'probe-ended', probe: id, title: id, outcome: { ...outcome, ms: 250 } as Outcome<unknown> }, 3_200);
    const answered = Object.fromEntries(all.filter(([id]) => have.includes(id)));
    const awaited = all.map(([id]) => id).filter((id) => !have.includes(id));
    ui.hear({ kind: 'view', view: provisionalView(capture, answered, awaited) }, 3_300);
    await expect(ui.frame()).toMatchFileSnapshot(golden(`live-so-far-${columns}x${height}`));
    ui.press('2');
    await expect(ui.frame()).toMatchFileSnapshot(golden(`live-evidence-${columns}x${height}`));
  });

  it('a criterion, and recipes by day', async () => {
    const ui = play({ view: await exampleView('557') }, { columns, height });
    ui.press('0', 'j', 'Enter');
    await expect(ui.frame()).toMatchFileSnapshot(golden(`557-criterion-${columns}x${height}`));
    ui.press('6', 'v');
    await expect(ui.frame()).toMatchFileSnapshot(golden(`557-days-${columns}x${height}`));
  });

  it.each(['vip-exhaustion-new', 'rollback-completed', 'leaked-addresses'])('swarm and addresses of %s', async (scenario) => {
    const ui = play({ view: viewOf(await captureScenario(scenario)) }, { columns, height });
    ui.press('4');
    await expect(ui.frame()).toMatchFileSnapshot(golden(`${scenario}-swarm-${columns}x${height}`));
    ui.press('5');
    await expect(ui.frame()).toMatchFileSnapshot(golden(`${scenario}-addresses-${columns}x${height}`));
  });
});

it.each([
  [20, 6],
  [40, 15],
  [80, 24],
  [200, 60],
])('no frame is larger than a screen of %dx%d', async (columns, height) => {
  const ui = play({ view: await exampleView('557') }, { columns, height });
  for (const key of ['1', '2', '3', '4', '5', '6', 'v', '7', '8', '9', '0', 'Enter', '?', 'Tab', 'End', 'w', 'Right']) {
    ui.press(key);
    const lines = ui.frame().split('\n');
    expect(lines.length).toBeLessThanOrEqual(height);
    expect(
      Math.max(...lines.slice(1, -1).map((line) => cellsOf(line) - 1), cellsOf(lines[0] ?? ''), cellsOf(lines.at(-1) ?? '')),
    ).toBeLessThanOrEqual(columns);
  }
});

it('without Unicode every frame is ASCII but for what the evidence itself says', async () => {
  const ui = play({ view: await exampleView('557') }, { unicode: false });
  for (const key of ['1', '2', '3', '4', '5', '6', 'v', '7', '8', '9', '0', 'Enter', '?']) {
    ui.press(key);
    expect(ui.frame().replace(/^ ?\d.*$/gm, '')).toMatch(/^[\x0a\x20-\x7e]*$/);
  }
});
