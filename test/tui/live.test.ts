import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { provisionalView } from '#app/ui/live-source';
import type { Outcome } from '#model/outcome';
import type { Capture, Evidence } from '#probes/index';
import { captureScenario } from '../classify/corpus.ts';
import { exampleView, play, viewOf } from './subject.ts';

const live = { name: 'live', live: true, opens: true, moments: false };
const request = { build: 557, repo: null, at: null };
const outcomesOf = (capture: Capture) => Object.entries(capture.evidence) as [string, Outcome<unknown>][];
const partOf = (capture: Capture, have: readonly string[]) => {
  const all = outcomesOf(capture);
  const answered = Object.fromEntries(all.filter(([id]) => have.includes(id))) as Evidence;
  return provisionalView(
    capture,
    answered,
    all.map(([id]) => id).filter((id) => !have.includes(id)),
  );
};

describe('while probes answer', () => {
  it('each has a row: waiting, asking for so long, read, or why not', () => {
    const ui = play({ request }, { source: live });
    ui.hear({ kind: 'planned', probes: ['ci-build', 'swarm-tasks', 'gitea'].map((id) => ({ id, title: `Title of ${id}` })) });
    expect(ui.frame()).toMatch(/swarm-tasks +waiting/);
    ui.hear({ kind: 'probe-started', probe: 'swarm-tasks', title: 'Tasks' }, 1_000);
    ui.hear({
      kind: 'probe-ended',
      probe: 'ci-build',
      title: 'Build',
      outcome: { status: 'ok', artifact: {}, notes: [], ms: 12, bytes: 5 },
    });
    ui.hear({
      kind: 'probe-ended',
      probe: 'gitea',
      title: 'G',
      outcome: { status: 'absent', because: 'no Gitea was named', ms: 0, bytes: 0 },
    });
    ui.act({ kind: 'tick', at: 3_500 });
    expect(ui.frame()).toMatch(/✔ ci-build +read +12 ms/);
    expect(ui.frame()).toMatch(/swarm-tasks +asking +2\.5 s/);
    expect(ui.frame()).toMatch(/gitea +absent +0 ms {2}no Gitea was named/);
    expect(ui.frame()).toContain('2 of 3 read');
    ui.press('2');
    expect(ui.frame()).toMatch(/gitea +absent/);
    ui.press('3');
    expect(ui.frame()).toContain('Looking');
  });

  it('no part of the evidence is shown as certain, whatever has answered so far', async () => {
    const capture = await captureScenario('vip-exhaustion-new');
    expect(play({ view: viewOf(capture) }).frame()).toContain('certain');
    const ids = outcomesOf(capture).map(([id]) => id);
    fc.assert(
      fc.property(fc.subarray(ids), fc.constantFrom('1', '2', '4', '6'), (have, screen) => {
        const ui = play({ request }, { source: live });
        ui.hear({ kind: 'view', view: partOf(capture, have) });
        ui.press(screen);
        expect(ui.frame()).not.toMatch(/\bcertain\b/);
        expect(ui.frame()).toContain('provisional');
        expect(ui.state().view?.markdown()).not.toMatch(/\bcertain\b/);
      }),
      { numRuns: 60 },
    );
  });

  it('what has not answered is unread, not empty', async () => {
    const capture = await captureScenario('vip-exhaustion-new');
    const { report } = partOf(capture, ['ci-build', 'overlay-ipam']);
    expect(report.unread).toContainEqual(expect.objectContaining({ probe: 'swarm-tasks', because: 'has not answered yet' }));
  });

  it('the verdict firms up, and the cursor stays on its line', async () => {
    const capture = await captureScenario('vip-exhaustion-new');
    const ui = play({ request }, { source: live, height: 40 });
    ui.hear({ kind: 'view', view: partOf(capture, ['swarm-services', 'swarm-tasks', 'daemon-journal']) });
    ui.press('4', ...'jjjjj');
    const line = () => ui.rows().body.find(({ chosen }) => chosen)?.line;
    const before = line();
    ui.hear({ kind: 'view', view: viewOf(capture) });
    expect(line()).toEqual(before);
    expect(ui.state().history.at(-1)?.screen).toBe('swarm');
    ui.press('1');
    expect(ui.frame()).toContain('RED');
    expect(ui.frame()).not.toContain('provisional');
  });

  it('asking again keeps what is known until all of it has been answered', async () => {
    const view = await exampleView('557');
    const ui = play({ view }, { source: live });
    expect(ui.press('r').effects).toEqual([{ kind: 'capture', request: expect.objectContaining({ at: null }) }]);
    ui.hear({ kind: 'view', view: partOf(view.capture, ['ci-build']) });
    expect(ui.state().view).toBe(view);
    const next = { ...view };
    ui.hear({ kind: 'view', view: next });
    expect(ui.state().view).toBe(next);
    expect(ui.state().progress.going).toBe(false);
  });

  it('what cannot be looked at is told, and the screens stay', async () => {
    const ui = play({ view: await exampleView('557') }, { source: live });
    ui.press('r');
    ui.hear({ kind: 'trouble', of: 'capture', because: 'the host went away' });
    expect(ui.frame()).toContain('the host went away');
    expect(ui.frame()).toContain('RED');
  });

  it('a bundle is not asked again', async () => {
    const ui = play({ view: await exampleView('557') });
    expect(ui.press('r').effects).toEqual([]);
    expect(ui.frame()).toContain('does not change');
  });
});
