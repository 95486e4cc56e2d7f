import { met, unmet } from '#model/answer';
import { fileAt } from '#model/cite';
import { definePreflightCheck } from '../define-check.ts';
import { citeHost, judgeHost } from '../host.ts';
import { usualLoadPerCpu } from '../limits.ts';

export const load = definePreflightCheck({
  id: 'load',
  title: 'The host is not so busy that health checks time out',
  requires: [],
  judge: (facts) =>
    judgeHost(facts, 'load', (host) => {
      if (!host.load || host.cpus === null) return null;
      const waiting = host.pressure.cpu ? `, tasks waited for a CPU ${host.pressure.cpu.avg60} % of the last minute` : '';
      const because = `load ${host.load.one} on ${host.cpus} CPUs${waiting}`;
      // Load comes and goes: on a machine that nobody named as the CI host it refuses nothing unless the operator set a limit.
      const limit = facts.rules.limits.loadPerCpu ?? (facts.named.host ? usualLoadPerCpu : null);
      if (limit === null) return { skip: `${because}; no limit was set for it (limits: load-per-cpu)` };
      const most = limit * host.cpus;
      const cites = citeHost(host, fileAt('/proc/loadavg'), `${host.load.one} ${host.load.five} ${host.load.fifteen}`);
      return host.load.one > most ? unmet(`${because}; more than ${most} makes runs time out`, cites) : met(because, cites);
    }),
});
