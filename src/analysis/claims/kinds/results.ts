import type { Cite } from '#model/report';
import { type Checked, checked, defineClaim } from '../define-claim.ts';
import { agrees, spanIn, timesIn } from '../times.ts';
import { buildsIn } from './builds.ts';

/** `Builds 515/517 were L0`, `level=5`, `level 5/5`, `builds 519/557 were L1`. */
export const levels = defineClaim({
  id: 'level',
  check(place, evidence) {
    const found: Checked[] = [];
    for (const part of place.text.split(/;|\.\s/)) {
      const said = /\b(?:were|was|is|at)?\s*L([0-6])\b|\blevel\s*[=:]?\s*`?([0-6])(?:\/[56])?/i.exec(part);
      if (!said) continue;
      const own = [...part.matchAll(/\b(\d{3,6})(?:\/(\d{3,6}))+/g)].flatMap(([list]) => list.split('/').map(Number));
      const named = own.length > 0 ? own : buildsIn(part);
      const numbers = named.length > 0 ? named : place.builds.slice(-1);
      const level = Number(said[1] ?? said[2]);
      for (const number of numbers) {
        const { results } = evidence.build(number);
        const text = `build ${number}: level ${level}`;
        if (!results) found.push(checked(text, 'not-checkable', `results.json of ${number} was not read`));
        else if (results.level === null) found.push(checked(text, 'unsupported', `results.json of ${number} gives no level`));
        else {
          const cites = [{ probe: 'recipe-runs', where: `${results.where} level`, at: null, quote: String(results.level) }];
          found.push(
            checked(text, results.level === level ? 'confirmed' : 'contradicted', `build ${number} reached level ${results.level}`, cites),
          );
        }
      }
    }
    return found;
  },
});

/** `clean_teardown=true`, `no_secret_leak=True`; `all recent runs have …` is held against every run of the recipe that was read. */
export const flags = defineClaim({
  id: 'flags',
  check(place, evidence) {
    const said = [...place.text.matchAll(/\b(clean_teardown|no_secret_leak)\s*[=:]\s*`?(true|false)/gi)];
    if (said.length === 0) return [];
    const every = /\ball\b[^.]*\bruns\b/i.test(place.text);
    const numbers = every
      ? (evidence.runs ?? []).map(({ number }) => number)
      : buildsIn(place.text).length > 0
        ? buildsIn(place.text)
        : place.builds.slice(-1);
    return said.map(([, flag = '', value = '']) => {
      const wanted = value.toLowerCase() === 'true';
      const read = numbers.flatMap((number) => {
        const { results } = evidence.build(number);
        const held = flag === 'clean_teardown' ? results?.cleanTeardown : results?.noSecretLeak;
        return held === undefined || held === null ? [] : [{ number, held, where: results?.where ?? '' }];
      });
      const text = `${every ? 'all runs' : `build ${numbers.join(', ')}`}: ${flag}=${value}`;
      const wrong = read.filter(({ held }) => held !== wanted);
      const cites = (wrong.length > 0 ? wrong : read)
        .slice(0, 6)
        .map(({ where, held }): Cite => ({ probe: 'recipe-runs', where: `${where} flags.${flag}`, at: null, quote: String(held) }));
      if (wrong.length > 0) return checked(text, 'contradicted', `${wrong.map(({ number }) => number).join(', ')} say otherwise`, cites);
      if (read.length === 0) return checked(text, 'not-checkable', 'no results.json of these runs was read');
      if (read.length < numbers.length)
        return checked(
          text,
          every ? 'confirmed' : 'unsupported',
          `${read.length} of ${numbers.length} runs have a results.json that says so, the others have none`,
          cites,
        );
      return checked(text, 'confirmed', `${read.length} runs say so`, cites);
    });
  },
});

const STAGES = 'install|upgrade|backup|restore|custom';

/** `upgrade: 06:14:38Z (1m36s from start)`, `custom: 06:14:50–53Z`. */
export const junitTimes = defineClaim({
  id: 'junit-time',
  check(place, evidence) {
    const said = new RegExp(`\\b(${STAGES})\\s*:\\s*(.*)$`, 'i').exec(place.text);
    const number = place.builds.at(-1);
    const [time] = timesIn((said?.[2] ?? '').replace(/[–-]\d{2}(?=Z)/, ''), place.day);
    if (!said || number === undefined || !time) return [];
    const text = `build ${number}, ${said[0]}`;
    const { junit, run } = evidence.build(number);
    if (!junit) return [checked(text, 'not-checkable', `the JUnit files of ${number} were not read`)];
    const suites = junit.filter(({ file }) => new RegExp(`${said[1]}(?:-\\d+)?\\.xml$`, 'i').test(file));
    const starts = suites.map((suite) => Date.parse(suite.timestamp === null ? '' : suite.zone ? suite.timestamp : `${suite.timestamp}Z`));
    const cites = suites.map(
      (suite): Cite => ({ probe: 'run-results', where: `${number}/${suite.file}`, at: null, quote: suite.timestamp ?? 'no time' }),
    );
    if (starts.length === 0) return [checked(text, 'unsupported', `no JUnit file of ${said[1]}`)];
    const right = starts.some((ms) => agrees(time, ms));
    const span = /from start/i.test(said[2] ?? '') ? spanIn((said[2] ?? '').replace(/^.*?\(/, '')) : undefined;
    const began = Date.parse(run?.startedAt ?? '');
    const apart = starts.map((ms) => ms - began);
    const rightSpan = !span || !Number.isFinite(began) || apart.some((ms) => Math.abs(ms - span.ms) <= span.within);
    if (right && rightSpan) return [checked(text, 'confirmed', `${said[1]} began ${new Date(starts[0] ?? 0).toISOString()}`, cites)];
    return [
      checked(
        text,
        'contradicted',
        `${said[1]} began ${starts.map((ms) => new Date(ms).toISOString()).join(', ')}${rightSpan ? '' : `, ${Math.round((apart[0] ?? 0) / 1000)} s from the start`}`,
        cites,
      ),
    ];
  },
});

/** `Builds #557 and #578 both show: "!! upgrade op failed: ... UpdateStatus='paused'"`. */
export const logQuotes = defineClaim({
  id: 'log-quote',
  check(place, evidence) {
    const quoted =
      /["`“]+([^"`”]*(?:UpdateStatus|!!|could not|failed)[^"`”]*)["`”]+/.exec(place.text)?.[1] ??
      (/UpdateStatus=`?'?paused'?`?/.exec(place.text) ? "UpdateStatus='paused'" : undefined);
    if (quoted === undefined) return [];
    const slashed = [...place.text.matchAll(/\b(\d{3,6})\/(\d{3,6})\b(?=[^.;]*UpdateStatus)/g)].flatMap(([, a, b]) => [
      Number(a),
      Number(b),
    ]);
    const numbers = slashed.length > 0 ? slashed : buildsIn(place.text);
    const parts = quoted
      .split(/\.\.\.|…/)
      .map((part) => bare(part))
      .filter((part) => part !== '');
    return numbers.map((number) => {
      const { drone } = evidence.build(number);
      const text = `build ${number} shows ${quoted}`;
      if (!drone) return checked(text, 'not-checkable', `the log of build ${number} was not read`);
      const lines = drone.stages.flatMap(({ steps }) =>
        steps.flatMap((step) =>
          step.log.lines.map((line, index) => ({
            line,
            where: `build ${number} step ${step.number} log line ${step.log.dropped + index + 1}`,
          })),
        ),
      );
      const hit = lines.find(({ line }) => parts.every((part) => bare(line).includes(part)));
      return hit
        ? checked(text, 'confirmed', 'the log has that line', [
            { probe: 'ci-build', where: hit.where, at: null, quote: hit.line.slice(0, 300) },
          ])
        : checked(text, 'contradicted', `none of ${lines.length} lines of the log says so`, [
            { probe: 'ci-build', where: `build ${number}`, at: drone.build?.finishedAt ?? null, quote: `${lines.length} lines` },
          ]);
    });
  },
});

const bare = (text: string): string => text.replace(/[`'"“”\s]+/g, ' ').trim();
