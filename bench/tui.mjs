// Key to frame of the terminal UI, without the terminal: a log of 200,000 lines against one of 2,000, interleaved in one
// process. Goals: p95 of the long log <= 1.2 of the short one and under a frame of 60 Hz (16.7 ms). node bench/tui.mjs [keys]
import { frameOf } from '../src/tui/frame.ts';
import { actionOf } from '../src/tui/keys.ts';
import { panesOf } from '../src/tui/panes.ts';
import { reduce, startAt } from '../src/tui/store.ts';
import { exampleSubject } from '../test/tui/subject.ts';

const keys = Number(process.argv[2] ?? 2_000);
const subject = await exampleSubject('557');
const ofLines = (count) => {
  const outcome = subject.capture.evidence['drone-build'];
  const stages = outcome.artifact.stages.map((stage) => ({
    ...stage,
    steps: stage.steps.map((step, index) =>
      index === 0
        ? step
        : {
            ...step,
            log: {
              ...step.log,
              lines: Array.from({ length: count }, (_, i) => `\u001b[32mline\u001b[0m ${i} of the deploy of ghost, service converged`),
              seconds: [],
              dropped: 0,
            },
          },
    ),
  }));
  const capture = {
    ...subject.capture,
    evidence: { ...subject.capture.evidence, 'drone-build': { ...outcome, artifact: { ...outcome.artifact, stages } } },
  };
  return ui({ ...subject, capture });
};
const ui = (shown) => {
  const [columns, rows] = [80, 22];
  const panes = panesOf(shown, columns, true);
  const scene = { rows, ...panes, link: null, markdown: () => '' };
  let state = reduce(startAt('verdict'), { kind: 'show', pane: 'log' }, scene);
  frameOf(state, panes, { rows, columns });
  return (key) => {
    const start = performance.now();
    const action = actionOf(key, state, rows, panes.tabs);
    if (action) state = reduce(state, action, scene);
    frameOf(state, panes, { rows, columns });
    return performance.now() - start;
  };
};
const script = ['j', 'j', 'j', '^d', 'k', 'PgDn', 'End', 'k', 'k', 'Home', 'l', 'h', ']'];
const names = { PgDn: 'page-down', End: 'end', Home: 'home' };
const pressed = (key) =>
  key.startsWith('^')
    ? { input: key.slice(1), name: null, ctrl: true }
    : { input: names[key] ? '' : key, name: names[key] ?? null, ctrl: false };
const variants = { '2,000 lines': ofLines(2_000), '200,000 lines': ofLines(200_000) };
const times = { '2,000 lines': [], '200,000 lines': [] };
for (let i = -200; i < keys; i++)
  for (const name of Math.random() < 0.5 ? Object.keys(variants) : Object.keys(variants).reverse()) {
    const ms = variants[name](pressed(script[Math.abs(i) % script.length]));
    if (i >= 0) times[name].push(ms);
  }
const p95 = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length * 0.95)];
const [short, long] = Object.values(times).map(p95);
console.log(
  `key to frame, p95 of ${keys} keys: ${short.toFixed(3)} ms with 2,000 lines, ${long.toFixed(3)} ms with 200,000 lines, x ${(long / short).toFixed(2)}`,
);
