import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cellsOf } from '#report/visible';
import { captureScenario } from '../classify/corpus.ts';
import { root } from '../cli/fake-io.ts';
import { exampleView, play, viewOf } from './subject.ts';

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
  [40, 10],
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
