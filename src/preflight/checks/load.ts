import { defineCheck } from '../define-check.ts';
import { citeHost, ofHost } from '../host.ts';

export const load = defineCheck({
  id: 'load',
  title: 'The host is not so busy that health checks time out',
  requires: [],
  judge: (facts) =>
    ofHost(facts, 'load', (host) => {
      if (!host.load || host.cpus === null) return null;
      const most = facts.rules.limits.loadPerCpu * host.cpus;
      const said = `load ${host.load.one} on ${host.cpus} CPUs${host.pressure.cpu ? `, tasks waited for a CPU ${host.pressure.cpu.avg60} % of the last minute` : ''}`;
      const cites = citeHost(host, '/proc/loadavg', `${host.load.one} ${host.load.five} ${host.load.fifteen}`);
      return host.load.one > most
        ? { answer: 'unmet', because: `${said}; more than ${most} makes runs time out`, cites }
        : { answer: 'met', because: said, cites };
    }),
});
