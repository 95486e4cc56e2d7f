import { join } from 'node:path';
import { readBundle } from '#bundle/read';
import { classify } from '#classify/classify';
import type { Capture } from '#probes/index';
import { buildReport } from '#report/build-report';
import { markdown } from '#report/markdown';
import { frameOf } from '../../src/tui/frame.ts';
import { actionOf, type Pressed } from '../../src/tui/keys.ts';
import type { Subject } from '../../src/tui/panes.ts';
import { panesOf } from '../../src/tui/panes.ts';
import { reduce, type Scene, type State, startAt } from '../../src/tui/store.ts';
import { root } from '../cli/fake-io.ts';

export const subjectOf = (capture: Capture): Subject => {
  const report = buildReport(classify(capture), capture, 'sha256:0', '0.0.0');
  return {
    report,
    capture,
    pages: [{ id: 'page', title: 'Page', text: () => '✔ fine\n  more\n' }],
    markdown: () => markdown(report),
    link: 'https://drone.example.net/557',
  };
};

export const exampleSubject = async (build: string): Promise<Subject> =>
  subjectOf((await readBundle(join(root, 'examples', `ghost-${build}`))).capture);

const names: Readonly<Record<string, Pressed['name']>> = {
  Enter: 'enter',
  Esc: 'escape',
  Tab: 'tab',
  Up: 'up',
  Down: 'down',
  PgDn: 'page-down',
  Home: 'home',
  End: 'end',
  BS: 'rub',
  Right: 'right',
  'S-Tab': 'back-tab',
};

/** The UI without a terminal: keys in, the lines of the frame out. */
export const play = (subject: Subject, columns = 80, height = 24, unicode = true) => {
  const panes = panesOf(subject, columns, unicode);
  const rows = height - 2;
  const scene: Scene = { rows, ...panes, link: subject.link, markdown: subject.markdown };
  let state: State = startAt('verdict');
  return {
    press: (...keys: string[]) => {
      for (const key of keys) {
        const pressed: Pressed = key.startsWith('^')
          ? { input: key.slice(1), name: null, ctrl: true }
          : { input: names[key] ? '' : key, name: names[key] ?? null, ctrl: false };
        const action = actionOf(pressed, state, rows, panes.tabs);
        if (action) state = reduce(state, action, scene);
      }
      return state;
    },
    state: () => state,
    frame: () => {
      const { head, body, foot } = frameOf(state, panes, { rows, columns });
      return [
        head.trimEnd(),
        ...body.map(({ line, chosen }) => `${chosen ? '>' : ' '}${line.spans.map(({ text }) => text).join('')}`.trimEnd()),
        foot,
      ].join('\n');
    },
  };
};
