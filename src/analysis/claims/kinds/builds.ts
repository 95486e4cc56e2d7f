import { isFailed, isSuccess } from '#model/ci-status';
import type { Run } from '#probes/ci-history/artifact';
import { citeRun } from '../../cites.ts';
import { type CheckedClaim, confirmed, contradicted, defineClaim, notCheckable, type Statement, unsupported } from '../define-claim.ts';
import type { ClaimEvidence } from '../evidence.ts';
import { agrees, durationIn, type StatedTime, timesIn } from '../times.ts';

/** Build numbers of a statement: `#557`, `build 612`, `Builds 515, 517, 519`; a PR's number is none. */
export const buildNumbersIn = (text: string): readonly number[] => {
  const plain = text.replace(/\bPR\s?#\d+/gi, '');
  const listed = [...plain.matchAll(/\b(?:builds?|runs?)\s+((?:#?\d{2,6}(?:\s*(?:,|and|&|\/)\s*)?)+)/gi)].flatMap(([, list = '']) =>
    [...list.matchAll(/\d{2,6}/g)].map(Number),
  );
  const marked = [...plain.matchAll(/#(\d{2,6})\b/g)].map(([, number]) => Number(number));
  return [...new Set([...listed, ...marked])];
};

/** The first build that the statement names, else the one named last before it. */
const buildOf = ({ text, builds }: Statement): number | undefined => buildNumbersIn(text)[0] ?? builds.at(-1);

/** A build as a citation, with its status and its times. */
const citeTimes = (run: Run) => citeRun(run, `${run.status}, started ${run.startedAt}, finished ${run.finishedAt}`);

const PASSED = /\b(?:passed|passes|pass|green|succeeded|success)\b/i;
const FAILED = /\b(?:failed|fails|red|failure)\b/i;
/** Words by which a review says how a build ended. */
export const ENDED = new RegExp(`${PASSED.source}|${FAILED.source}`, 'i');

/** A cause, to the end of the sentence: `because of VIP exhaustion`, `for infrastructure reasons`. */
export const CAUSE =
  /\b(?:because|due to|caused by|owing to|thanks to|as a result of|on account of)\b.*|\bfor\s+(?:[\w-]+\s+){1,4}reasons?\b.*/i;

/** The words from the build's name to the end and the time that are checked: the rest of the sentence is not. */
const checkedPart = (part: string, number: number, time = ''): string => {
  const name = new RegExp(`(?:\\b(?:builds?|runs?)\\s+)?#?\\b${number}\\b`, 'i');
  const words = [name, ...(time === '' ? [] : [/\b(?:ran|started)\b/i]), ENDED].map((word) => word.exec(part)?.[0] ?? '');
  const spans = [...words, time].filter((word) => word !== '').map((word) => [part.indexOf(word), part.indexOf(word) + word.length]);
  return part.slice(Math.min(...spans.map(([from = 0]) => from)), Math.max(...spans.map(([, to = 0]) => to)));
};

/** `#578 failed at ~03:00Z, #585 passed at ~04:00Z`; `Drone build #612: started=…`; `Ran at ~04:14Z`. */
export const buildTimes = defineClaim({
  id: 'build-time',
  check: (statement, evidence) =>
    statement.text
      // A quotation is not the author's word about the build.
      .replace(/["“][^"”]*["”]/g, '')
      .replace(CAUSE, '')
      .split(/[,;](?=\s+#?\d|\s+(?:build\s)?#\d)|\.\s/)
      .flatMap((part) => {
        const number = buildInPart(part, statement);
        return number === undefined ? [] : partClaims(part, number, statement, evidence);
      }),
});

/** The one build that a part of a sentence speaks of: the one it names, or where it names none and says "ran" the one named last. */
const buildInPart = (part: string, { builds }: Statement): number | undefined => {
  const numbers = buildNumbersIn(part);
  if (numbers.length === 1) return numbers[0];
  return numbers.length === 0 && /\bran\b|\bstarted\b/i.test(part) ? builds.at(-1) : undefined;
};

const partClaims = (part: string, number: number, { day }: Statement, evidence: ClaimEvidence): readonly CheckedClaim[] => {
  const [passes, fails] = [PASSED.test(part), FAILED.test(part)];
  const [time] = timesIn(part.replace(/\(.*?\)/g, ''), day);
  if (!time && !passes && !fails) return [];
  if (!/\b(?:ran|started?|failed|passed|finished|pass|green|red)\b|=/i.test(part)) return [];
  const { run } = evidence.build(number);
  const text = checkedPart(part, number, time?.text);
  if (!run) return [notCheckable(text, noRun(number, evidence))];
  if (passes && fails) return [notCheckable(part, 'it speaks of passing and of failing')];
  const rightTime = !time || isTimeOf(run, time, part);
  const rightEnd = (!passes || isSuccess(run.status)) && (!fails || isFailed(run.status));
  const cites = [citeTimes(run)];
  if (rightTime && rightEnd) return [confirmed(text, `build ${number} is ${run.status}, started ${run.startedAt}`, cites)];
  const reasons = [
    ...(rightEnd ? [] : [`build ${number} is ${run.status}`]),
    ...(rightTime ? [] : [`build ${number} ran from ${run.startedAt} to ${run.finishedAt}, not at ${time?.text}`]),
  ];
  return [contradicted(text, reasons.join('; '), cites)];
};

/** Whether the run started at that time, or ended, or ran, where the words allow it and the time is given roughly. */
const isTimeOf = ({ startedAt, finishedAt }: Run, time: StatedTime, part: string): boolean => {
  const [starts, ends] = [Date.parse(startedAt ?? ''), Date.parse(finishedAt ?? '')];
  if (agrees(time, starts)) return true;
  if (!/start|ran at/i.test(part) && agrees(time, ends)) return true;
  return time.within > 60_000 && time.ms >= starts - time.within && time.ms <= ends + time.within;
};

const noRun = (number: number, { runs }: ClaimEvidence): string =>
  runs === undefined
    ? 'the builds of the recipe were not read'
    : `build ${number} is not among the ${runs.length} builds of the recipe that were read`;

/** `84 min before proxy fix at 05:38Z`, `35 min after proxy fix`. */
export const distance = defineClaim({
  id: 'distance',
  check(statement, evidence) {
    const [text, duration = '', side = ''] = /\b(\d+\s?min(?:utes)?)\s+(before|after)\s+[^.;)]*/i.exec(statement.text) ?? [];
    if (text === undefined) return [];
    const number = buildOf(statement);
    const epochMs = timesIn(text, statement.day)[0]?.ms ?? Date.parse(statement.epoch ?? '');
    const stated = durationIn(duration);
    const run = number === undefined ? undefined : evidence.build(number).run;
    if (!run) return [notCheckable(text, 'the build is not among those that were read')];
    if (!stated || !Number.isFinite(epochMs)) return [notCheckable(text, 'no time is given to measure from')];
    const afterMs = Date.parse(run.startedAt ?? '') - epochMs;
    const isAfter = side.toLowerCase() === 'after';
    const minutes = Math.round((isAfter ? afterMs : -afterMs) / 60_000);
    const cites = [citeRun(run, `started ${run.startedAt}`)];
    return [
      Math.abs((isAfter ? afterMs : -afterMs) - stated.ms) <= stated.within
        ? confirmed(text, `build ${run.number} started ${minutes} min ${side}`, cites)
        : contradicted(text, `build ${run.number} started ${Math.abs(minutes)} min ${afterMs > 0 ? 'after' : 'before'} it`, cites),
    ];
  },
});

/** `No post-proxy ghost runs as of 06:20Z`, `no runs since 05:38Z`. */
export const noRunsSince = defineClaim({
  id: 'no-runs',
  check({ text: words, day, epoch }, evidence) {
    const text = /\bno\b[^.]{0,40}\bruns?\b[^.]*?(?:as of|since|until|after)\s+[^.]*/i.exec(words)?.[0];
    if (text === undefined) return [];
    const [time] = timesIn(text, day);
    const epochMs = Date.parse(epoch ?? '');
    const until = /as of|until/i.test(text) ? time?.ms : Number.POSITIVE_INFINITY;
    const since = /since|after/i.test(text) ? (time?.ms ?? epochMs) : epochMs;
    if (until === undefined) return [notCheckable(text, 'no time is given')];
    if (!Number.isFinite(since)) return [notCheckable(text, 'no time is given from which on')];
    if (!evidence.runs) return [notCheckable(text, 'the builds of the recipe were not read')];
    const within = evidence.runs.filter(({ startedAt, createdAt }) => {
      const ms = Date.parse(startedAt ?? createdAt ?? '');
      return ms >= since && ms <= until;
    });
    if (within.length > 0) {
      const list = within.map((run) => `build ${run.number} started ${run.startedAt}`).join(', ');
      return [
        contradicted(
          text,
          list,
          within.slice(0, 5).map((run) => citeRun(run)),
        ),
      ];
    }
    const cites = evidence.runs.slice(-1).map((run) => citeRun(run));
    return [
      evidence.runsWhole
        ? confirmed(text, `none of ${evidence.runs.length} builds started in that time`, cites)
        : unsupported(text, 'not all builds were read', cites),
    ];
  },
});

/** True where one of two commits is the beginning of the other, as reviews shorten them. */
const sameStart = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

/** `Same sha: #578 failed …, #585 passed`. */
export const sameSha = defineClaim({
  id: 'same-sha',
  check(statement, evidence) {
    const words = /\bsame\s+(?:sha|ref|commit)\b[^.]*/i.exec(statement.text)?.[0];
    const numbers = words === undefined ? [] : buildNumbersIn(words);
    if (words === undefined || numbers.length < 2) return [];
    const runs = numbers.flatMap((number) => evidence.build(number).run ?? []);
    const [first] = runs;
    if (runs.length < numbers.length || !first) return [notCheckable(words, 'not all of these builds were read')];
    const same = runs.every(({ ref }) => ref !== null && first.ref !== null && sameStart(ref, first.ref));
    return [
      (same ? confirmed : contradicted)(
        `same sha: ${numbers.map((number) => `#${number}`).join(', ')}`,
        runs.map((run) => `${run.number} tested ${run.ref?.slice(0, 8)}`).join(', '),
        runs.map((run) => citeRun(run)),
      ),
    ];
  },
});

/** `Tested PR#5 (d42d0f7c), not PR#4 (d88f5801)`; `REF=d88f5801`; `PR#4 (d88f5801)` with a build. */
export const testedRef = defineClaim({
  id: 'tested',
  check(statement, evidence) {
    const match = /\btested\s+PR\s?#(\d+)(?:\s*\(([0-9a-f]{7,40})\))?|\bREF=([0-9a-f]{7,40})/i.exec(statement.text);
    const number = buildOf(statement);
    if (!match || number === undefined) return [];
    const { run } = evidence.build(number);
    const [words, pr, short, ref = short] = match;
    const text = `build ${number}: ${words}`;
    if (!run) return [notCheckable(text, noRun(number, evidence))];
    const rightPr = pr === undefined || run.pr === pr;
    const rightRef = ref === undefined || (run.ref !== null && sameStart(run.ref, ref));
    return [
      (rightPr && rightRef ? confirmed : contradicted)(text, `build ${number} tested PR #${run.pr}, ${run.ref?.slice(0, 8)}`, [
        citeRun(run),
      ]),
    ];
  },
});

/** `Builds 515, 517, 519, 557: all dated 2026-06-12`. */
export const allDated = defineClaim({
  id: 'dated',
  check(statement, evidence) {
    const [words, day = ''] = /\b(?:all\s+)?dated\s+(\d{4}-\d\d-\d\d)/i.exec(statement.text) ?? [];
    const numbers = buildNumbersIn(statement.text);
    if (words === undefined || numbers.length === 0) return [];
    const runs = numbers.flatMap((number) => evidence.build(number).run ?? []);
    const missing = numbers.filter((number) => evidence.build(number).run === undefined);
    const wrong = runs.filter(({ startedAt }) => !startedAt?.startsWith(day));
    const cites = runs.map((run) => citeRun(run));
    const text = `${numbers.join(', ')} ${words}`;
    if (wrong.length > 0)
      return [contradicted(text, wrong.map(({ number, startedAt }) => `build ${number} started ${startedAt}`).join(', '), cites)];
    return [
      missing.length > 0
        ? notCheckable(text, `${missing.join(', ')} ${missing.length === 1 ? 'was' : 'were'} not read`, cites)
        : confirmed(text, `all ${numbers.length} started that day`, cites),
    ];
  },
});

/** `build_status=success`, of the build named last. */
export const buildStatus = defineClaim({
  id: 'status',
  check(statement, evidence) {
    const [words, status] = /\bbuild_status\s*[=:]\s*`?(\w+)/.exec(statement.text) ?? [];
    const number = buildOf(statement);
    if (words === undefined || number === undefined) return [];
    const { run } = evidence.build(number);
    const text = `build ${number}: ${words}`;
    if (!run) return [notCheckable(text, noRun(number, evidence))];
    return [(run.status === status ? confirmed : contradicted)(text, `build ${number} is ${run.status}`, [citeRun(run)])];
  },
});
