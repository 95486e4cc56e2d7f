import type { Cite, Finding, Report } from '#model/report';
import { changeWords, recipeLines } from './change.ts';
import { escapeHtml } from './escape-html.ts';
import { logPartHtml } from './log-part.ts';
import type { Picture, RenderOptions } from './render-options.ts';
import { signerWords } from './signer-words.ts';

/** The report as one self-contained page: no script, no address outside itself, readable in light and dark, on paper and from a file. */
export const html = (report: Report, { picture }: Pick<RenderOptions, 'picture'> = {}): string => {
  const { verdict, subject } = report;
  const title = `${verdict.outcome.toUpperCase()}: ${verdict.label}${subject.build === null ? '' : `, build ${subject.build}`}`;
  const facts: readonly (readonly [string, string | null])[] = [
    ['reason', verdict.reason],
    ['fault', verdict.cause],
    ['confidence', verdict.confidence],
    ['service', verdict.service],
    ['network', verdict.network],
    ['recipe', subject.recipe],
    ['ref', subject.ref],
    ['PR', subject.pr],
    ['stack', subject.stack],
    ['started', subject.startedAt],
    ['finished', subject.finishedAt],
    ['qualifiers', verdict.qualifiers.join(', ') || null],
    ['counts as evidence', verdict.admissible ? 'yes' : 'no'],
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'${picture ? '; img-src data:' : ''}">
<title>${escapeHtml(title)}</title><style>${style}</style></head><body>
<header class="${verdict.outcome}"><h1>${escapeHtml(title)}</h1><p>${escapeHtml(verdict.summary)}</p></header>
<dl>${facts.map(([name, value]) => (value === null ? '' : `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`)).join('')}</dl>
${part('Screenshot', picture ? pictureHtml(picture) : '')}${part('Log', report.log ? logPartHtml(report.log) : '')}
${part('Findings', report.findings.map(findingHtml).join(''))}
${part('Ruled out', list(report.ruledOut.map((ruledOut) => `<b>${escapeHtml(ruledOut.label)}</b> ${escapeHtml(ruledOut.because)}`)))}
${part('Could not read', list(report.unread.map((probe) => `<b>${escapeHtml(probe.probe)}</b> ${probe.status}: ${escapeHtml(probe.because)} ${probe.wouldDecide.length > 0 ? `<small>would decide ${escapeHtml(probe.wouldDecide.join(', '))}</small>` : ''}`)))}
${part('Changed by the PR', list(recipeLines(report.recipe, '→').map(escapeHtml)))}${part('Advice', list(report.advice.map((advice) => `${escapeHtml(advice.summary)}${advice.change ? `<pre>${escapeHtml(changeWords(advice.change, '→'))}</pre>` : ''}${advice.simulated ? `<p>${escapeHtml(`replayed: ${advice.simulated.outcome}; ${advice.simulated.because}`)}</p>` : ''}${advice.cost !== undefined ? `<p>${escapeHtml(`cost: ${advice.cost}`)}</p>` : ''}`)))}
<footer>ccci-probe ${escapeHtml(report.tool.version)}, evidence of ${escapeHtml(report.evidence.capturedAt)}, ${escapeHtml(report.evidence.digest)}${escapeHtml(signerWords(report.evidence.signer))}</footer>
</body></html>
`;
};

/** The picture itself where its bytes are kept and are base64 and nothing else; its size and hash in any case. */
const pictureHtml = ({ base64, size, sha256 }: Picture): string => {
  const caption = `screenshot.png, ${size} bytes${sha256 === null ? '' : `, sha256 ${sha256}`}`;
  const shown = base64 !== null && /^[A-Za-z0-9+/]+=*$/.test(base64);
  return `<figure>${shown ? `<img style="max-width:100%" alt="screenshot of the run" src="data:image/png;base64,${base64}">` : ''}<figcaption>${escapeHtml(shown ? caption : `${caption}: too large to keep`)}</figcaption></figure>`;
};

const findingHtml = (finding: Finding): string =>
  `<article><h3>${escapeHtml(finding.label)}${finding.reason ? ` (${escapeHtml(finding.reason)})` : ''} <small>${finding.confidence}, fault: ${finding.cause}${finding.service ? `, ${escapeHtml(finding.service)}` : ''}</small></h3><p>${escapeHtml(finding.summary)}</p>${finding.cites.map(citeHtml).join('')}${finding.against.length > 0 ? `<h4>Against</h4>${finding.against.map(citeHtml).join('')}` : ''}</article>`;

const citeHtml = (cite: Cite): string =>
  `<figure><figcaption>${escapeHtml([cite.probe, cite.where, cite.at].filter(Boolean).join(', '))}</figcaption>${cite.quote === '' ? '' : `<pre><bdi>${escapeHtml(cite.quote)}</bdi></pre>`}</figure>`;

const part = (title: string, body: string): string => (body === '' ? '' : `<section><h2>${title}</h2>${body}</section>`);
const list = (items: readonly string[]): string =>
  items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;

const style = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:60rem;margin:2rem auto;padding:0 1rem}
header{border-left:.5rem solid #777;padding:.2rem 1rem}.green{border-color:#2a7d2a}.red{border-color:#c22}.pending,.unknown{border-color:#b80}
h1{font-size:1.4rem;margin:.2rem 0}dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem}dt{opacity:.7}dd{margin:0;overflow-wrap:anywhere}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#8881;padding:.4rem .6rem;margin:.2rem 0}figure{margin:.5rem 0}figcaption{font-size:.85rem;opacity:.75;overflow-wrap:anywhere}
footer{margin-top:2rem;font-size:.8rem;opacity:.7;overflow-wrap:anywhere}small{font-weight:normal;opacity:.75}`;
