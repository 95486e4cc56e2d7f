import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mouseReader } from '../../src/tui/terminal/mouse-events.ts';
import { exampleView, play } from './subject.ts';

const press = (x: number, y: number, button = 0) => `\u001b[<${button};${x};${y}M`;

describe('the mouse', () => {
  it('points with the left button and scrolls with the wheel; the rest means nothing', () => {
    const read = mouseReader();
    expect(read(`a${press(3, 4)}\u001b[<0;3;4m${press(1, 1, 64)}${press(1, 1, 2)}b`).actions).toEqual([
      { kind: 'point', x: 2, y: 3 },
      { kind: 'wheel', by: -3 },
    ]);
  });

  it('is read the same in whatever pieces it comes, and tells what of a piece was its own', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 12 }), (x, y, cut) => {
        const read = mouseReader();
        const text = press(x, y);
        const [first, second] = [read(text.slice(0, cut)), read(`${text.slice(cut)}q`)];
        expect([...first.actions, ...second.actions]).toEqual([{ kind: 'point', x: x - 1, y: y - 1 }]);
        expect(second.consumed).toBe(Math.max(text.length - cut, 0));
      }),
    );
  });

  it('chooses a screen, a line, and opens the chosen one; the wheel moves the window', async () => {
    const ui = play({ view: await exampleView('557') });
    ui.act({ kind: 'point', x: 13, y: 1 });
    expect(ui.frame()).toContain('[2 evidence]');
    ui.act({ kind: 'point', x: 5, y: 3 });
    expect(ui.state().history.at(-1)).toMatchObject({ screen: 'evidence', at: 1 });
    ui.act({ kind: 'point', x: 5, y: 3 });
    expect(ui.state().history.at(-1)?.screen).toBe('json:run-results');
    ui.act({ kind: 'wheel', by: 3 });
    expect(ui.state().history.at(-1)).toMatchObject({ top: 3, at: 3 });
    expect(ui.act({ kind: 'point', x: 0, y: 0 })).toEqual(ui.state());
  });

  it('finds the line under it where lines are wrapped', async () => {
    const ui = play({ view: await exampleView('557') }, { columns: 40 });
    ui.press('3', 'w');
    const rows = ui.rows().body;
    const line = rows.findIndex(({ key }, index) => index > 4 && key !== rows[index - 1]?.key);
    ui.act({ kind: 'point', x: 1, y: 2 + line });
    expect(ui.rows().body[line]?.chosen).toBe(true);
  });
});
