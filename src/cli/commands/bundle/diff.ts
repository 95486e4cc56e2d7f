import { openBundle } from '#app/bundle-files';
import type { RunContext } from '#app/run-context';
import { anySigner } from '#app/source';
import { type Difference, differencesOf } from '#bundle/diff';
import { classify } from '#classify/classify';
import { Usage } from '#model/errors';
import type { Verdict } from '#model/report';
import { differencesText } from '#report/bundle-text';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { fitted } from '../../terminal/fitted.ts';

/** What changed from one bundle to another, the verdict first; 0 where they mean the same. */
export const diffBundles = async (path: string, other: string | undefined, json: boolean, context: RunContext): Promise<number> => {
  if (other === undefined) throw new Usage('compared with what? Give two bundles: ccci-probe bundle diff BEFORE AFTER');
  const [a, b] = await Promise.all([openBundle(path, anySigner, context), openBundle(other, anySigner, context)]);
  const [before, after] = [classify(a.capture).verdict, classify(b.capture).verdict];
  const differences = [...verdicts(before, after), ...differencesOf(a.capture.evidence, b.capture.evidence)];
  await context.out(
    json
      ? jsonText({ schema: 'ccci-probe/diff@1', same: differences.length === 0, verdict: { before, after }, differences })
      : fitted(differencesText(differences), context, '  '),
  );
  return differences.length === 0 ? exitStatus.fine : exitStatus.found;
};

const verdicts = (before: Verdict, after: Verdict): Difference[] =>
  (['outcome', 'label', 'reason', 'cause', 'confidence', 'admissible', 'service', 'network'] as const).flatMap((what) =>
    before[what] === after[what] ? [] : [{ kind: 'verdict', what, before: wordOf(before[what]), after: wordOf(after[what]) }],
  );

const wordOf = (value: string | boolean | null): string | null => (value === null ? null : String(value));
