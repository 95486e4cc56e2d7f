import { reasonOf } from '#model/outcome';
import type { Cite } from '#model/report';
import type { Refusal } from '#swarm/allocator-log';
import { defineCheck } from '../define-check.ts';
import type { PreflightFacts } from '../facts.ts';

/** A node that lacks its address is refused again at every change of the swarm; one that was not for so long has it (measured: 17 to 62 lines a minute). */
const NODE_QUIET_MS = 120_000;

export const allocationFailures = defineCheck({
  id: 'allocation-failures',
  title: 'The leader refuses nobody an address',
  requires: [],
  judge(facts) {
    const { said, named, outcome, read } = facts;
    if (said === null) {
      const seen = outcome('daemon-journal');
      const because =
        seen?.status === 'ok'
          ? 'the journal of this machine names no node of this swarm'
          : seen
            ? reasonOf(seen)
            : 'it is not in the evidence';
      if (!named.journal) return { skip: `the daemon's log was not given (--dockerd-log FILE, or --ssh): ${because}` };
      return { answer: 'unknown', because: `the daemon's log could not be read: ${because}` };
    }
    const lasting = said.refusals.filter((one) => lasts(one, facts));
    const last = (lasting.length > 0 ? lasting : said.refusals).at(-1);
    const count = read('daemon-journal')?.lines.length ?? 0;
    const cites = last ? [cite(last)] : [];
    if (lasting.length > 0)
      return {
        answer: 'unmet',
        because: `the leader refused ${plural(new Set(lasting.map(({ id }) => id)).size)} an address, the last at ${last?.line.at ?? 'an unknown time'}, and they still wait`,
        cites,
      };
    const over = said.refusals.length;
    return {
      answer: 'met',
      because:
        over > 0
          ? `${over} refusals in the log, the last at ${last?.line.at ?? 'an unknown time'}; whom they hit is gone or was served since`
          : `none in ${count} lines of the log`,
      cites,
    };
  },
});

const plural = (count: number): string => (count === 1 ? 'somebody' : `${count} services, tasks or nodes`);

/** Whom it hit is still there and still lacks the address. */
const lasts = ({ kind, id, line }: Refusal, { read, now }: PreflightFacts): boolean => {
  if (kind === 'task-address') return read('swarm-tasks')?.tasks.some((task) => task.id === id && task.state === 'new') ?? true;
  if (kind === 'node-attachment') return now === null || line.at === null || now - Date.parse(line.at) < NODE_QUIET_MS;
  const services = read('swarm-services')?.services;
  const service = services?.find((one) => one.id === id);
  if (!services) return true;
  return service?.networks.some((network) => !service.vips.some((vip) => vip.network === network)) ?? false;
};

const cite = ({ line }: Refusal): Cite => ({
  probe: 'daemon-journal',
  where: `line ${line.line}`,
  at: line.at,
  quote: `${line.message}${line.error ? `: ${line.error}` : ''}`.slice(0, 400),
});
