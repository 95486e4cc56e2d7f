import { artifactOf } from '#model/outcome';
import type { Capture } from '#probes/index';
import type { Service } from '#probes/swarm-services/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import { visibleLine } from '#report/visible';
import { type Screen, type Span, screenOf, span, type TextRow, type Tone, textRow } from '../screen.ts';

const meaning: Readonly<Record<string, string>> = {
  updating: 'the update goes on',
  paused: 'the update was stopped after a failure; nothing goes on by itself',
  completed: 'the last update went through',
  rollback_started: 'the update failed and is being taken back',
  rollback_completed: 'the update failed and was taken back: the old version runs',
  rollback_paused: 'the update failed and so did taking it back',
};

/** Stacks, their services, tasks and containers, the newest task first. */
export const swarmScreen = (capture: Capture): Screen => {
  const services = artifactOf(capture.evidence['swarm-services'])?.services;
  const tasks = artifactOf(capture.evidence['swarm-tasks'])?.tasks;
  if (!services)
    return screenOf('swarm', 'Swarm', [
      textRow('The services of the swarm could not be read: see Evidence.', 'unsure', { screen: 'evidence' }),
    ]);
  const wanted = capture.target.stack;
  const stacks = [...new Set(services.map(({ stack }) => stack ?? '(no stack)'))].sort(
    (a, b) => Number(b === wanted) - Number(a === wanted) || (a < b ? -1 : 1),
  );
  const orphans = (tasks ?? []).filter((task) => !services.some(({ id }) => id === task.service) && !task.attachment);
  const rows = [
    ...nodes(capture),
    ...stacks.flatMap((stack) => [
      textRow(visibleLine(stack), 'strong'),
      ...services.filter((service) => (service.stack ?? '(no stack)') === stack).flatMap((service) => serviceRows(service, tasks, capture)),
    ]),
    ...(orphans.length === 0
      ? []
      : [textRow('tasks without a service', 'strong'), ...orphans.slice(0, 100).flatMap((task) => taskRows(task, capture))]),
  ];
  return screenOf('swarm', 'Swarm', rows.length === 0 ? [textRow('There is no service on this swarm.')] : rows, true);
};

const nodes = (capture: Capture): TextRow[] =>
  (artifactOf(capture.evidence['swarm-nodes'])?.nodes ?? []).map((node) => ({
    spans: [
      span(`node ${visibleLine(node.hostname ?? node.id, 60)} `),
      span(
        `${node.role}${node.leader ? ', leader' : ''}, ${node.state}, ${node.availability}`,
        node.state === 'ready' && node.availability === 'active' ? 'good' : 'bad',
      ),
    ],
  }));

const serviceRows = (service: Service, tasks: readonly Task[] | undefined, capture: Capture): TextRow[] => {
  const own = (tasks ?? [])
    .filter((task) => task.service === service.id)
    .sort((a, b) => ((a.createdAt ?? '') < (b.createdAt ?? '') ? 1 : -1));
  const running = own.filter((task) => task.state === 'running' && task.desired === 'running').length;
  const demand = service.mode.replicas;
  const short = demand !== null && running < demand;
  const update = service.updateStatus;
  const spans: Span[] = [
    span(`  ${visibleLine(service.name, 120)} `),
    span(demand === null ? `${running} running` : `${running}/${demand}`, short ? 'bad' : 'good'),
    span(`  ${visibleLine(service.image ?? '', 100).replace(/@sha256:.*/, '')}`, 'quiet'),
  ];
  return [
    { spans },
    ...(update
      ? [
          textRow(
            `    update ${update.state}: ${meaning[update.state] ?? ''} ${visibleLine(update.message, 200)}`,
            update.state === 'completed' ? 'quiet' : 'bad',
          ),
        ]
      : []),
    ...own.slice(0, 20).flatMap((task) => taskRows(task, capture)),
    ...(own.length > 20 ? [textRow(`      ${own.length - 20} older tasks`, 'quiet')] : []),
  ];
};

const tones: Readonly<Record<string, Tone>> = {
  running: 'good',
  complete: 'good',
  failed: 'bad',
  rejected: 'bad',
  new: 'unsure',
  pending: 'unsure',
};

const taskRows = (task: Task, capture: Capture): TextRow[] => {
  const container = artifactOf(capture.evidence.containers)?.containers.find((container) => container.task === task.id);
  const health = container?.detail?.health;
  return [
    {
      spans: [
        span(`    ${task.slot ?? task.id.slice(0, 8)} ${task.id.slice(0, 12)} `, 'quiet'),
        span(task.state, tones[task.state] ?? 'plain'),
        span(` (wanted ${task.desired}) ${task.at ?? ''}`, 'quiet'),
        ...(task.exitCode ? [span(` exit ${task.exitCode}`, 'bad')] : []),
      ],
      target: { screen: 'json:swarm-tasks' },
    },
    ...(task.error ? [textRow(`        ${visibleLine(task.error, 400)}`, 'bad')] : []),
    ...(container?.detail
      ? [
          textRow(
            `        container ${container.id.slice(0, 12)} ${visibleLine(container.status, 80)}${container.detail.oomKilled ? ', killed for memory' : ''}`,
            'quiet',
          ),
        ]
      : []),
    ...(health
      ? health.log
          .slice(-3)
          .map((probe) =>
            textRow(
              `        health ${probe.at ?? ''} exit ${probe.exitCode}: ${visibleLine(probe.output, 160)}`,
              probe.exitCode === 0 ? 'quiet' : 'bad',
            ),
          )
      : []),
  ];
};
