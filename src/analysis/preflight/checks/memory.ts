import { defineCheck } from '../define-check.ts';
import { citeHost, ofHost, sizeText } from '../host.ts';

export const memory = defineCheck({
  id: 'memory',
  title: 'The host has memory for one more stack',
  requires: [],
  judge: (facts) =>
    ofHost(facts, 'memory', (host) => {
      if (!host.memory) return null;
      const { available, total } = host.memory;
      const least = facts.rules.limits.memoryFreeBytes;
      const said = `${sizeText(available)} of ${sizeText(total)} available`;
      return available < least
        ? { answer: 'unmet', because: `${said}, less than ${sizeText(least)}`, cites: citeHost(host, '/proc/meminfo', said) }
        : { answer: 'met', because: said, cites: citeHost(host, '/proc/meminfo', said) };
    }),
});
