import type { ServiceReplay, SmallestChange, StackLint, StartAllowanceCheck, WhatIf } from '#model/what-if';
import type { RenderOptions } from '../render-options.ts';
import { visibleLine } from '../visible.ts';
import { wrap } from '../wrap.ts';
import { type Would, whatIfWould, wouldOf } from './status.ts';

/** The replay for a person at a terminal: the answer first, then service by service what was, what would be, and why. */
export const whatIfText = (answer: WhatIf, options: RenderOptions): string => {
  const page = pageOf(options);
  const lines = [
    ...page.wrapped(whatIfHeadline(answer), '', paintOf(whatIfWould(answer), options)),
    ...answer.services.filter(eventful).flatMap((service) => ['', ...serviceLines(service, page, options)]),
    ...quietLines(answer, page),
    ...answer.unread.flatMap((probe) => page.wrapped(`could not read ${probe.probe} (${probe.status}): ${probe.because}`, '  ')),
  ];
  return `${lines.join('\n')}\n`;
};

/** The answer of a replay in one line. */
export const whatIfHeadline = (answer: WhatIf): string => {
  const name = answer.stack ?? 'the stack';
  if (answer.services.length === 0) return `CANNOT KNOW: no service of ${name} could be read`;
  const words = { yes: 'WOULD COME UP', no: 'WOULD NOT COME UP', unknown: 'CANNOT KNOW' } as const;
  const would = whatIfWould(answer);
  const count = answer.services.filter((service) => wouldOf(service) === would).length;
  const what = would === 'yes' ? 'come up' : would === 'no' ? 'would not' : 'are open';
  return `${words[would]}: ${name}, ${count} of ${answer.services.length} services ${what}`;
};

/** A service that was never updated, came up and would again needs no lines of its own. */
export const eventful = (service: ServiceReplay): boolean =>
  service.recorded.state !== 'none' || wouldOf(service) !== 'yes' || service.recorded.comesUp !== true;

const quietLines = ({ services }: WhatIf, page: Page): readonly string[] => {
  const quiet = services.filter((service) => !eventful(service));
  return quiet.length === 0
    ? []
    : ['', ...page.wrapped(`never updated, up, and would be: ${quiet.map(({ service }) => service).join(', ')}`, '')];
};

const serviceLines = (service: ServiceReplay, page: Page, options: RenderOptions): readonly string[] => {
  const { recorded, simulated } = service;
  const sign = page.sign[wouldOf(service)];
  const sure = simulated.confidence === null || simulated.confidence === 'certain' ? '' : `, ${simulated.confidence}`;
  return [
    ...page.wrapped(
      `${sign} ${service.service}: ${recorded.state} ${page.arrow} ${simulated.state}${sure}`,
      '',
      paintOf(wouldOf(service), options),
    ),
    ...service.set.flatMap((turned) => page.wrapped(`with ${turnedWords(turned, page.arrow)}`, '    ')),
    ...page.wrapped(`was: ${recorded.because}`, '    '),
    ...page.wrapped(`then: ${simulated.because}`, '    '),
    ...(service.change ? page.wrapped(`smallest change: ${turnedWords(service.change, page.arrow)}`, '    ') : []),
    ...(service.tried.length > 0 && service.change === null
      ? page.wrapped('no single knob lets it complete with its tasks up:', '    ')
      : []),
    ...service.tried.flatMap(({ turned, simulated: then }) =>
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
  return `${[...page.wrapped(lintHeadline(lint), ''), ...lint.services.flatMap((service) => lintLines(service, page, options))].join('\n')}\n`;
};

/** The answer about compose files in one line. */
export const lintHeadline = ({ files, services }: StackLint): string => {
  const count = (answer: StartAllowanceCheck['answer']) => services.filter((service) => service.answer === answer).length;
  const isTimeGiven = services.some(({ startMs }) => startMs !== null);
  const unknown = count('unknown') > 0 ? `, ${count('unknown')} cannot be told` : '';
  if (count('unmet') > 0)
    return `TOO SHORT: ${files.join(', ')}, ${count('unmet')} of ${services.length} services are killed in their start${unknown}`;
  if (count('unknown') > 0) return `CANNOT KNOW: ${files.join(', ')}, ${count('unknown')} of ${services.length} services cannot be told`;
  return isTimeGiven
    ? `COVERED: ${files.join(', ')}, ${services.length} services`
    : `${files.join(', ')}: what each start may take; nothing to hold it against`;
};

const lintLines = (service: StartAllowanceCheck, page: Page, options: RenderOptions): readonly string[] => {
  const would = ({ met: 'yes', unmet: 'no', unknown: 'unknown' } as const)[service.answer];
  return [
    '',
    ...page.wrapped(`${page.sign[would]} ${service.service}`, '', paintOf(would, options)),
    ...page.wrapped(service.because, '    '),
    ...(service.change
      ? page.wrapped(
          `change ${service.change.path}: ${service.change.from} ${page.arrow} ${service.change.to} (${service.cites[0]?.where ?? service.change.file})`,
          '    ',
        )
      : []),
  ];
};

/** A knob that was turned: its path, from what to what. */
export const turnedWords = ({ path, from, to, file = null }: SmallestChange, arrow = 'to'): string =>
  `${file === null ? '' : `${file}: `}${path}: ${from ?? 'unset'} ${arrow} ${to}`;

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
