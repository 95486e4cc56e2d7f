import type { NetworkFit } from '#analysis/preflight/network-fit';
import type { Preflight } from '#analysis/preflight/preflight';
import type { RenderOptions } from './render-options.ts';
import { visibleLine } from './visible.ts';
import { wrap } from './wrap.ts';

/** `pvcheck` for people: the answer, then what speaks for and against it. */
export const preflightText = (answer: Preflight, { columns, paint, unicode }: RenderOptions): string => {
  const width = Math.min(Math.max(columns, 24), 120);
  const sign = unicode
    ? { met: '✔', unmet: '✘', unknown: '?', dot: '·', arrow: '→' }
    : { met: '+', unmet: 'x', unknown: '?', dot: '*', arrow: '->' };
  const item = (mark: string, text: string): string[] =>
    wrap(visibleLine(text, 1_500), width - 4).map((line, i) => (i === 0 ? `  ${mark} ${line}` : `    ${line}`));
  const part = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', paint.strong(title), ...lines]);
  const tone = answer.ready === true ? paint.good : answer.ready === false ? paint.bad : paint.unsure;
  const word =
    answer.ready === true ? `${sign.met} READY` : answer.ready === false ? `${sign.unmet} NOT READY` : `${sign.unknown} CANNOT KNOW`;
  const what = answer.stackFile === null ? 'no stack file: a usual stack on the proxy was assumed' : answer.stackFile;
  const order = { unmet: 0, unknown: 1, met: 2 } as const;
  const checks = [...answer.checks].sort((a, b) => order[a.answer] - order[b.answer]);
  const color = { met: paint.good, unmet: paint.bad, unknown: paint.unsure } as const;
  return [
    tone(word),
    ...wrap(visibleLine(what), width - 2).map((line) => paint.quiet(`  ${line}`)),
    ...part(
      'Checks',
      checks.flatMap((check) =>
        item(color[check.answer](sign[check.answer]), `${check.id}${check.answer === 'met' ? '' : ` ${check.answer}`}: ${check.because}`),
      ),
    ),
    ...part(
      'Addresses',
      answer.networks.flatMap((network) => item(fitSign(network, sign), networkText(network))),
    ),
    ...part(
      'Not looked at',
      answer.skipped.flatMap(({ id, because }) => item(sign.dot, `${id}: ${because}`)),
    ),
    ...part(
      'Advice',
      answer.advice.flatMap(({ summary }) => item(sign.arrow, summary)),
    ),
    '',
  ].join('\n');
};

const fitSign = ({ fits }: NetworkFit, sign: { met: string; unmet: string; unknown: string }): string =>
  fits === true ? sign.met : fits === false ? sign.unmet : sign.unknown;

const networkText = ({ name, subnet, capacity, used, free, demand, demandAtLeast, exists, countedBy, runsAtOnce }: NetworkFit): string => {
  const asks = demand === 0 ? 'nothing asked' : `asked ${demand === demandAtLeast ? demand : `${demandAtLeast} to ${demand ?? 'unknown'}`}`;
  const head = `${name}${subnet ? ` ${subnet}` : ''}`;
  if (!exists) return `${head}: made by the stack, ${capacity ?? 'unknown'} addresses, ${asks}`;
  const holders = `${used.vips} VIPs, ${used.tasks} tasks, ${used.loadBalancers} load balancers, ${used.attachments ?? 'unknown'} attached, ${used.leaked ?? 'unknown'} leaked`;
  const room = runsAtOnce === null || demand === 0 ? '' : `; room for ${runsAtOnce} such ${runsAtOnce === 1 ? 'run' : 'runs'} at once`;
  return `${head}: ${free ?? 'unknown'} of ${capacity ?? 'unknown'} free${countWord[countedBy ?? 'sum']}, ${asks}; ${holders}${room}`;
};

const countWord = {
  sum: ' by count',
  engine: ' by the engine',
  'debug-log': " by the engine's log",
  refusal: ', for somebody is refused one',
} as const;
