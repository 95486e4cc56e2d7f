// The terminal UI: how long from key to frame, without the terminal, with a log of 200,000 lines against one of 2,000, interleaved in one
// process; and how many bytes the built program writes for a key at 80x24. Goals: p95 of the long log <= 1.2 of the short one and under a
// frame of 60 Hz (16.7 ms); a cursor that moves rewrites no screen. node bench/tui.mjs [keys]
import { PassThrough, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { exampleView, play, viewOf } from '../test/tui/subject.ts';

const keys = Number(process.argv[2] ?? 2_000);
const { capture } = await exampleView('557');
const viewOfLines = (count) => {
  const outcome = capture.evidence['ci-build'];
  const lines = Array.from({ length: count }, (_, i) => `\u001b[32mline\u001b[0m ${i} of the deploy of ghost, service converged`);
  const stages = outcome.artifact.stages.map((stage) => ({
    ...stage,
    steps: stage.steps.map((step, index) => (index === 0 ? step : { ...step, log: { ...step.log, lines, seconds: [], dropped: 0 } })),
  }));
  return viewOf({
    ...capture,
    evidence: { ...capture.evidence, 'ci-build': { ...outcome, artifact: { ...outcome.artifact, stages } } },
  });
};

const script = ['j', 'j', 'j', '^d', 'k', 'PgDn', 'End', 'k', 'k', 'Home', 'l', 'h', ']'];
const variants = [2_000, 200_000].map((lines) => {
  const ui = play({ view: viewOfLines(lines) });
  ui.press('3');
  ui.rows();
  return { ui, times: [] };
});
for (let i = -200; i < keys; i++)
  for (const { ui, times } of Math.random() < 0.5 ? variants : variants.toReversed()) {
    const start = performance.now();
    ui.press(script[Math.abs(i) % script.length]);
    ui.rows();
    if (i >= 0) times.push(performance.now() - start);
  }
const p95 = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length * 0.95)];
const [short, long] = variants.map(({ times }) => p95(times));
console.log(
  `key to frame, p95 of ${keys} keys: ${short.toFixed(3)} ms with 2,000 lines, ${long.toFixed(3)} ms with 200,000 lines, x ${(long / short).toFixed(2)}`,
);

let written = 0;
const stdout = Object.assign(
  new Writable({
    write(chunk, _, done) {
      written += chunk.length;
      done();
    },
  }),
  { isTTY: true, columns: 80, rows: 24 },
);
const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin, ref: () => stdin, unref: () => stdin });
Object.defineProperty(process, 'stdin', { value: stdin });
Object.defineProperty(process, 'stdout', { value: stdout });
const { mount, initialState } = await import('../dist/tui.mjs');
const source = { name: 'a bundle', live: false, opens: false, moments: false, capture: async () => undefined };
const none = () => undefined;
const over = new AbortController();
const mounted = mount(
  {
    host: { source, copy: none, suspend: none, mouse: none, lend: none, tell: none },
    first: initialState({ view: viewOfLines(2_000) }),
    unicode: true,
    color: true,
  },
  { signal: over.signal, aloud: false },
);
const typed = async (input) => {
  await sleep(60);
  const before = written;
  stdin.write(input);
  await sleep(60);
  return written - before;
};
const rows = [];
const measure = async (what, input, before = []) => {
  for (const key of before) await typed(key);
  const bytes = [];
  for (let i = 0; i < 9; i++) bytes.push(await typed(input));
  rows.push(`${what} ${bytes.sort((a, b) => a - b)[4]}`);
};
await measure('cursor down', 'j', ['3']);
await measure('scroll a line', 'j', ['G', 'g', '\u0004', '\u0004', 'j']);
await measure('page', '\u001b[6~');
await measure('another screen', '\t');
over.abort();
await mounted;
process.stderr.write(`bytes per key at 80x24, median of 9: ${rows.join(', ')}; a whole screen is ${80 * 24} cells\n`);
process.exit();
