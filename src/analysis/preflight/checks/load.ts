import { defineCheck } from '../define-check.ts';
import { citeHost, ofHost } from '../host.ts';
import { usualLoadPerCpu } from '../limits.ts';

export const load = defineCheck({
  id: 'load',
  title: 'The host is not so busy that health checks time out',
  requires: [],
  judge: (facts) =>
    ofHost(facts, 'load', (host) => {
      if (!host.load || host.cpus === null) return null;
      const said = `load ${host.load.one} on ${host.cpus} CPUs${host.pressure.cpu ? `, tasks waited for a CPU ${host.pressure.cpu.avg60} % of the last minute` : ''}`;
      // Load comes and goes: on a machine that nobody named as the CI host it refuses nothing unless the operator set a limit.
      const limit = facts.rules.limits.loadPerCpu ?? (facts.named.host ? usualLoadPerCpu : null);
      if (limit === null) return { skip: `${said}; no limit was set for it (limits: load-per-cpu)` };
      const most = limit * host.cpus;
      const cites = citeHost(host, '/proc/loadavg', `${host.load.one} ${host.load.five} ${host.load.fifteen}`);
      return host.load.one > most
        ? { answer: 'unmet', because: `${said}; more than ${most} makes runs time out`, cites }
        : { answer: 'met', because: said, cites };
    }),
});
