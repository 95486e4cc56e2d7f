import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { detectors } from '#classify/detectors/index';
import { probes } from '#probes/index';
import { withMap } from '../scripts/map.mjs';
import { commands } from '../src/cli/commands/index.ts';

const root = new URL('..', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const sources = globSync('src/**/*.{ts,tsx}', { cwd: root }).sort();
const withoutComments = (code: string): string => code.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, '');

/** Functions that are still longer than 60 lines, by the file and how they begin. */
const LONG_FUNCTIONS: readonly string[] = [
  'src/probes/swarm-services/reply.ts: readService',
  'src/analysis/gates/checks/leftovers.ts: ',
  'src/analysis/sweep/summary.ts: tally',
  'src/classify/detectors/vip-exhaustion.ts: claimOf',
  'src/recording/recorder/snapshot.ts: lookOver',
  'src/transport/gitea/client.ts: giteaClient',
  'src/transport/ssh/session.ts: sessionOver',
];

/** Files that still have a ternary in a ternary. */
const NESTED_TERNARIES: readonly string[] = [
  'src/classify/detectors/engine-unavailable.ts',
  'src/classify/judge/from-deploy.ts',
  'src/classify/judge/weigh.ts',
  'src/classify/log/fault.ts',
  'src/classify/log/read-atoms.ts',
  'src/classify/log/template.ts',
  'src/analysis/gates/checks/build.ts',
  'src/analysis/gates/gate-facts.ts',
  'src/analysis/gates/run-gate.ts',
  'src/analysis/leaks/find-leaks.ts',
  'src/analysis/leaks/kinds/addresses.ts',
  'src/analysis/leaks/kinds/stacks.ts',
  'src/analysis/preflight/bounds.ts',
  'src/analysis/preflight/checks/addresses.ts',
  'src/analysis/preflight/checks/allocation-failures.ts',
  'src/analysis/preflight/checks/leaked-addresses.ts',
  'src/analysis/preflight/checks/locks.ts',
  'src/analysis/preflight/checks/networks.ts',
  'src/analysis/preflight/demand.ts',
  'src/analysis/preflight/network-fit.ts',
  'src/analysis/preflight/preflight.ts',
  'src/analysis/sweep/summary.ts',
  'src/analysis/timeline/from-build.ts',
  'src/analysis/timeline/from-recording.ts',
  'src/analysis/timeline/from-stack.ts',
  'src/analysis/timeline/timeline.ts',
  'src/analysis/triggers/inventory.ts',
  'src/classify/choose-verdict.ts',
  'src/classify/detectors/config-missing.ts',
  'src/classify/detectors/crash.ts',
  'src/classify/detectors/green.ts',
  'src/classify/detectors/host-exhausted.ts',
  'src/classify/detectors/network-unallocated.ts',
  'src/classify/detectors/node-attachment.ts',
  'src/classify/detectors/pending.ts',
  'src/classify/detectors/quorum-lost.ts',
  'src/classify/detectors/stale-test.ts',
  'src/classify/detectors/teardown-leak.ts',
  'src/classify/detectors/unhealthy.ts',
  'src/classify/detectors/unschedulable.ts',
  'src/classify/detectors/update-paused.ts',
  'src/classify/detectors/vip-exhaustion-build.ts',
  'src/classify/detectors/vip-exhaustion.ts',
  'src/classify/facts/attempts.ts',
  'src/classify/what-if/observed.ts',
  'src/classify/what-if/outcome.ts',
];

/** Files beyond transport that still force a type. */
const FORCED_TYPES: readonly string[] = [
  'src/classify/detectors/network-unallocated.ts',
  'src/classify/detectors/vip-exhaustion.ts',
  'src/classify/log/weights.ts',
  'src/classify/detectors/green.ts',
  'src/classify/detectors/pending.ts',
  'src/classify/detectors/registry-unavailable.ts',
  'src/classify/facts/health-kill.ts',
];

/** Names that still mean two things. */
const NAMED_TWICE: readonly string[] = [
  'citeBuild',
  'CheckResult',
  'Bytes',
  'endOf',
  'End',
  'Standing',
  'becauseOf',
  'placeOf',
  'Place',
  'checked',
  'Check',
  'defineCheck',
  'epochOf',
  'factsOf',
  'Span',
  'Answer',
  'Window',
  'Lock',
  'fingerprintOf',
  'row',
  'Verdict',
  'Sources',
  'plain',
  'historyOf',
  'Recording',
  'Source',
  'Gap',
  'Row',
  'State',
  'SessionOptions',
  'Session',
  'Pace',
  'isWanted',
  'Frame',
];

it('a probe is called as its file or folder is', () => {
  for (const { id } of probes)
    expect([`src/probes/${id}.ts`, `src/probes/${id}/index.ts`].filter((path) => existsSync(join(root, path)))).toHaveLength(1);
  const files = sources.filter((path) => path.startsWith('src/probes/') && /= defineProbe\(/.test(read(path)));
  expect(files.map((path) => path.replace(/^src\/probes\/(.*?)(?:\/index)?\.ts$/, '$1')).sort()).toEqual(probes.map(({ id }) => id).sort());
});

it('every detector is in the list, once, and called as its file is', () => {
  const files = readdirSync(join(root, 'src/classify/detectors')).filter((name) =>
    /= defineDetector\(/.test(read(`src/classify/detectors/${name}`)),
  );
  expect(files.map((name) => name.replace('.ts', '')).sort()).toEqual(detectors.map(({ id }) => id).sort());
});

it('only the command line knows the process', () => {
  const knowing = sources.filter((path) => /\bprocess\./.test(withoutComments(read(path))) && !/^src\/(?:cli|app)\//.test(path));
  expect(knowing).toEqual([]);
});

it('no file is longer than one can read', () => {
  const long = sources.filter((path) => read(path).trimEnd().split('\n').length > 320);
  expect(long).toEqual([]);
});

it('only model/abortable.ts listens for an abort', () => {
  expect(sources.filter((path) => /addEventListener\('abort'/.test(withoutComments(read(path))))).toEqual(['src/model/abortable.ts']);
});

describe('what can run on a host', () => {
  const calling = (pattern: RegExp): string[] => sources.filter((path) => pattern.test(withoutComments(read(path))));

  it('is made by a script.ts of transport, and by nothing else', () => {
    const makers = sources.filter((path) =>
      [...read(path).matchAll(/import \{([^}]*)\} from '[^']*remote\/shell(?:\.ts)?'/g)].some(([, names]) =>
        /\b(?:sh|shOfHost|framed|pythonOr)\b/.test(names ?? ''),
      ),
    );
    expect(makers.length).toBeGreaterThan(4);
    expect(makers.filter((path) => !/^src\/transport\/(?:.+\/)?script\.ts$/.test(path))).toEqual([]);
  });

  it('is no text that a file of TypeScript calls a command by itself', () => {
    expect(calling(/\bas RemoteCommand\b/)).toEqual(['src/transport/remote/shell.ts']);
  });

  it('is a script in a file: no program stands in a string', () => {
    expect(calling(/`[^`]*\n(?:import sys|def \w+\()|command -v|python3 -/)).toEqual(['src/transport/remote/shell.ts']);
    const used = sources.flatMap((path) => [...read(path).matchAll(/\/([\w-]+\.(?:py|sh))\?raw'/g)].map(([, name]) => name ?? ''));
    const there = globSync('src/**/*.{py,sh}', { cwd: root }).map((path) => path.split('/').at(-1) ?? '');
    expect([...new Set(used)].sort()).toEqual([...new Set(there)].sort());
  });
});

it('ports only read', () => {
  const verbs = [...read('src/transport/ports.ts').matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name);
  expect([...new Set(verbs)].sort()).toEqual([
    ...[
      'after',
      'build',
      'builds',
      'daemonLines',
      'follow',
      'getAll',
      'getJson',
      'getLog',
      'history',
      'isMember',
      'lines',
      'read',
      'recent',
    ],
    ...['session', 'state'],
  ]);
});

it('nothing but writing a bundle, the memory of what was posted or named, and the copy of a database changes a file', () => {
  const changing =
    /\b(?:writeFile|appendFile|rename|unlink|rmdir|mkdir|symlink|truncate|chmod|chown|copyFile|createWriteStream|cp|rm)(?:Sync)?\(/;
  expect(sources.filter((path) => changing.test(withoutComments(read(path))))).toEqual([
    'src/app/log/learned-store.ts',
    'src/app/testme/post-ledger.ts',
    'src/bundle/write.ts',
    // Makes and removes a copy in the folder for temporary files, never a file beside the database.
    'src/transport/ci/drone/open-database.ts',
  ]);
});

describe('a command line', () => {
  const uses = (path: string, pattern: RegExp): boolean => pattern.test(withoutComments(read(path)));

  it('is parsed in cli: below it nobody sees a flag or the parser', () => {
    const below = sources.filter((path) => !path.startsWith('src/cli/') && !path.startsWith('src/config/'));
    expect(below.filter((path) => uses(path, /\bflags\[|\bflags: Readonly<Record<string, unknown>>|from 'commander'/))).toEqual([]);
  });

  it('is read by kind, never by a cast', () => {
    expect(sources.filter((path) => path.startsWith('src/cli/') && uses(path, /\bflags\[/))).toEqual([]);
  });
});

describe('code', () => {
  const parsed = (path: string): ts.SourceFile => ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
  const descendants = function* (node: ts.Node): Generator<ts.Node> {
    yield node;
    for (const child of node.getChildren()) yield* descendants(child);
  };
  const linesOf = (node: ts.Node, file: ts.SourceFile): number =>
    file.getLineAndCharacterOfPosition(node.end).line - file.getLineAndCharacterOfPosition(node.getStart()).line + 1;

  it('has no function longer than one can read', () => {
    const long = sources.flatMap((path) => {
      const file = parsed(path);
      return [...descendants(file)]
        .filter((node) => ts.isFunctionLike(node) && 'body' in node && node.body !== undefined && linesOf(node, file) > 60)
        .map(
          (node) =>
            `${path}: ${node.getStart() === 0 ? '' : file.text.slice(node.parent.getStart(), node.parent.getStart() + 40).split('\n')[0]}`,
        );
    });
    expect(long.filter((place) => !LONG_FUNCTIONS.some((known) => place.startsWith(known)))).toEqual([]);
  });

  it('has no ternary in a ternary where it judges', () => {
    const judging = sources.filter((path) => /^src\/(?:classify|analysis)\//.test(path));
    const nested = judging.filter((path) =>
      [...descendants(parsed(path))].some((node) => {
        let above: ts.Node = node.parent;
        while (above && ts.isParenthesizedExpression(above)) above = above.parent;
        return ts.isConditionalExpression(node) && ts.isConditionalExpression(above);
      }),
    );
    expect(nested.filter((path) => !NESTED_TERNARIES.includes(path))).toEqual([]);
  });

  it('forces no type but where a wire library has the wrong one', () => {
    const forcing = sources.filter((path) => /\bas unknown as\b/.test(withoutComments(read(path))));
    expect(forcing.filter((path) => !path.startsWith('src/transport/') && !FORCED_TYPES.includes(path))).toEqual([]);
  });

  it('gives each exported name to one thing', () => {
    const units = /^src\/(?:cli\/commands|probes|classify\/detectors|analysis\/\w+\/(?:kinds|checks|specs)|config\/schema)/;
    const owners = new Map<string, string[]>();
    for (const path of sources.filter((file) => !units.test(file)))
      for (const [, name = ''] of read(path).matchAll(
        /^export (?:const|function|async function|function\*|async function\*|class|interface|type) (\w+)/gm,
      )) {
        const own = owners.get(name) ?? [];
        if (!own.includes(path)) owners.set(name, [...own, path]);
      }
    const twice = [...owners].filter(([, paths]) => paths.length > 1).map(([name, paths]) => `${name}: ${paths.join(', ')}`);
    expect(twice.filter((line) => !NAMED_TWICE.includes(line.split(':')[0] ?? ''))).toEqual([]);
  });
});

describe('docs', () => {
  it('ARCHITECTURE.md shows the layering that is checked', () => {
    const page = read('docs/ARCHITECTURE.md');
    expect(withMap(page)).toBe(page);
  });

  it('decisions are numbered without a hole', () => {
    const pages = readdirSync(join(root, 'docs/decisions')).sort();
    expect(pages.map((name) => Number(name.slice(0, 4)))).toEqual(pages.map((_, index) => index + 1));
    for (const name of pages) expect(read(`docs/decisions/${name}`)).toMatch(new RegExp(`^# ${Number(name.slice(0, 4))}\\. `));
  });

  it('the tests that ARCHITECTURE.md names are there', () => {
    const named = [...read('docs/ARCHITECTURE.md').matchAll(/`(test\/[\w./-]+)`/g)].map(([, path]) => path ?? '');
    expect(named.length).toBeGreaterThan(7);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('the files and folders of src that the docs name are there', () => {
    const pages = read('docs/ARCHITECTURE.md') + read('CONTRIBUTING.md');
    const named = [...pages.matchAll(/`((?:src|app|cli|tui|transport|probes|bundle|classify|analysis|report|model)\/[\w./-]+)`/g)].map(
      ([, path]) => path ?? '',
    );
    const real = named.filter((path) => !/\bx\b/.test(path)).map((path) => (path.startsWith('src/') ? path : `src/${path}`));
    expect(real.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('the README shows every command, and no other', () => {
    const shown = [...read('README.md').matchAll(/ccci-probe (?=[a-z])([a-z-]+) /g)].map(([, name]) => name ?? '');
    expect([...new Set(shown)].sort()).toEqual(commands.map(({ name }) => name).sort());
  });
});
