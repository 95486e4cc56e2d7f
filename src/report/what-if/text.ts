import type { ServiceReplay, StackLint, StartAllowanceCheck, Turned, WhatIf } from '#model/what-if';
import type { RenderOptions } from '../render-options.ts';
import { visibleLine } from '../visible.ts';
import { wrap } from '../wrap.ts';
import { type Would, whatIfWould, wouldOf } from './status.ts';

/** The replay for a person at a terminal: the answer first, then service by service what was, what would be, and why. */
export const whatIfText = (answer: WhatIf, options: RenderOptions): string => {
  const page = pageOf(options);
  const lines = [
    ...page.wrapped(whatIfHeadline(answer), '', paintOf(whatIfWould(answer), options)),
    ...answer.services.filter(eventful).flatMap((one) => ['', ...serviceLines(one, page, options)]),
    ...quietLines(answer, page),
    ...answer.unread.flatMap((one) => page.wrapped(`could not read ${one.probe} (${one.status}): ${one.because}`, '  ')),
  ];
  return `${lines.join('\n')}\n`;
};

export const whatIfHeadline = (answer: WhatIf): string => {
  const name = answer.stack ?? 'the stack';
  if (answer.services.length === 0) return `CANNOT KNOW: no service of ${name} could be read`;
  const words = { yes: 'WOULD COME UP', no: 'WOULD NOT COME UP', unknown: 'CANNOT KNOW' } as const;
  const would = whatIfWould(answer);
  const count = answer.services.filter((one) => wouldOf(one) === would).length;
  const what = would === 'yes' ? 'come up' : would === 'no' ? 'would not' : 'are open';
  return `${words[would]}: ${name}, ${count} of ${answer.services.length} services ${what}`;
};

/** A service that was never updated, came up and would again needs no lines of its own. */
export const eventful = (one: ServiceReplay): boolean =>
  one.recorded.state !== 'none' || wouldOf(one) !== 'yes' || one.recorded.comesUp !== true;

const quietLines = ({ services }: WhatIf, page: Page): readonly string[] => {
  const quiet = services.filter((one) => !eventful(one));
  return quiet.length === 0
    ? []
    : ['', ...page.wrapped(`never updated, up, and would be: ${quiet.map(({ service }) => service).join(', ')}`, '')];
};

const serviceLines = (one: ServiceReplay, page: Page, options: RenderOptions): readonly string[] => {
  const { recorded, simulated } = one;
  const sign = page.sign[wouldOf(one)];
  const sure = simulated.confidence === null || simulated.confidence === 'certain' ? '' : `, ${simulated.confidence}`;
  return [
    ...page.wrapped(
      `${sign} ${one.service}: ${recorded.state} ${page.arrow} ${simulated.state}${sure}`,
      '',
      paintOf(wouldOf(one), options),
    ),
    ...one.set.flatMap((turned) => page.wrapped(`with ${turnedWords(turned, page.arrow)}`, '    ')),
    ...page.wrapped(`was: ${recorded.because}`, '    '),
    ...page.wrapped(`then: ${simulated.because}`, '    '),
    ...(one.change ? page.wrapped(`smallest change: ${turnedWords(one.change, page.arrow)}`, '    ') : []),
    ...(one.tried.length > 0 && one.change === null ? page.wrapped('no single knob lets it complete with its tasks up:', '    ') : []),
    ...one.tried.flatMap(({ turned, simulated: then }) =>
      page.wrapped(
        `${turned.knob} ${turned.to}: ${then.state}${then.comesUp === false && then.state === 'completed' ? ', but its tasks do not come up' : ''}${then.confidence === 'possible' ? ', possibly' : ''}`,
        '      ',
      ),
    ),
  ];
};

/** The lint for a person: what is wrong first. */
export const lintText = (lint: StackLint, options: RenderOptions): string => {
  const page = pageOf(options);
  return `${[...page.wrapped(lintHeadline(lint), ''), ...lint.services.flatMap((one) => lintLines(one, page, options))].join('\n')}\n`;
};

export const lintHeadline = ({ files, services }: StackLint): string => {
  const count = (answer: StartAllowanceCheck['answer']) => services.filter((one) => one.answer === answer).length;
  const told = services.some(({ startMs }) => startMs !== null);
  const unknown = count('unknown') > 0 ? `, ${count('unknown')} cannot be told` : '';
  if (count('unmet') > 0)
    return `TOO SHORT: ${files.join(', ')}, ${count('unmet')} of ${services.length} services are killed in their start${unknown}`;
  if (count('unknown') > 0) return `CANNOT KNOW: ${files.join(', ')}, ${count('unknown')} of ${services.length} services cannot be told`;
  return told
    ? `COVERED: ${files.join(', ')}, ${services.length} services`
    : `${files.join(', ')}: what each start may take; nothing to hold it against`;
};

const lintLines = (one: StartAllowanceCheck, page: Page, options: RenderOptions): readonly string[] => {
  const would = ({ met: 'yes', unmet: 'no', unknown: 'unknown' } as const)[one.answer];
  return [
    '',
    ...page.wrapped(`${page.sign[would]} ${one.service}`, '', paintOf(would, options)),
    ...page.wrapped(one.because, '    '),
    ...(one.change
      ? page.wrapped(
          `change ${one.change.path}: ${one.change.from} ${page.arrow} ${one.change.to} (${one.cites[0]?.where ?? one.change.file})`,
          '    ',
        )
      : []),
  ];
};

export const turnedWords = ({ path, from, to }: Turned, arrow = 'to'): string => `${path}: ${from ?? 'unset'} ${arrow} ${to}`;

interface Page {
  readonly sign: Readonly<Record<Would, string>>;
  readonly arrow: string;
  readonly wrapped: (text: string, indent: string, paint?: (text: string) => string) => readonly string[];
}

const pageOf = ({ columns, unicode }: RenderOptions): Page => {
  const width = Math.min(Math.max(columns, 24), 120);
  return {
    sign: unicode ? { yes: '✔', no: '✘', unknown: '?' } : { yes: '+', no: 'x', unknown: '?' },
    arrow: unicode ? '→' : '->',
    wrapped: (text, indent, paint = (plain) => plain) =>
      wrap(visibleLine(text, 1_000), width - indent.length).map((line) => indent + paint(line)),
  };
};

const paintOf = (would: Would, { paint }: RenderOptions) => ({ yes: paint.good, no: paint.bad, unknown: paint.unsure })[would];
