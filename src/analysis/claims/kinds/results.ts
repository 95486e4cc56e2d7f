import { citeOf, fileAt, logLine, rowAt } from '#model/cite';
import type { CiBuild } from '#probes/ci-build/artifact';
import { type CheckedClaim, confirmed, contradicted, defineClaim, notCheckable, type Statement, unsupported } from '../define-claim.ts';
import type { ClaimEvidence } from '../evidence.ts';
import { agrees, durationIn, timesIn } from '../times.ts';
import { buildNumbersIn } from './builds.ts';

/** `Builds 515/517 were L0`, `level=5`, `level 5/5`, `builds 519/557 were L1`. */
export const levels = defineClaim({
  id: 'level',
  check: (statement, evidence) =>
    statement.text.split(/;|\.\s/).flatMap((part) => {
      const match = /\b(?:were|was|is|at)?\s*L([0-6])\b|\blevel\s*[=:]?\s*`?([0-6])(?:\/[56])?/i.exec(part);
      if (!match) return [];
      const level = Number(match[1] ?? match[2]);
      return buildsOfPart(part, statement).map((number) => levelClaim(number, level, evidence));
    }),
});

/** `515/517` and the like, else the builds that the part names, else the one named last before it. */
const buildsOfPart = (part: string, { builds }: Statement): readonly number[] => {
  const slashed = [...part.matchAll(/\b(\d{3,6})(?:\/(\d{3,6}))+/g)].flatMap(([list]) => list.split('/').map(Number));
  if (slashed.length > 0) return slashed;
  const named = buildNumbersIn(part);
  return named.length > 0 ? named : builds.slice(-1);
};

const levelClaim = (number: number, level: number, evidence: ClaimEvidence): CheckedClaim => {
  const { results } = evidence.build(number);
  const text = `build ${number}: level ${level}`;
  if (!results) return notCheckable(text, `results.json of ${number} was not read`);
  if (results.level === null) return unsupported(text, `results.json of ${number} gives no level`);
  const cites = [citeOf('recipe-runs', fileAt(results.path, { key: 'level' }), null, String(results.level))];
  return (results.level === level ? confirmed : contradicted)(text, `build ${number} reached level ${results.level}`, cites);
};

/** `clean_teardown=true`, `no_secret_leak=True`; `all recent runs have …` is checked on every run of the recipe that was read. */
export const flags = defineClaim({
  id: 'flags',
  check: (statement, evidence) =>
    [...statement.text.matchAll(/\b(clean_teardown|no_secret_leak)\s*[=:]\s*`?(true|false)/gi)].map(([, flag = '', value = '']) =>
      flagClaim(flag, value, statement, evidence),
    ),
});

const flagClaim = (flag: string, value: string, { text: words, builds }: Statement, evidence: ClaimEvidence): CheckedClaim => {
  const ofAll = /\ball\b[^.]*\bruns\b/i.test(words);
  const named = ofAll ? (evidence.runs ?? []).map(({ number }) => number) : buildNumbersIn(words);
  const numbers = ofAll || named.length > 0 ? named : builds.slice(-1);
  const read = numbers.flatMap((number) => {
    const { results } = evidence.build(number);
    const actual = flag === 'clean_teardown' ? results?.cleanTeardown : results?.noSecretLeak;
    return results === undefined || actual === undefined || actual === null ? [] : [{ number, actual, path: results.path }];
  });
  const text = `${ofAll ? 'all runs' : `build ${numbers.join(', ')}`}: ${flag}=${value}`;
  const wrong = read.filter(({ actual }) => actual !== (value.toLowerCase() === 'true'));
  const cites = (wrong.length > 0 ? wrong : read)
    .slice(0, 6)
    .map(({ path, actual }) => citeOf('recipe-runs', fileAt(path, { key: `flags.${flag}` }), null, String(actual)));
  if (wrong.length > 0)
    return contradicted(text, `${flag} is not ${value} in results.json of ${wrong.map(({ number }) => number).join(', ')}`, cites);
  if (read.length === 0) return notCheckable(text, 'no results.json of these runs was read');
  if (read.length === numbers.length) return confirmed(text, `results.json of ${runsText(read.length)} says so`, cites);
  const because = `results.json of ${read.length} of ${numbers.length} runs says so, the others have none`;
  return (ofAll ? confirmed : unsupported)(text, because, cites);
};

const runsText = (count: number): string => (count === 1 ? 'the run' : `all ${count} runs`);

const STAGES = 'install|upgrade|backup|restore|custom';

/** `upgrade: 06:14:38Z (1m36s from start)`, `custom: 06:14:50–53Z`. */
export const junitTimes = defineClaim({
  id: 'junit-time',
  check({ text: words, builds, day }, evidence) {
    const [whole, stage = '', rest = ''] = new RegExp(`\\b(${STAGES})\\s*:\\s*(.*)$`, 'i').exec(words) ?? [];
    const number = builds.at(-1);
    const [time] = timesIn(rest.replace(/[–-]\d{2}(?=Z)/, ''), day);
    if (whole === undefined || number === undefined || !time) return [];
    const text = `build ${number}, ${whole}`;
    const { junit, run } = evidence.build(number);
    if (!junit) return [notCheckable(text, `the JUnit files of ${number} were not read`)];
    const suites = junit.filter(({ file }) => new RegExp(`${stage}(?:-\\d+)?\\.xml$`, 'i').test(file));
    if (suites.length === 0) return [unsupported(text, `there is no JUnit file of ${stage}`)];
    const starts = suites.map(({ timestamp, zone }) => Date.parse(timestamp === null || zone ? (timestamp ?? '') : `${timestamp}Z`));
    const cites = suites.map((suite) => citeOf('run-results', fileAt(`${number}/${suite.file}`), null, suite.timestamp ?? 'no time'));
    const duration = /from start/i.test(rest) ? durationIn(rest.replace(/^.*?\(/, '')) : undefined;
    const beganMs = Date.parse(run?.startedAt ?? '');
    const rightDuration =
      !duration || !Number.isFinite(beganMs) || starts.some((ms) => Math.abs(ms - beganMs - duration.ms) <= duration.within);
    const began = `${stage} began ${starts.map((ms) => new Date(ms).toISOString()).join(', ')}`;
    if (rightDuration && starts.some((ms) => agrees(time, ms))) return [confirmed(text, began, cites)];
    const fromStart = rightDuration ? '' : `, ${Math.round(((starts[0] ?? 0) - beganMs) / 1000)} s from the start`;
    return [contradicted(text, `${began}${fromStart}`, cites)];
  },
});

/** `Builds #557 and #578 both show: "!! upgrade op failed: ... UpdateStatus='paused'"`. */
export const logQuotes = defineClaim({
  id: 'log-quote',
  check({ text }, evidence) {
    const quoted =
      /["`“]+([^"`”]*(?:UpdateStatus|!!|could not|failed)[^"`”]*)["`”]+/.exec(text)?.[1] ??
      (/UpdateStatus=`?'?paused'?`?/.test(text) ? "UpdateStatus='paused'" : undefined);
    if (quoted === undefined) return [];
    const slashed = [...text.matchAll(/\b(\d{3,6})\/(\d{3,6})\b(?=[^.;]*UpdateStatus)/g)].flatMap(([, a, b]) => [Number(a), Number(b)]);
    const numbers = slashed.length > 0 ? slashed : buildNumbersIn(text);
    return numbers.map((number) => quoteClaim(number, quoted, evidence.build(number).drone));
  },
});

const quoteClaim = (number: number, quoted: string, drone: CiBuild | undefined): CheckedClaim => {
  const text = `build ${number} shows ${quoted}`;
  if (!drone) return notCheckable(text, `the log of build ${number} was not read`);
  const parts = quoted
    .split(/\.\.\.|…/)
    .map(withoutQuotes)
    .filter((part) => part !== '');
  const lines = drone.stages
    .flatMap(({ steps }) => steps)
    .flatMap((step) => step.log.lines.map((line, index) => ({ line, place: logLine('step', step.number, step.log.dropped + index + 1) })));
  const match = lines.find(({ line }) => parts.every((part) => withoutQuotes(line).includes(part)));
  if (match)
    return confirmed(text, `the log of build ${number} has that line`, [citeOf('ci-build', match.place, null, match.line.slice(0, 300))]);
  return contradicted(text, `none of ${lines.length} lines of the log says so`, [
    citeOf('ci-build', rowAt('build', number, 'log'), drone.build?.finishedAt ?? null, `${lines.length} lines`),
  ]);
};

const withoutQuotes = (text: string): string => text.replace(/[`'"“”\s]+/g, ' ').trim();
