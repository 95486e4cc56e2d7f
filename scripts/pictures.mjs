// Draws the pictures of the README from real frames of the terminal UI over the examples: npm run pictures.
import { mkdirSync, writeFileSync } from 'node:fs';
import { frameOf } from '../src/tui/frame.ts';
import { panesOf } from '../src/tui/panes.ts';
import { reduce, startAt } from '../src/tui/store.ts';
import { exampleSubject } from '../test/tui/subject.ts';

const [columns, rows] = [92, 22];
const pictures = [
  { name: 'verdict', build: '557', show: { pane: 'verdict' } },
  { name: 'log', build: '557', show: { pane: 'log', line: 70 } },
  { name: 'addresses', build: '612', show: { pane: 'addresses' } },
];
const esc = (text) => text.replace(/[&<>"']/g, (char) => `&#${char.codePointAt(0)};`);
const cell = { width: 8.43, height: 18 };

mkdirSync(new URL('../docs/pictures/', import.meta.url), { recursive: true });
for (const { name, build, show } of pictures) {
  const subject = await exampleSubject(build);
  const panes = panesOf(subject, columns, true);
  const scene = { rows, ...panes, link: null, markdown: () => '' };
  let state = reduce(startAt('verdict'), { kind: 'show', pane: show.pane }, scene);
  if (show.line) state = reduce(state, { kind: 'mark', by: 1 }, scene);
  const { head, body, foot } = frameOf(state, panes, { rows, columns });
  const lines = [
    { spans: [{ text: head, tone: 'tab' }] },
    ...body.map(({ line, chosen }) => (chosen ? { spans: line.spans.map((one) => ({ ...one, tone: `${one.tone} chosen` })) } : line)),
    ...Array.from({ length: Math.max(0, rows - body.length) }, () => ({ spans: [] })),
    { spans: [{ text: foot, tone: 'quiet' }] },
  ];
  const text = lines.map(({ spans }, index) => {
    const y = 14 + index * cell.height + 10;
    return `<text x="12" y="${y}" xml:space="preserve">${spans.map((one) => `<tspan class="${one.tone}">${esc(one.text)}</tspan>`).join('')}</text>`;
  });
  const [width, height] = [Math.round(columns * cell.width + 24), lines.length * cell.height + 24];
  writeFileSync(
    new URL(`../docs/pictures/${name}.svg`, import.meta.url),
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="ccci-probe tui ${build}, ${name}">
<style>
svg{--back:#fff;--plain:#1f2328;--quiet:#656d76;--bad:#cf222e;--good:#1a7f37;--unsure:#9a6700;--mark:#8250df;--tab:#eaeef2}
@media(prefers-color-scheme:dark){svg{--back:#0d1117;--plain:#e6edf3;--quiet:#8d96a0;--bad:#ff7b72;--good:#3fb950;--unsure:#d29922;--mark:#d2a8ff;--tab:#30363d}}
rect{fill:var(--back)}text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:var(--plain)}
.quiet{fill:var(--quiet)}.bad{fill:var(--bad);font-weight:600}.good{fill:var(--good)}.unsure{fill:var(--unsure)}.mark{fill:var(--mark);font-weight:600}.strong,.tab{font-weight:600}.chosen{text-decoration:underline}
.ansi-35{fill:var(--mark)}.ansi-36{fill:#1b7c83}
</style>
<rect width="100%" height="100%" rx="6"/>
${text.join('\n')}
</svg>
`,
  );
}
