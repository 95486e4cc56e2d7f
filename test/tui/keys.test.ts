import { describe, expect, it } from 'vitest';
import type { Capture } from '#probes/index';
import { captureBuild } from '../classify/builds.ts';
import { exampleView, play, viewOf } from './subject.ts';

const longLog = async (lines: number, line: (index: number) => string): Promise<Capture> => {
  const capture = await captureBuild(557);
  const outcome = capture.evidence['ci-build'];
  if (outcome?.status !== 'ok') throw new Error('no build');
  const stages = outcome.artifact.stages.map((stage) => ({
    ...stage,
    steps: stage.steps.map((step) => ({
      ...step,
      log: {
        ...step.log,
        state: 'text' as const,
        lines: Array.from({ length: lines }, (_, index) => line(index)),
        seconds: [],
        dropped: 0,
      },
    })),
  }));
  return { ...capture, evidence: { ...capture.evidence, 'ci-build': { ...outcome, artifact: { ...outcome.artifact, stages } } } };
};

describe('keys', () => {
  it('lead from the verdict to the cited line and back', async () => {
    const ui = play({ view: await exampleView('557') });
    ui.press('/', ...'log line 50', 'Enter', 'Enter');
    expect(ui.frame()).toContain('ConvergeError');
    expect(ui.state().history.map(({ screen }) => screen)).toEqual(['verdict', 'log']);
    ui.press('Esc');
    expect(ui.state().history.map(({ screen }) => screen)).toEqual(['verdict']);
  });

  it('go round the screens and back', async () => {
    const ui = play({ view: await exampleView('557') });
    ui.press('Tab', 'Tab');
    expect(ui.frame()).toContain('[3 log]');
    ui.press('S-Tab', 'S-Tab', 'S-Tab');
    expect(ui.frame()).toContain('[0 gates]');
    ui.press('5');
    expect(ui.frame()).toContain('[5 addresses]');
  });

  it('open a branch of the evidence at its place in the JSON', async () => {
    const ui = play({ view: await exampleView('557') });
    ui.press('2', 'l', '/', ...'neighbours', 'Enter', 'Enter');
    expect(ui.rows().body.find(({ chosen }) => chosen)?.line.spans[0]?.text).toBe('  "neighbours": [');
    ui.press('Esc', 'h');
    expect(ui.frame()).toMatch(/^>✔ ci-build/m);
    ui.press('/', 'Enter');
    expect(ui.frame()).not.toContain('neighbours');
  });

  it('open raw JSON from the evidence', async () => {
    const ui = play({ view: await exampleView('557') });
    ui.press('2', 'Enter');
    expect(ui.frame()).toContain('"repo"');
    expect(ui.frame()).toContain('> ci-build');
  });

  it('search goes round, both ways, and says when there is nothing', async () => {
    const ui = play({ view: await exampleView('557') });
    ui.press('3', '/', ...'ghost', 'Enter');
    const first = ui.state().history.at(-1)?.at;
    ui.press('n');
    expect(ui.state().history.at(-1)?.at).not.toBe(first);
    ui.press('N');
    expect(ui.state().history.at(-1)?.at).toBe(first);
    ui.press('/', ...'no such thing', 'Enter');
    expect(ui.frame()).toContain('nothing holds "no such thing"');
  });

  it('a search that is given up changes nothing, and letters are letters while typing', async () => {
    const ui = play({ view: await exampleView('557') });
    const before = ui.frame();
    ui.press('/', 'q', 'w', 'BS', 'Esc');
    expect([ui.frame(), ui.state().done]).toEqual([before, false]);
  });

  it('jump between the lines that matter', async () => {
    const ui = play({ view: await exampleView('557') });
    ui.press('3', ']');
    const [place] = ui.state().history;
    ui.press(']', '[');
    expect(ui.state().history[0]?.at).toBe(place?.at);
    expect(ui.frame()).toContain('▌');
  });

  it('copy the line, the Markdown and the link', async () => {
    const ui = play({ view: await exampleView('557') });
    expect(ui.press('y', 'm', 'o').effects).toEqual([
      { kind: 'copy', text: expect.stringContaining('RED') },
      { kind: 'copy', text: expect.stringContaining('**RED') },
      { kind: 'copy', text: 'https://drone.example.net/557' },
    ]);
    expect(ui.frame()).toContain('OSC 52');
  });

  it('the palette takes screens, lines and quit, and refuses the rest', async () => {
    const ui = play({ view: await exampleView('557') });
    ui.press(':', ...'lo', 'Enter');
    expect(ui.frame()).toContain('[3 log]');
    ui.press(':', ...'12', 'Enter');
    expect(ui.state().history.at(-1)?.at).toBe(11);
    ui.press(':', ...'dance', 'Enter');
    expect(ui.frame()).toContain('no command dance');
    expect(ui.press(':', 'q', 'Enter').done).toBe(true);
  });

  it('any keys in any order keep the cursor inside', async () => {
    const ui = play({ view: await exampleView('557') }, { columns: 60, height: 12 });
    const all = [
      'j',
      'k',
      'g',
      'G',
      '^d',
      '^u',
      'PgDn',
      'Home',
      'End',
      'Enter',
      'Esc',
      'Tab',
      'S-Tab',
      'w',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '?',
      'n',
      'N',
      ']',
      '[',
      'l',
      'h',
      '/',
      ':',
      'x',
      's',
      'v',
      'L',
      'r',
      'M',
      '.',
      '8',
      '9',
      '0',
      'BS',
    ];
    let seed = 7;
    for (let step = 0; step < 3_000; step++) {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      ui.press(all[(seed >> 8) % all.length] ?? 'j');
      const { top, at } = ui.state().history.at(-1) ?? { top: -1, at: -1 };
      expect(top >= 0 && at >= 0).toBe(true);
      const { screen } = ui.state().history.at(-1) ?? { screen: '' };
      expect(at).toBeLessThan(Math.max(ui.layout.screens(ui.state()).screen(screen)?.length ?? 0, 1));
    }
    expect(ui.frame().split('\n').length).toBeLessThanOrEqual(12);
  });
});

describe('a log', () => {
  it('of 200,000 lines makes only the rows that are seen', async () => {
    const ui = play({ view: viewOf(await longLog(200_000, (index) => `line ${index}`)) });
    ui.press('3', 'End');
    expect(ui.frame()).toContain('line 199999');
  });

  it.each([
    ['a colour', '\u001b[31mred\u001b[0m plain', 'red plain'],
    ['a title', '\u001b]0;owned\u0007', '\\x1b]0;owned\\x07'],
    ['a copy', '\u001b]52;c;ZXZpbA==\u0007', '\\x1b]52;c;ZXZpbA==\\x07'],
    ['a cursor move', '\u001b[2Jgone\u001b[H', '\\x1b[2Jgone\\x1b[H'],
    ['a bidi override', 'a\u202eb', 'a\\u{202e}b'],
    ['a NUL and a return', 'a\u0000b\rc', 'a\\x00b'],
  ])('shows %s and does not act on it', async (_, line, shown) => {
    const ui = play({ view: viewOf(await longLog(3, () => line)) });
    ui.press('3');
    expect(ui.frame()).toContain(shown);
    expect(ui.frame()).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  });

  it('line of 5 MB is cut at the edge', async () => {
    const ui = play({ view: viewOf(await longLog(2, () => 'x'.repeat(5_000_000))) });
    ui.press('3');
    expect(ui.frame().length).toBeLessThan(5_000);
  });
});
