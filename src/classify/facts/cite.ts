// Citations of what the probes brought: each names a typed place, and quotes the words or the value that stands there.
import { type Cite, citeOf, fileAt, logLine, objectAt, rowAt } from '#model/cite';
import type { Run } from '#probes/ci-history/artifact';
import type { Container } from '#probes/containers/artifact';
import type { DaemonLine } from '#probes/daemon-journal/artifact';
import type { Network } from '#probes/overlay-ipam/artifact';
import type { Node } from '#probes/swarm-nodes/artifact';
import type { Service } from '#probes/swarm-services/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import type { LogLine } from './attempts.ts';
import type { LogPlace } from './build.ts';
import { plain, quoted, short } from './log-text.ts';

/** A task: its error, or else its state. */
export const citeTask = (
  task: Task,
  service: string | null,
  quote = task.error ?? `${task.state}${task.node ? '' : ', no node'}, desired ${task.desired}`,
): Cite =>
  citeOf(
    'swarm-tasks',
    objectAt(
      'task',
      task.id,
      service === null ? null : `service ${service}`,
      task.error && quote === task.error ? 'Status.Err' : 'Status.State',
    ),
    task.at,
    quoted(quote),
  );

export const citeDaemon = (line: DaemonLine): Cite =>
  citeOf(
    'daemon-journal',
    logLine('daemon', null, line.line),
    line.at,
    quoted(line.error ? `${line.message}: ${line.error}` : line.message),
  );

export const citeUpdate = (service: Service): Cite =>
  citeOf(
    'swarm-services',
    objectAt('service', service.id, service.name, 'UpdateStatus'),
    service.updateStatus?.completedAt ?? service.updateStatus?.startedAt ?? null,
    quoted(`State=${service.updateStatus?.state} Message=${service.updateStatus?.message}`),
  );

export const citeService = (service: Service, field: string | null, quote: string, at: string | null = service.updatedAt): Cite =>
  citeOf('swarm-services', objectAt('service', service.id, service.name, field), at, quoted(quote));

export const citeContainer = (container: Container, field: string, quote: string): Cite =>
  citeOf(
    'containers',
    objectAt('container', container.id, container.name, field),
    container.detail?.finishedAt ?? container.detail?.startedAt ?? container.createdAt,
    quoted(quote),
  );

export const citeNode = (node: Node, field: string, quote: string): Cite =>
  citeOf('swarm-nodes', objectAt('node', node.id, node.hostname ?? short(node.id), field), null, quoted(quote));

export const citeNodes = (nodes: readonly Node[], quote: string): Cite =>
  citeOf('swarm-nodes', objectAt('nodes', null), null, quoted(quote || `${nodes.length} nodes`));

export const citeNetwork = (network: Pick<Network, 'id' | 'name' | 'createdAt'>, field: string | null, quote: string): Cite =>
  citeOf('overlay-ipam', objectAt('network', network.id, network.name, field), network.createdAt, quoted(quote));

/** A line of a service's own log: a claim of the program. */
export const citeServiceLog = (service: string, line: LogLine): Cite =>
  citeOf('service-logs', logLine('service', service, line.line), line.at, quoted(plain(line.text)));

/** A line of a CI step's log. */
export const citeStepLine = (place: LogPlace): Cite =>
  citeOf('ci-build', logLine('step', place.step.number, place.line), place.at, quoted(place.text));

/** A column of the build's row. */
export const citeBuild = (column: string, at: string | null, quote: string): Cite =>
  citeOf('ci-build', rowAt('builds', null, column), at, quoted(quote));

/** A build in the list of builds of its recipe. */
export const citeListed = (run: Run, quote: string): Cite =>
  citeOf('ci-history', rowAt('build', run.number), run.startedAt ?? run.createdAt, quote);

/** A step as its row has it. */
export const citeStep = (
  step: LogPlace['step'],
  quote = `${step.status}, exit ${step.exitCode}${step.error ? `, ${step.error}` : ''}`,
): Cite => citeOf('ci-build', rowAt('step', `${step.number} (${step.name})`), step.stoppedAt, quoted(quote));

/** A key of results.json. */
export const citeResults = (key: string | null, at: string | null, quote: string): Cite =>
  citeOf('run-results', fileAt('results.json', key === null ? {} : { key }), at, quoted(quote));
