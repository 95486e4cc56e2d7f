import { met, unmet } from '#model/answer';
import { fileAt } from '#model/cite';
import { definePreflightCheck } from '../define-check.ts';
import { citeHost, judgeHost, sizeText } from '../host.ts';

export const memory = definePreflightCheck({
  id: 'memory',
  title: 'The host has memory for one more stack',
  requires: [],
  judge: (facts) =>
    judgeHost(facts, 'memory', (host) => {
      if (!host.memory) return null;
      const { available, total } = host.memory;
      const least = facts.rules.limits.memoryFreeBytes;
      const because = `${sizeText(available)} of ${sizeText(total)} available`;
      const cites = citeHost(host, fileAt('/proc/meminfo'), because);
      return available < least ? unmet(`${because}, less than ${sizeText(least)}`, cites) : met(because, cites);
    }),
});
