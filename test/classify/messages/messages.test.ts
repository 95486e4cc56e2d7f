import { describe, expect, it } from 'vitest';
import { matchAll, matchMessage, messages } from '../../../src/classify/messages/index.ts';
import { messageKinds } from '../../../src/classify/messages/kinds.ts';
import { requiredTexts } from '../../../src/classify/messages/literal.ts';
import type { Message, Surface } from '../../../src/classify/messages/message.ts';

const failuresOf = (check: (message: Message) => readonly string[]): readonly string[] =>
  messages.flatMap((message) => check(message).map((failure) => `${message.id}: ${failure}`));

const surfaces: readonly Surface[] = [...new Set(messages.flatMap((message) => message.surfaces))];

describe('the catalogue', () => {
  it('names every message once, in kebab case', () => {
    const ids = messages.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  it('matches every example by its own pattern', () => {
    expect(failuresOf(({ pattern, examples }) => examples.filter((example) => !pattern.test(example)))).toEqual([]);
    expect(messages.filter(({ examples }) => examples.length === 0)).toEqual([]);
  });

  it('gives every example its own message on each of its surfaces', () => {
    const others = messages.flatMap(({ id, examples, surfaces: own }) =>
      examples.flatMap((example) =>
        own
          .map((surface) => ({ surface, found: matchMessage(example, surface)?.message.id }))
          .filter(({ found }) => found !== id)
          .map(({ surface, found }) => `${id}: ${surface} gives ${found}: ${example}`),
      ),
    );
    expect(others).toEqual([]);
  });

  it('takes no confuser for a message', () => {
    expect(failuresOf(({ pattern, confusers }) => confusers.filter((confuser) => pattern.test(confuser)))).toEqual([]);
  });

  it('keeps its patterns without state, so that a test leaves nothing behind', () => {
    expect(failuresOf(({ pattern }) => (/[gy]/.test(pattern.flags) ? [pattern.flags] : []))).toEqual([]);
  });

  it('uses every kind it names', () => {
    const used = new Set<string>(messages.map(({ kind }) => kind));
    expect(Object.keys(messageKinds).filter((kind) => !used.has(kind))).toEqual([]);
  });

  it('gives each message a surface, a source and somebody whose fault it can be', () => {
    const incomplete = messages.filter(({ surfaces: own, source, fault }) => own.length === 0 || source === '' || fault.length === 0);
    expect(incomplete).toEqual([]);
  });

  it('names the groups of its patterns', () => {
    expect(messages.find(({ id }) => id === 'net-port-allocated')?.captures).toEqual(['port']);
    const example = matchMessage('Bind for 0.0.0.0:80 failed: port is already allocated', 'task.err');
    expect(example?.captures).toEqual({ port: '80' });
  });

  it('bounds every repetition', () => {
    const unbounded = failuresOf(({ pattern }) => {
      const bare = pattern.source.replace(/\\./g, '~').replace(/\[[^\]]*\]/g, '~');
      return /[*+]|\{\d+,\}/.test(bare) ? [pattern.source] : [];
    });
    expect(unbounded).toEqual([]);
  });
});

/** Labels of the contract. */
const contractLabels = new Set(
  (
    'green pending vip-exhaustion swarm-unavailable unschedulable registry-unavailable host-exhausted network-plumbing engine-unavailable ' +
    'storage-unavailable deploy-refused ci-failure update-paused recipe-regression base-broken build-failed stale-test leak unexplained'
  ).split(' '),
);

/** Phrases of the system and of the swarm that hold an "or" and mean one thing. */
const fixedPhrases =
  /no such file or directory|no such task or service|failures? or (?:early termination|rejections)|nil pointer dereference|Name or service not known|invalid memory address or/gi;

/** Messages whose "or" names two ways to one and the same conclusion. */
const sureAllTheSame = new Set([
  'api-name-long',
  'clu-preparing',
  'display-missing',
  'eng-runtime-unknown',
  'isort-unsorted',
  'mysql-not-clean',
  'playwright-browser-missing',
  'pytest-usage',
  'quay-tag-expired',
  'reg-incorrect-login',
]);

describe('what a message proves', () => {
  it('points to labels of the contract only', () => {
    const named = messages.flatMap(({ id, label, labels }) =>
      [label, ...labels].map((text) => ({ id, text: text?.split('/')[0] ?? null })),
    );
    expect(named.filter(({ text }) => text !== null && !contractLabels.has(text))).toEqual([]);
  });

  it('leaves the label open where it names a choice', () => {
    expect(messages.filter(({ labels, label }) => labels.length > 0 && label !== null)).toEqual([]);
    expect(messages.filter(({ label, reason }) => label === null && reason !== null)).toEqual([]);
  });

  it('is said in words, or what it suggests is', () => {
    const mute = messages.filter(
      ({ proves, suggests, labels, label }) => proves === null && suggests.length + labels.length === 0 && label !== null,
    );
    expect(mute.map(({ id }) => id)).toEqual([]);
  });

  it('holds no guess', () => {
    expect(
      failuresOf(({ proves }) =>
        /\b(?:may|might|maybe|possibly|perhaps|probably|usually|likely)\b|^As /.test(proves ?? '') ? [proves!] : [],
      ),
    ).toEqual([]);
  });

  it('is nothing where the speaker is not sure itself', () => {
    const unsure = messages.filter(
      ({ id, proves, pattern, examples }) =>
        proves !== null &&
        !sureAllTheSame.has(id) &&
        examples.some((example) =>
          /\b(?:may|might|maybe|possibly|perhaps|probably|or)\b/.test((pattern.exec(example)?.[0] ?? '').replaceAll(fixedPhrases, '')),
        ),
    );
    expect(unsure.map(({ id, examples }) => `${id}: ${examples[0]}`)).toEqual([]);
  });
});

/** Lines of runs in which nothing went wrong. */
const ordinaryLines = [
  "Cloning into '/drone/src'...",
  'remote: Enumerating objects: 12, done.',
  'Receiving objects: 100% (12/12), 3.20 KiB | 3.20 MiB/s, done.',
  'HEAD is now at d88f580 Merge pull request #12',
  'npm warn deprecated inflight@1.0.6: This module is not supported',
  'added 231 packages, and audited 232 packages in 4s',
  'found 0 vulnerabilities',
  'Step 3/9 : RUN apt-get update',
  'Get:1 http://deb.debian.org/debian bookworm InRelease [151 kB]',
  'Reading package lists... Done',
  'Setting up libnss3:amd64 (2:3.87) ...',
  '#12 [5/8] COPY . .',
  '#12 DONE 0.1s',
  'Successfully installed requests-2.31.0 urllib3-2.0.4',
  'tests/test_a.py::test_b PASSED                                       [ 50%]',
  'tests/test_a.py ....                                                 [100%]',
  'INFO deploying ghost.example.net',
  'Creating network app_internal',
  'Creating service app_web',
  'Updating service app_web (id: k7x2)',
  'service app_web created',
  'Digest: sha256:0123456789abcdef',
  'Status: Downloaded newer image for ghost:5',
  '5: Pulling from library/ghost',
  'a1b2c3: Pull complete',
  'Error handling module loaded',
  '0 errors, 0 warnings',
  'Compiling serde v1.0.1',
  'Finished dev [unoptimized] target(s) in 2.3s',
  'test result: ok. 3 passed; 0 failed',
  'ok  	example.org/x	0.003s',
  'PASS src/a.test.ts',
  'Tests: 5 passed, 5 total',
  'Test Suites: 1 passed, 1 total',
  '✓ 5 tests passed',
  'Build succeeded.',
  "WARNING: Running pip as the 'root' user can result in broken permissions",
  '[notice] A new release of pip is available',
  '2026-06-13T06:13:11Z 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections.',
  'database system is ready to accept connections',
  'Migration finished',
  'connection from 10.0.0.2 accepted',
  'waiting for database... retrying in 1s',
  'level=info msg="loading plugin"',
  '+ docker stack deploy -c compose.yml app',
  "+ sh -c 'test -f x'",
  'exit 0',
  'Job succeeded',
  'Cleaning up project directory and file based variables',
  'SHA256 checksum ok',
  'E2E tests started',
  'W3C validator: ok',
  'B2 upload finished',
  '12:05 error budget left: 90 %',
  'D100 report ready',
  "make: Nothing to be done for 'all'.",
  'make: *** Waiting for unfinished jobs....',
  'src/a.ts:3:5 - warning',
  'total errors: 0',
  'Found 0 errors.',
  'no issues found',
  'The following NEW packages will be installed:',
  '404 responses: 0',
  'HTTP 200 OK',
  'rate limit remaining: 4999',
  'INFO 502 files scanned',
  'Timeout set to 30000ms',
  'retry 1/3 after timeout',
  'secret app_db_password_v1 created',
  'secrets generated',
  'Skipping already deployed version',
  'Checking if ghost.example.net is deployed',
  'I/O statistics',
  'killed 0 mutants',
  'Killed process list empty',
  'no such rule',
  'fatal errors: 0',
  'panic button test ok',
];

describe('the search', () => {
  it('knows texts that every match holds', () => {
    expect(requiredTexts(/\bNo such image: (?<image>[^\s"']{1,512})/)).toEqual(['no such image: ']);
    expect(requiredTexts(/^colou?r \(x\) [a-z|]+ (?:one|two) end$/)).toEqual(['r (x) ']);
    expect(requiredTexts(/first thing|second thing/)).toEqual(['first thing', 'second thing']);
    expect(requiredTexts(/a (?:first|second) b/)).toEqual(['first', 'second']);
    expect(requiredTexts(/(?:first)? ?(?:second){0,2} x/)).toBeNull();
    expect(requiredTexts(/a(?!never) b/)).toBeNull();
    expect(requiredTexts(/ab{2,3}?c\.d\/e\d+f/)).toEqual(['c.d/e']);
  });

  it('loses nothing to its filter', () => {
    const texts = messages.flatMap(({ examples, confusers }) => [...examples, ...confusers]);
    const lost = surfaces.flatMap((surface) =>
      texts.filter((text) => {
        const all = messages.filter((message) => message.surfaces.includes(surface) && message.pattern.test(text));
        return all.length !== matchAll(text, surface).length;
      }),
    );
    expect(lost).toEqual([]);
  });

  it('is silent on what nobody says', () => {
    const plain = [
      '',
      'all good',
      'GET /health 200 3ms',
      'Downloading [=====>   ] 12.3MB/45.6MB',
      'ok 3 - the site answers',
      'x'.repeat(5000),
    ];
    expect(surfaces.flatMap((surface) => plain.filter((text) => matchMessage(text, surface) !== null))).toEqual([]);
  });

  it('is silent on the lines of a run that went well', () => {
    const heard: readonly Surface[] = ['ci', 'ci.step-error', 'service', 'daemon', 'health'];
    expect(heard.flatMap((surface) => ordinaryLines.filter((line) => matchMessage(line, surface) !== null))).toEqual([]);
  });

  it('reads one log line in well under a millisecond', () => {
    const lines = messages.flatMap(({ examples }) => examples);
    const start = performance.now();
    for (const line of lines) matchAll(line, 'ci');
    expect((performance.now() - start) / lines.length).toBeLessThan(1);
  });
});

const hostile = (example: string): readonly string[] => {
  const size = 20_000;
  const filled = (part: string): string => (part === '' ? '' : part.repeat(Math.ceil(size / part.length)).slice(0, size));
  const words = example.split(' ');
  const half = example.slice(0, Math.floor(example.length / 2));
  return [
    ...['a', ' ', '"', '0', '/', ':', 'a:', 'a.b/', 'https://a', '1:1: '].map(filled),
    filled(example),
    filled(example.slice(0, -1)),
    filled(example.slice(0, 10)),
    filled(half),
    filled(words[0] ?? ''),
    filled(words.slice(0, 2).join(' ') + ' '),
    filled(example.replace(/\s+/g, '')),
    half + filled('x'),
    half + filled('a b '),
    half + filled('/x'),
    example.slice(0, -3) + filled('a b '),
  ];
};

describe('hostile text', () => {
  const millisecondsOf = (run: () => void): number => {
    const start = performance.now();
    run();
    return performance.now() - start;
  };

  it('keeps no pattern busy: 20 KB in under 50 ms', () => {
    const slow = failuresOf(({ pattern, examples }) =>
      examples.flatMap((example) =>
        hostile(example).flatMap((text) => {
          const run = (): void => void pattern.test(text);
          const time = Math.min(millisecondsOf(run), millisecondsOf(run), millisecondsOf(run));
          return time < 50 ? [] : [`${time.toFixed(0)} ms on ${text.slice(0, 40)}`];
        }),
      ),
    );
    expect(slow).toEqual([]);
  });

  it('keeps the whole search busy for no longer than the text is long', () => {
    const texts = ['no suitable node (', 'Get "https://a/v2/', 'tests/a.py:1:', 'exec: "a', 'failed to resolve reference "a', "'a' "];
    const slow = texts.filter((part) => millisecondsOf(() => matchAll(part.repeat(Math.ceil(20_000 / part.length)), 'ci')) > 1000);
    expect(slow).toEqual([]);
  });
});
