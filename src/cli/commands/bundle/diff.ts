import { resolve } from 'node:path';
import type { Io } from '#app/io';
import { type Difference, differencesOf } from '#bundle/diff';
import { readBundle } from '#bundle/read';
import { classify } from '#classify/classify';
import { Usage } from '#model/errors';
import type { Verdict } from '#model/report';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { visibleLine } from '#report/visible';
import { fitted } from '../../terminal/show.ts';

/** What changed from one bundle to another, the verdict first; 0 where they mean the same. */
export const diffBundles = async (path: string, other: string | undefined, json: boolean, io: Io): Promise<number> => {
  if (other === undefined) throw new Usage('compared with what? Give two bundles: ccci-probe bundle diff BEFORE AFTER');
  const [a, b] = await Promise.all([readBundle(path), readBundle(resolve(io.cwd, other))]);
  const [before, after] = [classify(a.capture).verdict, classify(b.capture).verdict];
  const differences = [...verdicts(before, after), ...differencesOf(a.capture.evidence, b.capture.evidence)];
  await io.out(
    json
      ? jsonText({ schema: 'ccci-probe/diff@1', same: differences.length === 0, verdict: { before, after }, differences })
      : differences.length === 0
        ? 'the same\n'
        : fitted(differences.map((one) => `${visibleLine(lineOf(one), 400)}\n`).join(''), io, '  '),
  );
  return differences.length === 0 ? exitStatus.fine : exitStatus.found;
};

const verdicts = (before: Verdict, after: Verdict): Difference[] =>
  (['outcome', 'label', 'reason', 'cause', 'confidence', 'admissible', 'service', 'network'] as const).flatMap((what) =>
    before[what] === after[what] ? [] : [{ kind: 'verdict', what, before: wordOf(before[what]), after: wordOf(after[what]) }],
  );

const wordOf = (value: string | boolean | null): string | null => (value === null ? null : String(value));

const lineOf = ({ kind, what, before, after }: Difference): string => {
  if (kind.startsWith('log line')) return `+ ${what}: ${after}`;
  if (before === null) return `+ ${kind} ${what}${after === 'there' ? '' : `: ${after}`}`;
  if (after === null) return `- ${kind} ${what}${before === 'there' ? '' : `: ${before}`}`;
  return `~ ${kind} ${what}: ${before} -> ${after}`;
};
