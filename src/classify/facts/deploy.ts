// In: the deploy's own output: the CI log beside a stack, or the failed steps of a build. Out: the lines of it that may prove something, and the
// one sentence of the catalogue that ended it. Lines of tests, teardowns, applications and of attempts that were repeated with success are left out.
import { citeOf, logLine } from '#model/cite';
import type { Cite } from '#model/report';
import { matchAll } from '../messages/index.ts';
import type { MessageKind } from '../messages/kinds.ts';
import type { MessageMatch } from '../messages/search.ts';
import type { BuildFacts, LogPlace } from './build.ts';
import { type CiText, type Command, readCiText, type Standing } from './ci-text.ts';
import { plain, quoted } from './log-text.ts';
import type { Reader } from './reader.ts';

/** A line of the deploy's output that may prove something. */
export interface DeployLine {
  readonly text: string;
  readonly standing: Standing;
  readonly cite: () => Cite;
  /** The command it is output of, where the log shows it. */
  readonly command: Command | null;
  /** The sentences of the catalogue in it. */
  readonly matches: () => readonly MessageMatch[];
}

/** A sentence the catalogue knows, and where it was printed. */
export interface DeployMatch {
  readonly line: DeployLine;
  readonly match: MessageMatch;
}

export interface DeployFacts {
  readonly lines: readonly DeployLine[];
  /** Known sentences on these lines, in the order of the log. */
  readonly matches: readonly DeployMatch[];
  /** The last sentence that tells why the deploy ended; undefined where the log holds none. */
  readonly decisive: DeployMatch | undefined;
  /** The last command that deployed the stack, where the log shows it. */
  readonly command: Command | null;
  /** True where the log shows no command at all: the output of one deploy alone. */
  readonly bare: boolean;
  /** True where the log shows the stack removed before this line and deployed again. */
  readonly removedBefore: (line: DeployLine) => boolean;
}

export const deployFactsOf = (read: Reader, build: BuildFacts | undefined, stack: string | null): DeployFacts | undefined => {
  const log = read('ci-log');
  if (log) return besideStack(log.lines, stack);
  return build && build.failedSteps.length > 0 ? ofBuild(build) : undefined;
};

const besideStack = (raw: readonly string[], stack: string | null): DeployFacts => {
  const text = readCiText(raw);
  const command = text.commands.findLast((candidate) => deploys(candidate, stack)) ?? null;
  const [from, to] = command ? [command.at, command.end] : [0, text.lines.length];
  const others = new Set(command ? [] : text.commands.filter(({ text: words }) => DEPLOY.test(words)));
  const lines = linesOf(text, raw)
    .slice(from, to)
    .filter((line) => canProve(line) && !(line.command && others.has(line.command)));
  const removals = text.commands.filter(({ text: words }) => REMOVE.test(words) && (stack === null || words.includes(stack)));
  return factsOf(lines, command, (line) => removals.some(({ at }) => at < lineAt(line)), text.commands.length === 0);
};

const ofBuild = (build: BuildFacts): DeployFacts => {
  const failed = new Set(build.failedSteps);
  const lines = build.log.filter(({ step }) => failed.has(step)).map((place) => lineOf(place, build));
  return factsOf(lines.filter(canProve), null, () => false);
};

const REMOVE = /\bdocker stack (?:rm|remove|down)\b|\babra app undeploy\b/;

const DEPLOY = /\bdocker stack (?:deploy|up)\b|\babra app (?:deploy|upgrade|rollback)\b/;

/** `docker stack deploy … NAME`, `abra app deploy DOMAIN` (its stack has `_` for `.`). */
const deploys = ({ text }: Command, stack: string | null): boolean => {
  if (!DEPLOY.test(text)) return false;
  return stack === null || text.split(/\s+/).some((word) => word === stack || word.replaceAll('.', '_') === stack);
};

const linesOf = ({ lines, standing, commands }: CiText, raw: readonly string[]): readonly DeployLine[] =>
  lines.map((text, index): DeployLine => {
    const stands = standing[index] as Standing;
    const at = /^(\d{4}-\d\d-\d\dT\S+Z) /.exec(plain(raw[index] ?? ''))?.[1] ?? null;
    return {
      text: text.trim(),
      standing: stands,
      cite: () => citeOf('ci-log', logLine('deploy', null, index + 1), at, quoted(plain(raw[index] ?? '').trim())),
      command: stands.command === null ? null : (commands[stands.command] ?? null),
      matches: () => matchAll(text.trim(), 'ci'),
    };
  });

const lineOf = (place: LogPlace, build: BuildFacts): DeployLine => {
  const standing = build.standingOf(place);
  return {
    text: place.text,
    standing,
    cite: () => citeOf('ci-build', logLine('step', place.step.number, place.line), place.at, quoted(place.text)),
    command: standing.command === null ? null : (build.commandsOf(place.step)[standing.command] ?? null),
    matches: () => build.matchesOf(place),
  };
};

const lineAt = (line: DeployLine): number => line.command?.at ?? 0;

const canProve = ({ standing }: DeployLine): boolean =>
  !standing.application &&
  !standing.passed &&
  !standing.superseded &&
  standing.phase !== 'test' &&
  standing.phase !== 'teardown' &&
  standing.phase !== 'summary';

const factsOf = (
  lines: readonly DeployLine[],
  command: Command | null,
  removedBefore: DeployFacts['removedBefore'],
  bare = false,
): DeployFacts => {
  const matches = lines.flatMap((line) => line.matches().map((match) => ({ line, match })));
  return { lines, matches, decisive: decisiveOf(matches), command, bare, removedBefore };
};

/** The last sentence that tells a reason; where a package was not found because its index was not reached, that it was not. */
const decisiveOf = (matches: readonly DeployMatch[]): DeployMatch | undefined => {
  const end = matches.findLast(decides);
  // Of the sentences of one line the first is nearest to the cause.
  const last = matches.find((candidate) => candidate.line === end?.line && decides(candidate));
  if (last?.match.message.kind !== 'dependencies') return last;
  return matches.findLast(({ line, match }) => UNREACHED.has(match.message.kind) && line.command === last.line.command) ?? last;
};

const UNREACHED: ReadonlySet<MessageKind> = new Set<MessageKind>(['packages-unreachable', 'name-unresolved']);

/** Words around a cause and words of progress tell no reason. */
const decides = ({ match: { message } }: DeployMatch): boolean =>
  (!message.outer || message.kind === 'no-space') &&
  (message.label !== null || message.labels.length > 0) &&
  message.label !== 'green' &&
  message.label !== 'pending';
