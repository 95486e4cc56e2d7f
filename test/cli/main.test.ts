import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { detectors } from '#classify/detectors/index';
import { runMain } from './fake-io.ts';

const red = ['classify', '557', '--from', 'examples/ghost-557'];
const oneLine = /^ccci-probe: [^\n]+\n$/;

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'ccci-cli-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
};

describe('wrong usage is status 2, one line on stderr, nothing on stdout', () => {
  it.each([
    [['--nope']],
    [['frobnicate']],
    [['classify', '557', '--nope']],
    [['classify', 'x']],
    [['classify', '0']],
    [['classify', '-5']],
    [['classify', '5.5']],
    [['classify', '99999999999']],
    [['classify', '1', '2']],
    [['classify', '']],
    [['classify', '--stack', '../x']],
    [['classify', '557', '--from']],
    [['classify', '557', '--from', '/nonexistent']],
    [[...red, '--save', 'x']],
    [[...red, '--config', '/nonexistent.yaml']],
    [[...red, '--timeout', 'soon']],
    [[...red, '--at', '2026-06-13T05:38:00Z']],
    [['classify', '557', '--recording', '/nonexistent']],
    [['sweep', '--drone', 'test/fixtures/drone/database.sqlite', '--since-epoch', 'nope']],
    [[...red, '--format', 'pdf']],
    [[...red, '--json', '--format', 'text']],
    [['classify', '557', '--timeout', 'soon']],
    [['classify', '557', '--profile', 'nobody']],
    [['classify', '557', '--config', '/nonexistent.yaml']],
    [['capture', '557']],
    [['bundle', 'show']],
    [['bundle', 'eat', 'examples/ghost-557']],
    [['explain', 'vip-exhaustion', '--format', 'markdown']],
    [['capture', '557', '-o', 'x', '--format', 'html']],
    [['doctor', '--format', 'html']],
    [['pvcheck', '--format', 'html']],
    [['record', '--format', 'html']],
    [['record', '--json', '--format', 'text']],
    [['bundle', 'verify', 'examples/ghost-557', '--format', 'markdown']],
    [['gate', 'list', '--format', 'sarif']],
    [['gate', 'show', 'ghost/M1', '--format', 'junit']],
    [['explain', 'no-such-label']],
    [['explain', 'toString']],
    [['explain', 'esc\u001b[31m\nsecond line']],
  ])('%j', async (argv) => {
    const { status, out, err } = await runMain(argv);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(oneLine);
    expect(err).not.toMatch(/\u001b| at \S+:\d+/);
  });

  it('no arguments at all: the help', async () => {
    const { status, out, err } = await runMain([]);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain('Commands:');
  });
});

describe('help', () => {
  it.each([[['--help']], [['-h']], [['help']]])('%j lists every command and the exit statuses', async (argv) => {
    const { status, out, err } = await runMain(argv);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    for (const word of ['classify', 'capture', 'bundle', 'doctor', 'explain', 'Exit status']) expect(out).toContain(word);
  });
  it.each([[['help', 'classify']], [['classify', '--help']], [['--help', 'classify']]])('%j is about that command', async (argv) => {
    const { status, out } = await runMain(argv);
    expect(status).toBe(0);
    expect(out).toContain('--from <bundle>');
  });
  it.each([[['--help']], [['explain']], [['explain', 'ghost/M1']], [['gate', 'list']], [['gate', 'show', 'ghost/M1']]])(
    '%j fits a terminal of 80 columns',
    async (argv) => {
      const { out } = await runMain(argv, { outIsTty: true });
      expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
      expect(out.split('\n').length).toBeGreaterThan(5);
    },
  );
  it('--version', async () =>
    expect(await runMain(['--version'])).toMatchObject({ status: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/) }));
});

describe('a red build', () => {
  it.each(['text', 'json', 'markdown', 'html'])('is status 1 as %s, and nothing on stderr', async (format) => {
    const { status, out, err } = await runMain([...red, '--format', format]);
    expect({ status, err }).toEqual({ status: 1, err: '' });
    expect(out).toMatch(/RED|"red"/);
    expect(out.endsWith('\n')).toBe(true);
  });

  it('--json is one JSON value of the public schema', async () => {
    const { out } = await runMain([...red, '--json']);
    const report = JSON.parse(out) as Record<string, unknown>;
    const names = 'schema tool subject verdict findings ruledOut unread history advice probes evidence';
    expect(Object.keys(report)).toEqual(expect.arrayContaining(names.split(' ')));
    expect(report).toMatchObject({ schema: 'ccci-probe/report@1', subject: { build: 557 }, verdict: { outcome: 'red' } });
  });

  it('flags may stand before the command', async () => {
    const plain = await runMain([...red, '--json']);
    expect(await runMain(['--json', ...red])).toEqual(plain);
    expect(await runMain(['--from', 'examples/ghost-557', '--json', 'classify', '557'])).toEqual(plain);
    expect(await runMain(['--format=json', '--from=examples/ghost-557', 'classify', '557'])).toEqual(plain);
  });

  it('the build may be written #557, or left to the bundle', async () => {
    const plain = await runMain(red);
    expect(await runMain(['classify', '#557', '--from', 'examples/ghost-557'])).toEqual(plain);
    expect(await runMain(['classify', '--from', 'examples/ghost-557'])).toEqual(plain);
  });
});

it('a green build is status 0', async () => {
  expect(await runMain(['classify', '612', '--from', 'examples/ghost-612', '--json'])).toMatchObject({
    status: 0,
    out: expect.stringContaining('"green"'),
  });
});

it.each([
  ['another build', ['classify', '999999', '--from', 'examples/ghost-557', '--json']],
  ['a stack', ['classify', '--stack', 'other', '--from', 'examples/ghost-557', '--json']],
])('a bundle asked about %s it does not hold: status 3 and no label', async (_, argv) => {
  const { status, out } = await runMain(argv);
  expect(status).toBe(3);
  const report = JSON.parse(out) as { verdict: { outcome: string; label: string }; unread: { status: string }[] };
  expect(report.verdict).toMatchObject({ outcome: 'unknown', label: 'unexplained' });
  expect(report.unread.length).toBeGreaterThan(3);
});

describe('width and colour', () => {
  it.each([24, 40, 80, 200])('no line is wider than a terminal of %i columns', async (columns) => {
    for (const argv of [red, ['classify', '999999', '--from', 'examples/ghost-557']]) {
      const { out } = await runMain(argv, { columns, outIsTty: true, env: { NO_COLOR: '1', LANG: 'C.UTF-8' } });
      expect(out.split('\n').filter((line) => [...line].length > columns)).toEqual([]);
    }
  });

  it.each([
    ['a terminal', { outIsTty: true }, [], true],
    ['no terminal', { outIsTty: false }, [], false],
    ['NO_COLOR', { outIsTty: true, env: { NO_COLOR: '1' } }, [], false],
    ['an empty NO_COLOR', { outIsTty: true, env: { NO_COLOR: '' } }, [], true],
    ['--no-color', { outIsTty: true }, ['--no-color'], false],
    ['FORCE_COLOR', { outIsTty: false, env: { FORCE_COLOR: '1' } }, [], true],
    ['NO_COLOR beside FORCE_COLOR', { outIsTty: true, env: { NO_COLOR: '1', FORCE_COLOR: '1' } }, [], false],
    ['TERM=dumb', { outIsTty: true, env: { TERM: 'dumb' } }, [], false],
  ])('%s', async (_, io, flags, coloured) => {
    const { out } = await runMain([...red, ...flags], io);
    expect(out.includes('\u001b[')).toBe(coloured);
  });

  it('colour adds nothing but colour', async () => {
    const plain = await runMain(red);
    const coloured = await runMain(red, { env: { FORCE_COLOR: '1', LANG: 'C.UTF-8' } });
    expect(coloured.out.replace(/\u001b\[\d+m/g, '')).toBe(plain.out);
  });

  it('no sign of ours is beyond ASCII where the locale cannot show it', async () => {
    const { out } = await runMain(red, { env: { LC_ALL: 'C', TERM: 'linux' } });
    expect(out.split('\n')[0]).toMatch(/^[\x20-\x7e]+$/);
    expect(out).not.toMatch(/[✔✘•│→]/);
  });
});

describe('configuration', () => {
  it.each([
    ['runs: /a\nrunz: /b\n', /bad\.yaml:2: no key "runz".*"runs"/],
    ['runs: [1\n', /bad\.yaml:\d: /],
    ['profiles:\n  x:\n    timeout: soon\n', /bad\.yaml:3: .*duration/],
    ['runs: /a\nruns: /b\n', /bad\.yaml:2: /],
  ])('%j is status 2 naming file and line', async (text, words) => {
    const cwd = folder();
    writeFileSync(join(cwd, 'bad.yaml'), text);
    const { status, out, err } = await runMain(['classify', '557', '--config', 'bad.yaml'], { cwd });
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(oneLine);
    expect(err).toMatch(words);
  });
});

describe('explain', () => {
  it('lists every label once', async () => {
    const { status, out } = await runMain(['explain']);
    expect(status).toBe(0);
    for (const { label } of detectors) expect(out.match(new RegExp(`^${label} `, 'gm'))).toHaveLength(1);
  });
  it.each(['vip-exhaustion', 'update-paused', 'green', 'pending', 'unexplained'])(
    '%s says what proves it and what to do',
    async (label) => {
      const { status, out } = await runMain(['explain', label]);
      expect(status).toBe(0);
      expect(out).toContain('What proves it');
      expect(out).toContain('What to do');
    },
  );
  it('takes a reason', async () => expect((await runMain(['explain', 'image-missing'])).out).toMatch(/^recipe-regression: /));
  it('every label of every detector has a page', async () => {
    for (const { label } of detectors) expect((await runMain(['explain', label, '--json'])).status).toBe(0);
  });
});

it('an interrupt while a daemon is silent is status 130, soon, in one line', async () => {
  const socket = join(folder(), 'silent.sock');
  const silent = net.createServer().listen(socket);
  onTestFinished(() => void silent.close());
  const stopped = new AbortController();
  silent.on('connection', (one) => {
    one.on('error', () => undefined);
    stopped.abort(new Error('interrupted'));
  });
  const { status, out, err } = await runMain(['classify', '--stack', 'x', '--docker', `unix://${socket}`, '--quiet'], {
    signal: stopped.signal,
  });
  expect({ status, out }).toEqual({ status: 130, out: '' });
  expect(err.split('\n').length).toBeLessThan(3);
});

it.each([['classify', '--stack', 'x'], ['classify', '557'], ['classify'], ['doctor']])(
  'an interrupt before the first look is status 130 and one line: %s %s %s',
  async (...argv) => {
    const stopped = { signal: AbortSignal.abort(new Error('interrupted')) };
    const { status, out, err } = await runMain(
      [...argv.filter((one) => one !== undefined), '--docker', 'unix:///nonexistent.sock', '--quiet'],
      stopped,
    );
    expect({ status, out }).toEqual({ status: 130, out: '' });
    expect(err.split('\n').length).toBeLessThan(3);
  },
);

it('the README shows only commands and flags there are', async () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const lines = readme.match(/^(?:npm ci && npx )?ccci-probe .*$/gm) ?? [];
  expect(lines.length).toBeGreaterThan(6);
  for (const line of lines) {
    const [, command = '', rest = ''] = /ccci-probe ([\w-]+)([^|#]*)/.exec(line) ?? [];
    const { out } = await runMain(['help', command]);
    for (const flag of rest.match(/(?<= )--?\w[\w-]*/g) ?? []) expect(out).toContain(flag);
  }
});

it('doctor has nothing to say of a source that answers: null, not an empty text', async () => {
  const { out } = await runMain(['doctor', '--json', '--drone', 'test/fixtures/drone/database.sqlite', '--docker', 'unix:///nonexistent']);
  const { checks } = JSON.parse(out) as { checks: { probe: string; status: string; because: string | null }[] };
  expect(checks.filter(({ status }) => status === 'ok')).toContainEqual(expect.objectContaining({ because: null }));
  expect(checks.filter(({ status, because }) => status !== 'ok' && !because)).toEqual([]);
});
