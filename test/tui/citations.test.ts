import { describe, expect, it } from 'vitest';
import { type Cite, citeOf, fileAt, logLine, objectAt, rowAt } from '#model/cite';
import { artifactOf } from '#model/outcome';
import type { Capture } from '#probes/index';
import type { View } from '#tui/mount';
import { textOf } from '../../src/tui/screen.ts';
import { locatorOf, screensOf } from '../../src/tui/screens/index.ts';
import { jsonLineOf } from '../../src/tui/screens/json-place.ts';
import { initialState } from '../../src/tui/state/state.ts';
import { captureBuild, manifest } from '../classify/builds.ts';
import { captureScenario, scenarios } from '../classify/corpus.ts';
import { exampleView, viewOf } from './subject.ts';

/** Every citation the terminal UI shows of a view. */
const citesOf = (view: View): readonly Cite[] => [
  ...view.report.findings.flatMap(({ cites, against }) => [...cites, ...against]),
  ...view.report.ruledOut.flatMap(({ cites }) => cites),
  ...view.timeline().rows.map(({ cite }) => cite),
  ...[...view.pvcheck(), ...view.gates()].flatMap(({ answers }) => answers.flatMap(({ cites }) => cites)),
];

/** The screen and the text of the line that Enter on a citation opens. */
const opened = (view: View, cite: Cite): { readonly screen: string; readonly text: string } => {
  const { screen: id, line = 0 } = locatorOf(view)(cite);
  const screen = screensOf(120, true)(initialState({ view })).screen(id);
  if (!screen) throw new Error(`there is no screen ${id}`);
  return { screen: id, text: textOf(screen.row(line)) };
};

const views = async (): Promise<ReadonlyMap<string, View>> => {
  const found = new Map<string, View>();
  for (const name of scenarios()) found.set(name, viewOf(await captureScenario(name)));
  for (const { number } of manifest()) found.set(`build ${number}`, viewOf(await captureBuild(number)));
  for (const build of ['557', '612']) found.set(`example ${build}`, await exampleView(build));
  return found;
};

/** A citation that does not open as it should, in words. */
const troubleWith = (view: View, cite: Cite): string | null => {
  const { place, probe, where } = cite;
  if (!place) return `${probe}, ${where}: no place`;
  const { screen, text } = opened(view, cite);
  const isRead = artifactOf(view.capture.evidence[probe as keyof Capture['evidence']] as never) !== undefined;
  if (place.kind === 'log-line') {
    const number = /^ *(\d+)/.exec(text)?.[1];
    return screen === 'log' && Number(number) === place.line ? null : `${probe}, ${where}: opens ${screen} at ${text.slice(0, 60)}`;
  }
  return isRead && screen !== `json:${probe}` ? `${probe}, ${where}: opens ${screen}` : null;
};

describe('every citation of every recording', () => {
  it('opens at its line where it has a place', { timeout: 300_000 }, async () => {
    const troubles: string[] = [];
    for (const [name, view] of await views())
      for (const cite of citesOf(view).filter(({ place }) => place !== undefined)) {
        const trouble = troubleWith(view, cite);
        if (trouble !== null) troubles.push(`${name}: ${trouble}`);
      }
    expect(troubles).toEqual([]);
  });

  it('has a place', { timeout: 300_000 }, async () => {
    const troubles = new Set<string>();
    for (const view of (await views()).values())
      for (const cite of citesOf(view)) if (!cite.place) troubles.add(`${cite.probe}, ${cite.where.replaceAll(/\d+/g, 'N')}`);
    expect([...troubles]).toEqual([]);
  });
});

describe('a citation', () => {
  it('of any line of any log opens the Log at that line', async () => {
    const view = viewOf(await captureScenario('oom-kill'));
    const services = artifactOf(view.capture.evidence['service-logs'])?.services ?? [];
    const daemon = artifactOf(view.capture.evidence['daemon-journal'])?.lines ?? [];
    const lines = services.flatMap(({ service, lines: own }) =>
      own.map(({ text }, index) => ({ place: logLine('service', service, index + 1), text })),
    );
    expect(lines.length).toBeGreaterThan(0);
    expect(daemon.length).toBeGreaterThan(0);
    for (const { place, text } of [
      ...lines,
      ...daemon.map(({ line, message }) => ({ place: logLine('daemon', null, line), text: message })),
    ]) {
      const open = opened(view, citeOf('service-logs', place, null, text));
      expect(open.screen).toBe('log');
      expect(open.text).toContain(text.slice(0, 20).trimEnd());
    }
  });

  it('of a build step opens the Log at that line, however many were dropped before it', async () => {
    const view = await exampleView('557');
    const open = opened(view, citeOf('ci-build', logLine('step', 2, 50), null, 'ConvergeError'));
    expect(open).toMatchObject({ screen: 'log', text: expect.stringContaining('ConvergeError') });
  });

  it('of a field opens the JSON in the object itself', async () => {
    const view = viewOf(await captureScenario('oom-kill'));
    const task = artifactOf(view.capture.evidence['swarm-tasks'])?.tasks.find(({ error }) => error !== null);
    if (!task) throw new Error('no task failed');
    const open = opened(view, citeOf('swarm-tasks', objectAt('task', task.id, null, 'Status.Err'), null, task.error ?? ''));
    expect(open.screen).toBe('json:swarm-tasks');
    expect(open.text).toContain(`"error": ${JSON.stringify(task.error).slice(0, 20)}`);
  });

  it('of what could not be read opens the Evidence', async () => {
    const view = await exampleView('557');
    expect(opened(view, citeOf('ci-queue', rowAt('builds', 557), null, '')).screen).toBe('evidence');
  });
});

describe('the line of a JSON', () => {
  const lines = JSON.stringify(
    {
      builds: [
        { number: 11, status: 'failure', flags: { clean_teardown: true } },
        { number: 12, status: 'success', flags: { clean_teardown: false } },
      ],
      note: 'failure of 12',
    },
    null,
    2,
  ).split('\n');
  const textAt = (cite: Cite) => lines[jsonLineOf(cite, lines)]?.trim();

  it('is the column of the row, not of another row', () => {
    expect(textAt(citeOf('ci-history', rowAt('builds', 12, 'build_status'), null, 'success'))).toBe('"status": "success",');
    expect(textAt(citeOf('ci-history', rowAt('builds', 11, 'build_status'), null, 'failure'))).toBe('"status": "failure",');
  });

  it('is the key of the file, in its own branch', () => {
    expect(textAt(citeOf('run-results', fileAt('results.json', { key: 'flags.clean_teardown' }), null, 'true'))).toBe(
      '"clean_teardown": true',
    );
  });

  it('is the row itself where it has no such column, and the quote where there is no such row', () => {
    expect(textAt(citeOf('ci-history', rowAt('builds', 12, 'nothing_like_it'), null, ''))).toBe('"number": 12,');
    expect(textAt(citeOf('ci-history', rowAt('builds', 99), null, 'failure of 12'))).toBe('"note": "failure of 12"');
  });
});
