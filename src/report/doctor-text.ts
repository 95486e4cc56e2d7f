import type { OutcomeStatus } from '#model/outcome';
import type { RenderOptions } from './render-options.ts';
import { visibleLine } from './visible.ts';
import { wrap } from './wrap.ts';

/** How one probe ended, and what its lack costs. */
export interface SourceCheck {
  readonly probe: string;
  readonly status: OutcomeStatus;
  /** Null where there is nothing to say against it. */
  readonly because: string | null;
  readonly ms: number;
  /** Labels that nobody could give, or not surely, without this probe. */
  readonly costs: readonly string[];
}

/** The configuration files and every source: those that answer, those that do not, why, and what that costs. */
export const doctorText = (checks: readonly SourceCheck[], configuration: readonly string[], options: RenderOptions): string => {
  const { paint, unicode } = options;
  const signs = unicode ? { yes: '✔', no: '✘' } : { yes: '+', no: 'x' };
  const width = Math.min(options.columns, 120) - 4;
  const lines = checks.flatMap(({ probe, status, because, ms, costs }) => {
    if (status === 'ok') return [`${paint.good(`${signs.yes} ${probe}`)} ${ms} ms`];
    return [
      `${paint.bad(`${signs.no} ${probe}`)} ${status}`,
      ...wrap(visibleLine(because ?? '', 500), width).map((line) => `    ${line}`),
      ...(costs.length === 0
        ? []
        : wrap(`without it no sure word on ${costs.join(', ')}`, width).map((line) => paint.quiet(`    ${line}`))),
    ];
  });
  const files = configuration.length > 0 ? configuration.join(', ') : 'none, flags and environment only';
  return `${[`configuration: ${files}`, ...lines].join('\n')}\n`;
};
