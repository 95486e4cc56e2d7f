import { met, unknown, unmet } from '#model/answer';
import { type Cite, citeOf, logLine } from '#model/cite';
import type { Refusal } from '#swarm/allocator-log';
import { definePreflightCheck, type PreflightResult } from '../define-check.ts';
import type { PreflightFacts } from '../facts.ts';

/** A node that lacks its address is refused again at every change of the swarm; one that was not for so long has it (measured: 17 to 62 lines a minute). */
const NODE_QUIET_MS = 120_000;

export const allocationFailures = definePreflightCheck({
  id: 'allocation-failures',
  title: 'The leader has an address for all that ask for one',
  requires: [],
  judge(facts) {
    if (facts.allocator === null) return withoutLog(facts);
    const { refusals } = facts.allocator;
    const lasting = refusals.filter((refusal) => isLasting(refusal, facts));
    const last = (lasting.length > 0 ? lasting : refusals).at(-1);
    const lines = facts.read('daemon-journal')?.lines.length ?? 0;
    if (!last) return met(`the leader refused no address in ${lines} lines of its log`, []);
    const when = last.line.at ?? 'an unknown time';
    if (lasting.length === 0)
      return met(
        `${refusals.length === 1 ? '1 refusal' : `${refusals.length} refusals`} in the log, the last at ${when}; what was refused has its address by now or is gone`,
        [cite(last)],
      );
    const refused = new Set(lasting.map(({ id }) => id)).size;
    const who = refused === 1 ? 'a service, task or node' : `${refused} services, tasks or nodes`;
    return unmet(
      `the leader refused an address to ${who}, the last time at ${when}, and ${refused === 1 ? 'it still waits' : 'they still wait'}`,
      [cite(last)],
    );
  },
});

const withoutLog = ({ read, whyUnread, named }: PreflightFacts): PreflightResult => {
  const because = read('daemon-journal') ? 'the log of this machine names no node of this swarm' : whyUnread('daemon-journal');
  return named.journal
    ? unknown(`the daemon's log could not be read: ${because}`)
    : { skip: `the daemon's log was not given (--dockerd-log FILE, or --ssh): ${because}` };
};

/** What was refused is still there and still lacks the address. */
const isLasting = ({ kind, id, line }: Refusal, { read, now }: PreflightFacts): boolean => {
  if (kind === 'task-address') return read('swarm-tasks')?.tasks.some((task) => task.id === id && task.state === 'new') ?? true;
  if (kind === 'node-attachment') return now === null || line.at === null || now - Date.parse(line.at) < NODE_QUIET_MS;
  const services = read('swarm-services')?.services;
  if (!services) return true;
  const service = services.find((other) => other.id === id);
  return service?.networks.some((network) => !service.vips.some((vip) => vip.network === network)) ?? false;
};

const cite = ({ line }: Refusal): Cite =>
  citeOf(
    'daemon-journal',
    logLine('daemon', null, line.line),
    line.at,
    `${line.message}${line.error ? `: ${line.error}` : ''}`.slice(0, 400),
  );
