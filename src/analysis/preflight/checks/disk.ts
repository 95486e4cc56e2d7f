import { met, unmet } from '#model/answer';
import { rowAt } from '#model/cite';
import { definePreflightCheck } from '../define-check.ts';
import { citeHost, judgeHost, sizeText } from '../host.ts';

export const disk = definePreflightCheck({
  id: 'disk',
  title: 'The host has disk space and inodes for images and volumes',
  requires: [],
  judge: (facts) =>
    judgeHost(facts, 'disk', (host) => {
      if (host.disks.length === 0) return null;
      const least = facts.rules.limits.diskFreeBytes;
      const full = host.disks.filter(({ available }) => available < least);
      const withoutInodes = host.inodes.filter(({ total, available }) => total > 0 && available * 100 < total);
      const cites = citeHost(
        host,
        rowAt('df', null),
        host.disks.map(({ path, available, total }) => `${path}: ${sizeText(available)} of ${sizeText(total)} free`).join('; '),
      );
      const reasons = [
        ...full.map(({ path, available }) => `${path} has ${sizeText(available)} free, less than ${sizeText(least)}`),
        ...withoutInodes.map(({ path }) => `${path} has less than 1 % of its inodes free`),
      ];
      if (reasons.length > 0) return unmet(reasons.join('; '), cites);
      return met(`every disk has at least ${sizeText(Math.min(...host.disks.map(({ available }) => available)))} free`, cites);
    }),
});
