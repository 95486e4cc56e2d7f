import { visibleLine } from './visible.ts';

/** What is known of the upgrader's session, and what was done about it. */
export interface UpgraderAnswer {
  readonly session: string;
  /** Null where it could not be looked at; `because` says why then. */
  readonly state: string | null;
  readonly because: string;
  readonly did: string | null;
  /** What `start` would do now. */
  readonly startWould: string | null;
  readonly findings: readonly string[];
  readonly seen: { readonly arguments: readonly string[]; readonly screen: readonly string[] } | null;
}

/** The session's state, what was done, findings, what it runs and the end of its screen. */
export const upgraderText = ({ session, state, because, did, startWould, findings, seen }: UpgraderAnswer): string => {
  const lines = [
    `${session}: ${state === null ? 'not to be known' : state}, ${because}`,
    ...(did ? [did] : []),
    ...(startWould ? [`start would ${startWould}`] : []),
    ...findings.map((finding) => `finding: ${finding}`),
    ...(seen?.arguments ?? []).map((line) => `  ${line}`),
    ...(seen?.screen ?? []).slice(-8).map((line) => `  | ${line}`),
  ];
  return `${lines.map((line) => visibleLine(line, 300)).join('\n')}\n`;
};
