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
      ...unread.map((probe) => `- could not read ${inline(probe.probe)}: ${inline(`${probe.status}, ${probe.because}`)}`),
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
    ...tried.map((attempt) => `    - ${inline(`${attempt.turned.knob} ${attempt.turned.to}`)}: ${inline(attempt.simulated.state)}`),
  ].join('\n');

/** What compose files leave each start, for a comment or an issue. */
export const lintMarkdown = (lint: StackLint): string =>
  `${inert(
    [
      `**${inline(lintHeadline(lint))}**`,
      ...lint.services.map(
        (service) =>
          `- ${inline(service.service)}, ${service.answer}: ${inline(service.because)}${service.change ? `\n  - ${inline(`${service.change.path}: ${service.change.from} to ${service.change.to}`)}` : ''}`,
      ),
    ].join('\n\n'),
  )}\n`;
