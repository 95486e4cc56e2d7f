import type { Timeline, TimelineRow } from '#model/timeline';
import { escapeHtml } from '../escape-html.ts';
import { chart } from './chart.ts';
import { lasting, timelineHeadline } from './text.ts';

/** The timeline as one self-contained page: a chart that zooms by its stylesheet alone, and every event in a table. No script, nothing from elsewhere. */
export const timelineHtml = (timeline: Timeline): string => {
  const title = timelineHeadline(timeline);
  const omitted = Object.entries(timeline.omitted).map(
    ([lane, count]) => `<p>${count} older rows of ${escapeHtml(lane)} are left out.</p>`,
  );
  const unread = timeline.unread.map(
    ({ probe, status, because }) => `<li><b>${escapeHtml(probe)}</b> ${escapeHtml(status)}: ${escapeHtml(because)}</li>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title><style>${style}</style></head><body>
<h1>${escapeHtml(title)}</h1>
${chart(timeline)}
<p class="legend"><span><svg width="12" height="12"><circle cx="6" cy="6" r="4" class="good"/></svg> good</span> <span><svg width="12" height="12"><path d="M2 2L10 10M2 10L10 2" class="cross"/></svg> bad</span> <span><svg width="12" height="12"><circle cx="6" cy="6" r="4" class="unsure"/></svg> under way</span> <span><svg width="12" height="12"><circle cx="6" cy="6" r="4" class="plain"/></svg> told</span></p>
${omitted.join('')}
<table><thead><tr><th>time (UTC)</th><th>lane</th><th>what</th><th>source</th></tr></thead><tbody>${timeline.rows.map(line).join('')}</tbody></table>
${unread.length === 0 ? '' : `<h2>Could not read</h2><ul>${unread.join('')}</ul>`}
<footer>ccci-probe ${escapeHtml(timeline.tool.version)}</footer>
</body></html>
`;
};

const words = { bad: 'bad', good: 'good', unsure: 'open', plain: '' } as const;

const line = (row: TimelineRow): string =>
  `<tr class="${row.mood}"><td><time datetime="${escapeHtml(row.at)}">${escapeHtml(row.at.slice(0, 10))} <b>${escapeHtml(row.at.slice(11, 23))}</b></time></td><td>${escapeHtml(row.lane)} <small>${words[row.mood]}</small></td><td><bdi>${escapeHtml(`${row.what}${lasting(row)}`)}</bdi></td><td><bdi>${escapeHtml(`${row.cite.probe}: ${row.cite.where}`)}</bdi></td></tr>`;

const zooms = [1, 2, 4, 8, 16, 32].map((times) => `#z${times}:checked~.scroll .inner{width:${times * 100}%}`).join('');

const style = `:root{color-scheme:light dark;font:15px/1.45 system-ui,sans-serif;--bad:#b3141f;--good:#1d7a33;--open:#9a6400;--told:#5b6470;--use:#3a6fb0}
@media(prefers-color-scheme:dark){:root{--bad:#ff7b80;--good:#69d084;--open:#f0b449;--told:#a5afbb;--use:#7db0ee}}
body{max-width:80rem;margin:1.5rem auto;padding:0 1rem}h1{font-size:1.25rem;overflow-wrap:anywhere}
.scroll{overflow-x:auto;border:1px solid #8886;border-radius:4px}.inner{min-width:100%;padding:.3rem 0}${zooms}
.zoom input{position:absolute;opacity:0}.zoom label{display:inline-block;padding:.15rem .55rem;margin:0 .2rem .4rem 0;border:1px solid #8888;border-radius:3px;cursor:pointer}
.zoom input:checked+label{background:CanvasText;color:Canvas}.zoom input:focus-visible+label{outline:2px solid var(--use);outline-offset:1px}
.lane{border-top:1px solid #8883;padding:.15rem 0}.lane:first-child{border:0}.lane .name{position:sticky;left:.4rem;font-size:.8rem;opacity:.85;max-width:100%;overflow-wrap:anywhere}
.lane>svg{display:block;width:100%;overflow:hidden}svg text{font-size:11px;fill:CanvasText}svg .of{opacity:.75}.tick{stroke:#888}
.good{fill:var(--good)}.unsure{fill:Canvas;stroke:var(--open);stroke-width:2}.plain{fill:var(--told)}.bar{fill-opacity:.45;stroke-width:1}.bar.good{stroke:var(--good)}.bar.bad{fill:var(--bad);stroke:var(--bad);stroke-dasharray:4 2}
.bar.unsure{fill:var(--open)}.cross{stroke:var(--bad);stroke-width:2.5;fill:none}.hit{fill:transparent}.fence{stroke:var(--use);stroke-dasharray:3 3}
.gauge{fill:var(--use);fill-opacity:.5}.gauge.full{fill:var(--bad);fill-opacity:.7}.limit{stroke:var(--bad);stroke-dasharray:5 3}
.load{stroke-width:1.5}.load1{stroke:CanvasText;--c:CanvasText}.cpu{stroke:var(--bad);--c:var(--bad);stroke-dasharray:6 2}.io{stroke:var(--use);--c:var(--use);stroke-dasharray:2 2}.memory{stroke:var(--good);--c:var(--good);stroke-dasharray:8 3 2 3}
i{display:inline-block;width:.9rem;height:3px;background:var(--c);margin:0 .25rem .2rem .5rem}
.legend{font-size:.8rem}.legend span{margin-right:.8rem}.legend svg{vertical-align:-1px}
table{border-collapse:collapse;width:100%;font-size:.85rem;margin-top:1rem}th{text-align:left}td,th{padding:.2rem .5rem .2rem 0;vertical-align:top;border-top:1px solid #8883;overflow-wrap:anywhere}td:first-child,td:nth-child(2){white-space:nowrap}
tr.bad td:nth-child(2){color:var(--bad);font-weight:600}tr.good td:nth-child(2){color:var(--good)}tr.unsure td:nth-child(2){color:var(--open)}td:last-child{opacity:.75;max-width:24rem}small{opacity:.8}
footer{margin:2rem 0 1rem;font-size:.8rem;opacity:.7}
@media(max-width:40rem){body{padding:0 .6rem}.odd{display:none}thead{display:none}tr,td{display:block;border:0;padding:0}tr{border-top:1px solid #8885;padding:.35rem 0}td:last-child{max-width:none}td:first-child{display:inline}td:nth-child(2){display:inline;margin-left:.6rem}}
@media print{.zoom label{display:none}.scroll{overflow:visible}.inner{width:100%!important}}`;
