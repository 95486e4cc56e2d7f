import { type Outcome, reasonOf } from '#model/outcome';
import { visibleLine } from './visible.ts';

/** A bundle that was written: its name, its digest, and how each probe ended. */
export const captureText = (bundle: string, digest: string, outcomes: readonly (readonly [string, Outcome<unknown>])[]): string => {
  const read = outcomes.filter(([, { status }]) => status === 'ok').length;
  const lines = outcomes.map(
    ([id, outcome]) => `  ${id}: ${outcome.status}${outcome.status === 'ok' ? '' : `, ${visibleLine(reasonOf(outcome), 300)}`}`,
  );
  return `${[`${visibleLine(bundle)}: ${outcomes.length} probes, ${read} ok, ${digest}`, ...lines].join('\n')}\n`;
};

/** The manifest of a bundle, as far as people read it. */
export interface ShownManifest {
  readonly target: { readonly build: number | null; readonly stack: string | null };
  readonly capturedAt: string;
  readonly tool: { readonly version: string };
  readonly digest: string;
  readonly hosts: readonly {
    readonly name: string;
    readonly via: string;
    readonly hostKey: string | null;
    readonly clockOffsetMs: number | null;
    readonly clockErrorMs: number | null;
  }[];
  readonly probes: Readonly<
    Record<string, { readonly status: string; readonly ms: number; readonly bytes: number; readonly because?: string }>
  >;
  readonly redactions: readonly { readonly file: string; readonly count: number; readonly kind: string }[];
}

/** What a bundle holds: of what, when, where, how each probe ended, what was redacted. */
export const manifestText = ({ target, capturedAt, tool, digest, hosts, probes, redactions }: ShownManifest): string => {
  const about = target.build === null ? `stack ${target.stack}` : `build ${target.build}`;
  const lines = [
    `${about}, captured ${capturedAt} by ccci-probe ${tool.version}`,
    digest,
    ...hosts.map(({ name, via, hostKey, clockOffsetMs, clockErrorMs }) => {
      const clock = clockOffsetMs === null ? '' : `, clock ${clockOffsetMs} ms off, give or take ${clockErrorMs} ms`;
      return `host ${name} by ${via}${hostKey ? `, ${hostKey}` : ''}${clock}`;
    }),
    ...Object.entries(probes).map(
      ([id, { status, ms, bytes, because }]) => `${id}: ${status}, ${ms} ms, ${bytes} bytes${because === undefined ? '' : `, ${because}`}`,
    ),
    ...redactions.map(({ file, count, kind }) => `redacted in ${file}: ${count} x ${kind}`),
  ];
  return `${lines.map((line) => visibleLine(line)).join('\n')}\n`;
};

/** A bundle that was written anew with more taken out. */
export const redactionText = (bundle: string, count: number, digest: string, redactions: ShownManifest['redactions']): string =>
  `${visibleLine(bundle)}: ${count} more taken out, ${digest}\n${redactions
    .map(({ file, count: times, kind }) => `  ${visibleLine(file)}: ${times} x ${kind}\n`)
    .join('')}`;

interface ShownDifference {
  readonly kind: string;
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What changed from one bundle to another, a line each. */
export const differencesText = (differences: readonly ShownDifference[]): string =>
  differences.length === 0 ? 'the same\n' : differences.map((difference) => `${visibleLine(differenceLine(difference), 400)}\n`).join('');

const differenceLine = ({ kind, what, before, after }: ShownDifference): string => {
  if (kind.startsWith('log line')) return `+ ${what}: ${after}`;
  if (before === null) return `+ ${kind} ${what}${after === 'there' ? '' : `: ${after}`}`;
  if (after === null) return `- ${kind} ${what}${before === 'there' ? '' : `: ${before}`}`;
  return `~ ${kind} ${what}: ${before} -> ${after}`;
};
