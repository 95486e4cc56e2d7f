// In: the lines of a CI log, of one step or of a deploy beside a stack. Out: where each stands: which phase and command it belongs to, whether an
// application or a passing test printed it, whether a later success made it history. A line proves something only from where it can.
import { plain } from './log-text.ts';

export type Phase = 'setup' | 'deploy' | 'test' | 'teardown' | 'summary';

/** Where a line stands. */
export interface Standing {
  readonly phase: Phase;
  /** Position of the command it is output of, counted from 0 in these lines; null before the first. */
  readonly command: number | null;
  /** An application printed it, and the log only passes it on. */
  readonly application: boolean;
  /** It tells of a test that passed. */
  readonly passed: boolean;
  /** What it tells of was tried again, and went well. */
  readonly superseded: boolean;
}

/** A command the log shows, with its exit status where that is printed. Lines count from 0. */
export interface Command {
  readonly text: string;
  readonly at: number;
  readonly end: number;
  readonly exit: number | null;
}

export interface CiText {
  readonly lines: readonly string[];
  readonly standing: readonly Standing[];
  readonly commands: readonly Command[];
}

/** The time some logs put before a line, with the stream GitLab adds (`00O `), and the annotation of GitHub's and Forgejo's runners. */
const STAMP = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)? (?:\d\d[OE][ +])?/;
const ANNOTATION = /^(?:##\[(?:error|warning|notice)\]|::(?:error|warning|notice)(?: [^:\n]{0,300})?::)/;

/** A line as the command printed it: without the time and the annotation that the CI puts before it. */
export const unstamped = (line: string): string => {
  const text = plain(line);
  return text.slice(STAMP.exec(text)?.[0].length ?? 0).replace(ANNOTATION, '');
};

/** `+ cmd` of a shell's trace, `$ cmd` of a log that shows what it runs; the harness shows abra and docker bare. */
const COMMAND =
  /^(?:\++ |\$ |> )(\S.{0,2000})$|^((?:abra (?:app|recipe)|docker (?:stack|service|compose|run|pull|build|push)) \S.{0,2000})$/;
const EXIT = /^\s*\(exit (\d{1,3})\)\s*$/;

/** `===== TIER upgrade =====`, `--- teardown`, `::group::Clean up`, `##[group]…`, `section_start:…:after_script`. */
const HEAD = /^(?:={3,}|-{3,}|#{2,}\[?group\]?|::group::|section_start:\d+:)\s*(?:TIER )?([A-Za-z][\w /-]{2,60})/;
const TEARDOWN = /\b(?:tear ?down|clean(?: ?up|ing)|undeploy|after[_ ]script|post[- ](?:job|run|step)|removing)\b/i;
/** A command that takes away what was deployed; after the tests it is their teardown. */
const REMOVAL =
  /^(?:sudo )?(?:docker[ -](?:compose|stack|service|volume|network|secret|config|container|system)\b.{0,300}?\b(?:down|rm|remove|prune)\b|docker rm\b|abra app (?:undeploy|remove|rm|volume rm|secret rm)\b)/;
const TESTS = /^(?:test session starts|tests?\b|running tests|failures$)/i;

/** `app | text`, `web-1  | text` of compose, `web_app.1.id@node    | text` of `docker service logs`. */
const APPLICATION = /^[\w][\w.-]{0,80}(?:\.\d{1,4}\.[a-z0-9]{25}@[\w.-]{1,64})?\s{0,40}\| /;
const PASSED = /\bPASS(?:ED)?\b|^\s*(?:ok\b|✓|✔|√)|\.{3} ok$/;

/** What shows that a deploy or a pull went well after all. */
const SUCCEEDED =
  /\bconverged\b|UpdateStatus='?completed|\bStatus: (?:Downloaded newer image|Image is up to date)|deploy(?:ment)? (?:succeeded|successful)/i;
const NOT = /\b(?:not|never|did ?n.t|un)\s?(?:yet )?converged?|did not converge/i;

/** Reads the lines of one log. Cost grows linearly. */
export const readCiText = (raw: readonly string[]): CiText => {
  const lines = raw.map(unstamped);
  const commands = commandsIn(lines);
  const phases = phasesOf(lines, commands);
  const lastSuccess = successesAfter(lines, phases);
  let next = 0;
  const standing = lines.map((line, index): Standing => {
    while ((commands[next]?.at ?? Number.POSITIVE_INFINITY) <= index) next += 1;
    const phase = phases[index] ?? 'setup';
    return {
      phase,
      command: next === 0 ? null : next - 1,
      application: APPLICATION.test(line),
      passed: PASSED.test(line) && !/\bFAIL/.test(line),
      superseded: (phase === 'setup' || phase === 'deploy') && index < lastSuccess,
    };
  });
  return { lines, standing, commands };
};

const commandsIn = (lines: readonly string[]): readonly Command[] => {
  const found: { text: string; at: number; exit: number | null }[] = [];
  lines.forEach((line, index) => {
    const command = COMMAND.exec(line);
    const text = command?.[1] ?? command?.[2];
    if (text !== undefined) found.push({ text, at: index, exit: null });
    const exit = EXIT.exec(line)?.[1];
    const last = found.at(-1);
    if (exit !== undefined && last) last.exit = Number(exit);
  });
  return found.map((command, index) => ({ ...command, end: found[index + 1]?.at ?? lines.length }));
};

const phasesOf = (lines: readonly string[], commands: readonly Command[]): readonly Phase[] => {
  let phase: Phase = 'setup';
  let tests = false;
  let tested = false;
  let removes = false;
  const removals = new Map(commands.map(({ at, text }) => [at, REMOVAL.test(text)]));
  return lines.map((line, index) => {
    const head = HEAD.exec(line)?.[1]?.trim();
    if (head !== undefined) {
      if (/^RUN SUMMARY|^summary$/i.test(head)) phase = 'summary';
      else if (TEARDOWN.test(head)) [phase, tests] = ['teardown', false];
      else if (TESTS.test(head)) tests = true;
      else if (/^(?:install|upgrade|deploy|backup|restore|custom)\b/i.test(head)) [phase, tests] = ['deploy', false];
    }
    const ended = tests && /^(?:tier \w+:|!! |={3}(?:(?!\b(?:passed|failed|error)\b).)*\b(?:passed|failed|error)\b.* in [\d.])/.test(line);
    const shown: Phase = tests && phase !== 'teardown' && phase !== 'summary' ? 'test' : phase;
    if (ended) tests = false;
    tested ||= shown === 'test';
    removes = removals.get(index) ?? removes;
    return removes && tested ? 'teardown' : shown;
  });
};

/** Where the last sign stands that a deploy or pull went well, or that tests began, which come after it; -1 where there is none. */
const successesAfter = (lines: readonly string[], phases: readonly Phase[]): number =>
  lines.findLastIndex(
    (line, index) =>
      !APPLICATION.test(line) &&
      phases[index] !== 'teardown' &&
      phases[index] !== 'summary' &&
      ((SUCCEEDED.test(line) && !NOT.test(line)) || (phases[index] === 'test' && phases[index - 1] !== 'test')),
  );
