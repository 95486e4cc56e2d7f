// Draws the pictures of the README from real frames of the terminal UI over the examples: npm run pictures.
import { mkdirSync, writeFileSync } from 'node:fs';
import { captureScenario } from '../test/classify/corpus.ts';
import { bundle, exampleView, play, viewOf } from '../test/tui/subject.ts';

const [columns, rows] = [92, 26];
const pictures = [
  { name: 'verdict', build: '557', keys: [] },
  { name: 'log', build: '557', keys: ['3', ']'] },
  { name: 'addresses', scenario: 'vip-exhaustion-new', keys: ['5', 'j', 'j'] },
  { name: 'builds', build: '557', keys: ['6', 'j', 'j'] },
  { name: 'timeline', build: '557', keys: ['8'] },
  { name: 'gates', build: '557', keys: ['0', 'j'] },
];
const esc = (text) => text.replace(/[&<>"']/g, (char) => `&#${char.codePointAt(0)};`);
const cell = { width: 8.43, height: 18 };

mkdirSync(new URL('../docs/pictures/', import.meta.url), { recursive: true });
for (const { name, build, scenario, keys } of pictures) {
  const ui = play(
    { view: build ? await exampleView(build) : viewOf(await captureScenario(scenario)) },
    { columns, height: rows, source: { ...bundle, name: build ? 'an example' : 'live' } },
  );
  ui.press(...keys);
  const { title, tabs, header, body, foot } = ui.rows();
  const lines = [
    title,
    { spans: [{ text: tabs, tone: 'strong' }], back: true },
    ...(header ? [header] : []),
    ...body.map(({ line, chosen }) => ({ ...line, back: chosen })),
  ];
  while (lines.length < rows - 1) lines.push({ spans: [] });
  lines.push({ spans: [{ text: foot, tone: 'quiet' }] });
  const text = lines.map(({ spans, back }, index) => {
    const y = 14 + index * cell.height;
    const shade = back ? `<rect class="back" x="8" y="${y - 4}" width="${columns * cell.width + 8}" height="${cell.height}"/>\n` : '';
    return `${shade}<text x="12" y="${y + 10}" xml:space="preserve">${spans.map((one) => `<tspan class="${one.tone}">${esc(one.text)}</tspan>`).join('')}</text>`;
  });
  const [width, height] = [Math.round(columns * cell.width + 24), lines.length * cell.height + 24];
  writeFileSync(
    new URL(`../docs/pictures/${name}.svg`, import.meta.url),
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="ccci-probe tui, ${name}">
<style>
svg{--back:#fff;--plain:#1f2328;--quiet:#656d76;--bad:#cf222e;--good:#1a7f37;--mark:#8250df;--back2:#dde3ea}
@media(prefers-color-scheme:dark){svg{--back:#0d1117;--plain:#e6edf3;--quiet:#8d96a0;--bad:#ff7b72;--good:#3fb950;--mark:#d2a8ff;--back2:#2d3644}}
rect{fill:var(--back)}text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:var(--plain)}
.quiet{fill:var(--quiet)}.bad{fill:var(--bad);font-weight:600}.good{fill:var(--good)}.unsure{fill:var(--mark)}.mark{fill:var(--mark);font-weight:600}.strong{font-weight:600}.back{fill:var(--back2)}
</style>
<rect width="100%" height="100%" rx="6"/>
${text.join('\n')}
</svg>
`,
  );
}
