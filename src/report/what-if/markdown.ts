import type { ServiceReplay, StackLint, WhatIf } from '#model/what-if';
import { inert, inline } from '../inert-markdown.ts';
import { eventful, lintHeadline, turnedWords, whatIfHeadline } from './text.ts';

/** The replay as a comment; foreign text stands only inside `<code>`. */
export const whatIfMarkdown = (answer: WhatIf): string => {
  const { services, unread } = answer;
  return `${inert(
    [
      `**${inline(whatIfHeadline(answer))}**`,
      ...services.filter(eventful).map(serviceLines),
      ...unread.map((one) => `- could not read ${inline(one.probe)}: ${inline(`${one.status}, ${one.because}`)}`),
    ].join('\n\n'),
  )}\n`;
};

const serviceLines = ({ service, recorded, simulated, set, change, tried }: ServiceReplay): string =>
  [
    `- ${inline(service)}: ${inline(recorded.state)} to ${inline(simulated.state)}${simulated.confidence === null ? '' : `, ${simulated.confidence}`}`,
    ...set.map((turned) => `  - with ${inline(turnedWords(turned))}`),
    `  - was: ${inline(recorded.because)}`,
    `  - then: ${inline(simulated.because)}`,
    ...(change ? [`  - smallest change: ${inline(turnedWords(change))}`] : []),
    ...(tried.length > 0 && !change ? ['  - no single knob lets it complete with its tasks up:'] : []),
    ...tried.map((one) => `    - ${inline(`${one.turned.knob} ${one.turned.to}`)}: ${inline(one.simulated.state)}`),
  ].join('\n');

export const lintMarkdown = (lint: StackLint): string =>
  `${inert(
    [
      `**${inline(lintHeadline(lint))}**`,
      ...lint.services.map(
        (one) =>
          `- ${inline(one.service)}, ${one.answer}: ${inline(one.because)}${one.change ? `\n  - ${inline(`${one.change.path}: ${one.change.from} to ${one.change.to}`)}` : ''}`,
      ),
    ].join('\n\n'),
  )}\n`;
