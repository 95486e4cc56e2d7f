import { defineCheck } from '../define-check.ts';
import { citeHost, ofHost, sizeText } from '../host.ts';

export const disk = defineCheck({
  id: 'disk',
  title: 'The host has disk space and inodes for images and volumes',
  requires: [],
  judge: (facts) =>
    ofHost(facts, 'disk', (host) => {
      if (host.disks.length === 0) return null;
      const least = facts.rules.limits.diskFreeBytes;
      const full = host.disks.filter(({ available }) => available < least);
      const barren = host.inodes.filter(({ total, available }) => total > 0 && available * 100 < total);
      const cites = citeHost(
        host,
        'df',
        host.disks.map(({ path, available, total }) => `${path}: ${sizeText(available)} of ${sizeText(total)} free`).join('; '),
      );
      const wrong = [
        ...full.map(({ path, available }) => `${path} has ${sizeText(available)} free, less than ${sizeText(least)}`),
        ...barren.map(({ path }) => `${path} has less than 1 % of its inodes free`),
      ];
      if (wrong.length > 0) return { answer: 'unmet', because: wrong.join('; '), cites };
      const tightest = Math.min(...host.disks.map(({ available }) => available));
      return { answer: 'met', because: `${sizeText(tightest)} free where it is least`, cites };
    }),
});
