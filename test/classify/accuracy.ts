import { readFileSync } from 'node:fs';
import { classify } from '#classify/classify';
import type { Diagnosis } from '#model/report';
import { captureBuild, manifest } from './builds.ts';
import { captureScenario, expectedOf, scenarios } from './corpus.ts';
import { wrongness } from './score.ts';

/** One judged case: what it was, what was said, and whether that is right, an abstention, or wrong. */
export interface Judged {
  readonly from: 'recording' | 'build';
  readonly name: string;
  readonly withheld: string | null;
  readonly truth: string;
  readonly said: string;
  readonly confidence: string;
  readonly right: boolean;
  readonly certainAndWrong: boolean;
}

const WITHHELD = ['networks', 'tasks', 'containers', 'services', 'nodes'];
const saidOf = ({ verdict }: Diagnosis): string => (verdict.reason ? `${verdict.label}/${verdict.reason}` : verdict.label);
const first = (value: unknown): string => (Array.isArray(value) ? String(value[0]) : String(value));

/** Judges every recording whole and with each kind of evidence withheld, and every build of the recorded Drone. */
export const judgeAll = async (): Promise<readonly Judged[]> => {
  const judged: Judged[] = [];
  for (const name of scenarios()) {
    const expected = expectedOf(name);
    const [accepted = {}] = expected.accept;
    const truth = accepted['reason'] ? `${first(accepted['label'])}/${first(accepted['reason'])}` : first(accepted['label']);
    for (const withheld of [null, ...WITHHELD, 'journal']) {
      const capture = await captureScenario(
        name,
        withheld === null ? {} : withheld === 'journal' ? { journal: false } : { drop: [withheld] },
      );
      const diagnosis = classify(capture);
      const wrong = wrongness(diagnosis, expected, withheld !== null) !== undefined;
      const { confidence, label } = diagnosis.verdict;
      judged.push({
        from: 'recording',
        name,
        withheld,
        truth,
        said: saidOf(diagnosis),
        confidence,
        right: !wrong,
        certainAndWrong: wrong && label !== 'unexplained' && confidence === 'certain',
      });
    }
  }
  for (const { number, expected_class: truth, status } of manifest()) {
    const diagnosis = classify(await captureBuild(number));
    const right =
      !truth ||
      (diagnosis.verdict.outcome === 'green') ===
        (truth === 'none' || (truth === 'leak' && status === 'success') || (truth === 'teardown' && status === 'success'));
    judged.push({
      from: 'build',
      name: String(number),
      withheld: null,
      truth: truth ?? `(${status})`,
      said: saidOf(diagnosis),
      confidence: diagnosis.verdict.confidence,
      right,
      certainAndWrong: !right && diagnosis.verdict.confidence === 'certain',
    });
  }
  return judged;
};

/** The scoreboard as Markdown. */
export const scoreboard = (judged: readonly Judged[]): string => {
  const whole = judged.filter(({ from, withheld }) => from === 'recording' && withheld === null);
  const cut = judged.filter(({ withheld }) => withheld !== null);
  const builds = judged.filter(({ from }) => from === 'build');
  const line = (name: string, list: readonly Judged[]) =>
    `| ${name} | ${list.length} | ${list.filter(({ right }) => right).length} | ${list.filter(({ said }) => said === 'unexplained').length} | ${list.filter(({ certainAndWrong }) => certainAndWrong).length} |`;
  const pairs = new Map<string, number>();
  for (const { truth, said } of whole) pairs.set(`${truth}\0${said}`, (pairs.get(`${truth}\0${said}`) ?? 0) + 1);
  const kept = WITHHELD.concat('journal').map((kind) => {
    const list = cut.filter(({ withheld }) => withheld === kind);
    const same = list.filter((one) => whole.find(({ name }) => name === one.name)?.said === one.said).length;
    return `| ${kind} | ${same} | ${list.length - same} | ${list.filter(({ certainAndWrong }) => certainAndWrong).length} |`;
  });
  return `# Accuracy

Made by \`npm run bench:accuracy\`; \`npm test\` fails where it no longer holds. Right means label, reason, service and network as the truth of the
recording has them; for a case with evidence withheld, that or an honest weaker answer.

| cases | number | right | abstained (unexplained) | certain and wrong |
| --- | --- | --- | --- | --- |
${line('recordings of a real swarm, whole', whole)}
${line('the same with one kind of evidence withheld', cut)}
${line('builds of a Drone database', builds)}

## What was said of what

| truth | said | times |
| --- | --- | --- |
${[...pairs]
  .sort()
  .map(([pair, times]) => `| ${pair.split('\0').join(' | ')} | ${times} |`)
  .join('\n')}

## With evidence withheld

| without | same verdict | weaker | certain and wrong |
| --- | --- | --- | --- |
${kept.join('\n')}

## Builds

| class in the truth | verdicts |
| --- | --- |
${[...new Set(builds.map(({ truth }) => truth))]
  .sort()
  .map((truth) => {
    const counts = new Map<string, number>();
    for (const { said } of builds.filter((one) => one.truth === truth)) counts.set(said, (counts.get(said) ?? 0) + 1);
    return `| ${truth} | ${[...counts]
      .sort()
      .map(([said, times]) => `${said} ${times}`)
      .join(', ')} |`;
  })
  .join('\n')}
`;
};

export const writtenScoreboard = (): string => readFileSync(new URL('../../docs/ACCURACY.md', import.meta.url), 'utf8');
