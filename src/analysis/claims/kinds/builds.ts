import { isFailed, isSuccess } from '#model/ci-status';
import type { Cite } from '#model/report';
import type { Run } from '#probes/ci-history/artifact';
import { type Checked, checked, defineClaim } from '../define-claim.ts';
import type { ClaimEvidence } from '../evidence.ts';
import { agrees, spanIn, timesIn } from '../times.ts';

/** Build numbers of a statement: `#557`, `build 612`, `Builds 515, 517, 519`; a PR's number is none. */
export const buildsIn = (text: string): readonly number[] => {
  const plain = text.replace(/\bPR\s?#\d+/gi, '');
  const listed = [...plain.matchAll(/\b(?:builds?|runs?)\s+((?:#?\d{2,6}(?:\s*(?:,|and|&|\/)\s*)?)+)/gi)].flatMap(([, list = '']) =>
    [...list.matchAll(/\d{2,6}/g)].map(Number),
  );
  const marked = [...plain.matchAll(/#(\d{2,6})\b/g)].map(([, number]) => Number(number));
  return [...new Set([...listed, ...marked])];
};

export const citeRun = (run: Run, quote = `${run.status}, RECIPE=${run.recipe} PR=${run.pr} REF=${run.ref}`): Cite => ({
  probe: 'ci-history',
  where: `build ${run.number}`,
  at: run.startedAt,
  quote,
});

const PASSED = /\b(?:passed|passes|pass|green|succeeded|success)\b/i;
const FAILED = /\b(?:failed|fails|red|failure)\b/i;
export const ENDED = new RegExp(`${PASSED.source}|${FAILED.source}`, 'i');

/** A cause, to the end of the sentence: `because of VIP exhaustion`, `for infrastructure reasons`. */
export const CAUSE =
  /\b(?:because|due to|caused by|owing to|thanks to|as a result of|on account of)\b.*|\bfor\s+(?:[\w-]+\s+){1,4}reasons?\b.*/i;

/** From the build's name to the end and the time that are held against it: the rest of the sentence is not checked. */
const checkedPart = (part: string, number: number, time = ''): string => {
  const name = new RegExp(`(?:\\b(?:builds?|runs?)\\s+)?#?\\b${number}\\b`, 'i');
  const words = [name, ...(time === '' ? [] : [/\b(?:ran|started)\b/i]), ENDED].map((word) => word.exec(part)?.[0] ?? '');
  const spans = [...words, time].filter((word) => word !== '').map((word) => [part.indexOf(word), part.indexOf(word) + word.length]);
  return part.slice(Math.min(...spans.map(([from = 0]) => from)), Math.max(...spans.map(([, to = 0]) => to)));
};

/** `#578 failed at ~03:00Z, #585 passed at ~04:00Z`; `Drone build #612: started=…`; `Ran at ~04:14Z`. */
export const buildTimes = defineClaim({
  id: 'build-time',
  check(place, evidence) {
    const found: Checked[] = [];
    // What is quoted is not said of the build.
    for (const part of place.text
      .replace(/["“][^"”]*["”]/g, '')
      .replace(CAUSE, '')
      .split(/[,;](?=\s+#?\d|\s+(?:build\s)?#\d)|\.\s/)) {
      const numbers = buildsIn(part);
      const [number] =
        numbers.length === 1 ? numbers : numbers.length === 0 && /\bran\b|\bstarted\b/i.test(part) ? place.builds.slice(-1) : [];
      if (number === undefined) continue;
      const times = timesIn(part.replace(/\(.*?\)/g, ''), place.day);
      const { run } = evidence.build(number);
      const says = PASSED.test(part) ? isSuccess : FAILED.test(part) ? isFailed : null;
      const [time] = times;
      if (!time && says === null) continue;
      if (!/\b(?:ran|started?|failed|passed|finished|pass|green|red)\b|=/i.test(part)) continue;
      const text = checkedPart(part, number, time?.text);
      if (!run || (PASSED.test(part) && FAILED.test(part))) {
        found.push(checked(run ? part : text, 'not-checkable', run ? 'it speaks of passing and of failing' : noRun(number, evidence)));
        continue;
      }
      const starts = Date.parse(run.startedAt ?? '');
      const ends = Date.parse(run.finishedAt ?? '');
      const rightTime =
        !time ||
        agrees(time, starts) ||
        (!/start|ran at/i.test(part) && agrees(time, ends)) ||
        (time.within > 60_000 && time.ms >= starts - time.within && time.ms <= ends + time.within && !Number.isNaN(ends));
      const rightEnd = says === null || says(run.status);
      const cites = [citeRun(run, `${run.status}, started ${run.startedAt}, finished ${run.finishedAt}`)];
      if (rightTime && rightEnd)
        found.push(checked(text, 'confirmed', `build ${number} is ${run.status}, started ${run.startedAt}`, cites));
      else
        found.push(
          checked(
            text,
            'contradicted',
            [
              ...(rightEnd ? [] : [`build ${number} is ${run.status}`]),
              ...(rightTime ? [] : [`build ${number} ran from ${run.startedAt} to ${run.finishedAt}, not at ${time?.text}`]),
            ].join('; '),
            cites,
          ),
        );
    }
    return found;
  },
});

const noRun = (number: number, evidence: ClaimEvidence): string =>
  evidence.runs === undefined
    ? 'the builds of the recipe were not read'
    : `build ${number} is not among the ${evidence.runs.length} builds read of the recipe`;

/** `84 min before proxy fix at 05:38Z`, `35 min after proxy fix`. */
export const distance = defineClaim({
  id: 'distance',
  check(place, evidence) {
    const said = /\b(\d+\s?min(?:utes)?)\s+(before|after)\s+[^.;)]*/i.exec(place.text);
    if (!said) return [];
    const number = buildsIn(place.text)[0] ?? place.builds.at(-1);
    const fence = timesIn(said[0], place.day)[0]?.ms ?? Date.parse(place.epoch ?? '');
    const span = spanIn(said[1] ?? '');
    const run = number === undefined ? undefined : evidence.build(number).run;
    if (!run || !span || !Number.isFinite(fence))
      return [checked(said[0], 'not-checkable', run ? 'no time is given to measure from' : 'the build is not among those read')];
    const apart = (Date.parse(run.startedAt ?? '') - fence) * (said[2]?.toLowerCase() === 'after' ? 1 : -1);
    const minutes = Math.round(apart / 60_000);
    const cites = [citeRun(run, `started ${run.startedAt}`)];
    return [
      Math.abs(apart - span.ms) <= span.within
        ? checked(said[0], 'confirmed', `build ${run.number} started ${minutes} min ${said[2]}`, cites)
        : checked(
            said[0],
            'contradicted',
            `build ${run.number} started ${Math.abs(minutes)} min ${apart < 0 === (said[2]?.toLowerCase() === 'after') ? 'before' : 'after'} it`,
            cites,
          ),
    ];
  },
});

/** `No post-proxy ghost runs as of 06:20Z`, `no runs since 05:38Z`. */
export const noRunsSince = defineClaim({
  id: 'no-runs',
  check(place, evidence) {
    const said = /\bno\b[^.]{0,40}\bruns?\b[^.]*?(?:as of|since|until|after)\s+[^.]*/i.exec(place.text);
    if (!said) return [];
    const times = timesIn(said[0], place.day);
    const until = /as of|until/i.test(said[0]) ? times[0]?.ms : Number.POSITIVE_INFINITY;
    const since = /since|after/i.test(said[0]) ? (times[0]?.ms ?? Date.parse(place.epoch ?? '')) : Date.parse(place.epoch ?? '');
    if (until === undefined) return [checked(said[0], 'not-checkable', 'no time is given')];
    if (!Number.isFinite(since)) return [checked(said[0], 'not-checkable', 'since when is not said')];
    if (!evidence.runs) return [checked(said[0], 'not-checkable', 'the builds of the recipe were not read')];
    const within = evidence.runs.filter(
      (run) => Date.parse(run.startedAt ?? run.createdAt ?? '') >= since && Date.parse(run.startedAt ?? run.createdAt ?? '') <= until,
    );
    if (within.length > 0)
      return [
        checked(
          said[0],
          'contradicted',
          `${within.map((run) => `build ${run.number} started ${run.startedAt}`).join(', ')}`,
          within.slice(0, 5).map((run) => citeRun(run)),
        ),
      ];
    const cites = evidence.runs.slice(-1).map((run) => citeRun(run));
    return [
      evidence.runsWhole
        ? checked(said[0], 'confirmed', `none of ${evidence.runs.length} builds started in that time`, cites)
        : checked(said[0], 'unsupported', 'not all builds were read', cites),
    ];
  },
});

/** `Same sha: #578 failed …, #585 passed`. */
export const sameSha = defineClaim({
  id: 'same-sha',
  check(place, evidence) {
    const said = /\bsame\s+(?:sha|ref|commit)\b[^.]*/i.exec(place.text);
    if (!said) return [];
    const numbers = buildsIn(said[0]);
    if (numbers.length < 2) return [];
    const runs = numbers.map((number) => evidence.build(number).run);
    const known = runs.filter((run) => run !== undefined);
    const [first] = known;
    if (known.length < numbers.length || !first) return [checked(said[0], 'not-checkable', 'not all of these builds were read')];
    const same = known.every(
      (run) => run.ref !== null && first.ref !== null && (run.ref.startsWith(first.ref) || first.ref.startsWith(run.ref)),
    );
    const cites = known.map((run) => citeRun(run));
    const text = `same sha: ${numbers.map((number) => `#${number}`).join(', ')}`;
    return [
      checked(
        text,
        same ? 'confirmed' : 'contradicted',
        known.map((run) => `${run.number} tested ${run.ref?.slice(0, 8)}`).join(', '),
        cites,
      ),
    ];
  },
});

/** `Tested PR#5 (d42d0f7c), not PR#4 (d88f5801)`; `REF=d88f5801`; `PR#4 (d88f5801)` with a build. */
export const testedRef = defineClaim({
  id: 'tested',
  check(place, evidence) {
    const said = /\btested\s+PR\s?#(\d+)(?:\s*\(([0-9a-f]{7,40})\))?|\bREF=([0-9a-f]{7,40})/i.exec(place.text);
    if (!said) return [];
    const number = buildsIn(place.text)[0] ?? place.builds.at(-1);
    if (number === undefined) return [];
    const { run } = evidence.build(number);
    const [, pr, short, ref = short] = said;
    const text = `build ${number}: ${said[0]}`;
    if (!run) return [checked(text, 'not-checkable', noRun(number, evidence))];
    const right =
      (pr === undefined || run.pr === pr) &&
      (ref === undefined || (run.ref !== null && (run.ref.startsWith(ref) || ref.startsWith(run.ref))));
    return [
      checked(text, right ? 'confirmed' : 'contradicted', `build ${number} tested PR #${run.pr}, ${run.ref?.slice(0, 8)}`, [citeRun(run)]),
    ];
  },
});

/** `Builds 515, 517, 519, 557: all dated 2026-06-12`. */
export const allDated = defineClaim({
  id: 'dated',
  check(place, evidence) {
    const said = /\b(?:all\s+)?dated\s+(\d{4}-\d\d-\d\d)/i.exec(place.text);
    const numbers = buildsIn(place.text);
    if (!said || numbers.length === 0) return [];
    const runs = numbers.map((number) => [number, evidence.build(number).run] as const);
    const missing = runs.filter(([, run]) => !run).map(([number]) => number);
    const wrong = runs.filter(([, run]) => run && !run.startedAt?.startsWith(said[1] ?? ''));
    const cites = runs.flatMap(([, run]) => (run ? [citeRun(run)] : []));
    const text = `${numbers.join(', ')} ${said[0]}`;
    if (wrong.length > 0)
      return [checked(text, 'contradicted', wrong.map(([number, run]) => `${number} is of ${run?.startedAt}`).join(', '), cites)];
    return [
      missing.length > 0
        ? checked(text, 'not-checkable', `${missing.join(', ')} were not read`, cites)
        : checked(text, 'confirmed', `all ${numbers.length} started that day`, cites),
    ];
  },
});

/** `build_status=success`, of the build named last. */
export const buildStatus = defineClaim({
  id: 'status',
  check(place, evidence) {
    const said = /\bbuild_status\s*[=:]\s*`?(\w+)/.exec(place.text);
    const number = buildsIn(place.text)[0] ?? place.builds.at(-1);
    if (!said || number === undefined) return [];
    const { run } = evidence.build(number);
    const text = `build ${number}: ${said[0]}`;
    if (!run) return [checked(text, 'not-checkable', noRun(number, evidence))];
    return [checked(text, run.status === said[1] ? 'confirmed' : 'contradicted', `build ${number} is ${run.status}`, [citeRun(run)])];
  },
});
