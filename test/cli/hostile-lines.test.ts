import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBundle } from '#bundle/read';
import { seal } from '#bundle/seal';
import { writeBundle } from '#bundle/write';
import type { Capture } from '#probes/index';
import { root } from './fake-io.ts';
import { notBuilt } from './spawned.ts';

/** Lines that patterns go back in, when they may. A stranger writes them into a comment as easily as into a log. */
const UNITS = ['a-secret-', 'Error: a.b:1 ', '"(a ', '=', ' ', 'upgrade from PR#4 (level ', '0', '/a'] as const;
const LONG = 1_000_000;
const lineOf = (unit: string): string => unit.repeat(Math.ceil(LONG / unit.length));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ccci-hostile-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  /** The exit status, or the signal that ended it. */
  readonly by: number | string | null;
  /** Milliseconds from the start, or from the signal where one was sent. */
  readonly ms: number;
}

const run = (args: readonly string[], interruptAfterMs?: number): Promise<Ended> =>
  new Promise((resolve) => {
    let from = performance.now();
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent' };
    const child = spawn(process.execPath, [join(root, 'bin/ccci-probe.js'), ...args], {
      cwd: root,
      env,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const interrupt = () => {
      from = performance.now();
      child.kill('SIGINT');
    };
    const timer = interruptAfterMs === undefined ? undefined : setTimeout(interrupt, interruptAfterMs);
    const killer = setTimeout(() => child.kill('SIGKILL'), 20_000);
    child.once('exit', (status, signal) => {
      clearTimeout(timer);
      clearTimeout(killer);
      child.stdin?.destroy();
      resolve({ by: status ?? signal, ms: performance.now() - from });
    });
  });

/** The least of some runs: other programs use the machine as well. */
const quickest = async (args: readonly string[], enough: number, interruptAfterMs?: number): Promise<Ended> => {
  let best = await run(args, interruptAfterMs);
  for (let more = 0; more < 4 && best.ms > enough; more++) {
    const next = await run(args, interruptAfterMs);
    if (next.ms < best.ms) best = next;
  }
  return best;
};

/** A saved bundle with the change. */
const bundleWith = async (name: string, change: (capture: Capture) => void): Promise<string> => {
  const capture = structuredClone((await readBundle(join(root, 'examples/ghost-557'))).capture);
  change(capture);
  const path = join(folder, name);
  await writeBundle(seal(capture, [], '0.0.0'), path);
  return path;
};

/** What a probe read. @throws where the example has none of it */
const read = (capture: Capture, probe: keyof Capture['evidence']): Record<string, unknown> => {
  const outcome = capture.evidence[probe];
  if (outcome?.status !== 'ok') throw new Error(`the example has no ${probe}`);
  return outcome.artifact as unknown as Record<string, unknown>;
};

interface Source {
  readonly name: string;
  readonly argsFor: (line: string) => Promise<readonly string[]>;
}

const written = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const CLASSIFY = ['classify', '557', '--from'];
const SOURCES: readonly Source[] = [
  {
    name: 'a log in a file',
    argsFor: async (line) => ['log', written('build.log', `$ make test\n${line}\nThe command "make" exited with 1.\n`)],
  },
  {
    name: "a CI log's line in a bundle",
    argsFor: async (line) => [
      ...CLASSIFY,
      await bundleWith('log', (capture) => {
        const stages = read(capture, 'ci-build')['stages'] as { steps: { log: { lines: string[] } }[] }[];
        stages.at(-1)?.steps.at(-1)?.log.lines.splice(-3, 1, line);
      }),
    ],
  },
  {
    name: 'a comment',
    argsFor: async (line) => [
      ...['gate', 'ghost/M1', '--set', 'recipe=ghost', '--set', 'pr=4', '--from'],
      await bundleWith('comment', (capture) => {
        const comments = read(capture, 'gitea')['comments'] as object[];
        comments.push({ ...comments[0], id: 999_999, body: line });
      }),
    ],
  },
  {
    name: 'a journal',
    argsFor: async (line) => [
      ...CLASSIFY,
      await bundleWith('journal', (capture) => {
        const lines = read(capture, 'daemon-journal')['lines'] as object[];
        lines.push({ ...lines[0], line: 9_999, message: line });
      }),
    ],
  },
  {
    name: 'a compose file',
    argsFor: async (line) => {
      const path = written('compose.yml', `services:\n  app:\n    image: nginx\n    command: ${JSON.stringify(line)}\n`);
      return ['pvcheck', '--stack-file', path, '--from', 'examples/ghost-557'];
    },
  },
  {
    name: 'JUnit and results.json of a run folder',
    argsFor: async (line) => {
      const runs = join(folder, 'runs');
      rmSync(runs, { recursive: true, force: true });
      cpSync(join(root, 'test/fixtures/drone/cc-ci-runs/549'), join(runs, '549'), { recursive: true });
      const shown = line.replaceAll('"', '&quot;');
      const xml = `<testsuites><testsuite name="pytest" tests="1"><testcase classname="a" name="b" time="1"><failure message="${shown}">${shown}</failure></testcase></testsuite></testsuites>`;
      for (const file of readdirSync(runs, { recursive: true }).map(String))
        if (file.endsWith('.xml')) writeFileSync(join(runs, file), xml);
        else if (file.endsWith('results.json')) {
          const results = JSON.parse(readFileSync(join(runs, file), 'utf8')) as object;
          writeFileSync(join(runs, file), JSON.stringify({ ...results, version: line, level_cap_reason: line }));
        }
      return ['classify', '549', '--drone', 'test/fixtures/drone/database.sqlite', '--runs', runs];
    },
  },
  {
    name: 'a review',
    argsFor: async (line) => [
      'verify-claims',
      written('review.md', `# Review\nBuild 557 is red.\n${line}\n`),
      '--from',
      'examples/ghost-557',
    ],
  },
];

describe.skipIf(notBuilt !== null)(`a line of 1 MB (${notBuilt ?? 'the program is built'})`, () => {
  for (const { name, argsFor } of SOURCES)
    it(`in ${name} ends no later than --timeout and half a second`, async () => {
      for (const unit of UNITS) {
        const { by, ms } = await quickest([...(await argsFor(lineOf(unit))), '--timeout', '1s'], 1_500);
        expect([0, 1, 2, 3], `${JSON.stringify(unit)} ended by ${by}`).toContain(by);
        expect(ms, JSON.stringify(unit)).toBeLessThan(1_500);
      }
    }, 180_000);
});

describe.skipIf(notBuilt !== null)('a log that takes long', () => {
  const long = () => written('long.log', Array.from({ length: 600_000 }, (_, k) => `FAIL test/a${k}.ts:5 expected 1 but got 2\n`).join(''));

  it('ends at --timeout, with a word of it', async () => {
    const { by, ms } = await quickest(['log', long(), '--timeout', '700ms'], 1_400);
    expect(by).toBe(3);
    expect(ms).toBeLessThan(1_400);
  }, 120_000);

  it.each([400, 1_500, 2_500])(
    'ends within half a second of Ctrl-C after %i ms',
    async (after) => {
      const { by, ms } = await quickest(['log', long()], 500, after);
      expect(by).toBe(130);
      expect(ms).toBeLessThan(500);
    },
    120_000,
  );

  it('ends within half a second of Ctrl-C where standard input gives nothing', async () => {
    const { by, ms } = await quickest(['log', '-'], 500, 600);
    expect(by).toBe(130);
    expect(ms).toBeLessThan(500);
  }, 120_000);
});
