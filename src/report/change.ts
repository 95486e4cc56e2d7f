import type { AdvisedChange } from '#model/report';

/** A change in one line: `compose.yml:12: services.db.healthcheck.start_period: 1m -> 5m`. */
export const changeWords = ({ file, line, path, from, to }: AdvisedChange, arrow: string): string => {
  const place = file === null ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
  return `${place}${path}: ${from ?? '(unset)'} ${arrow} ${to}`;
};
