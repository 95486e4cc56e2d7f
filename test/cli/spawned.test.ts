import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readBundle } from '#bundle/read';
import { seal } from '#bundle/seal';
import { writeBundle } from '#bundle/write';
import { root } from './fake-io.ts';
import { notBuilt, runBuilt, runShell } from './spawned.ts';

const red = 'classify 557 --from examples/ghost-557';

describe.skipIf(notBuilt !== null)(`the built program (${notBuilt ?? 'present'})`, () => {
  it('gives the exit statuses of the contract', async () => {
    const statuses = [
      [red, 1],
      ['classify 612 --from examples/ghost-612', 0],
      ['classify 999999 --from examples/ghost-557', 3],
      ['classify x', 2],
      ['explain', 0],
      ['--version', 0],
    ] as const;
    const seen = await Promise.all(statuses.map(async ([line]) => [line, (await runBuilt(line.split(' '))).status]));
    expect(seen).toEqual(statuses);
  });

  it.each([
    ['thrown later', 'setTimeout(() => { throw new Error("the faulty part"); }, 1)'],
    ['rejected', 'setTimeout(() => { Promise.reject(new Error("the faulty part")); }, 1)'],
    ['no error at all', 'setTimeout(() => { throw "the faulty part"; }, 1)'],
    ['of several lines', 'setTimeout(() => { throw new Error("the faulty part\\n\\u001b[31mat line 2"); }, 1)'],
  ])('an error that nobody caught is status 4 and one line: %s', async (_, script) => {
    const options = `--import=data:text/javascript,${encodeURIComponent(script)}`;
    const folder = mkdtempSync(join(tmpdir(), 'ccci-fault-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const recording = ['record', '-o', join(folder, 'f.db'), '--docker', 'unix:///nonexistent.sock', '--for', '5s'];
    const { status, err } = await runBuilt(recording, { NODE_OPTIONS: options });
    expect({ status, err: err.trim().split('\n').at(-1) }).toEqual({
      status: 4,
      err: expect.stringMatching(/^ccci-probe: the program failed: the faulty part/),
    });
    expect(err).not.toMatch(/\u001b| {4}at /);
  });

  it('prints one JSON value on stdout and nothing on stderr', async () => {
    const { out, err } = await runBuilt([...red.split(' '), '--json']);
    expect(JSON.parse(out)).toMatchObject({ schema: 'ccci-probe/report@1' });
    expect(err).toBe('');
  });

  it('ends at once where it cannot record there', async () => {
    const { status, err } = await runBuilt(['record', '-o', '/nonexistent/flight.db', '--for', '1h']);
    expect({ status, err }).toEqual({ status: 2, err: expect.stringMatching(/^ccci-probe: -o [^\n]+\n$/) });
  });

  it('reads a file of variables itself, by a flag that Node leaves alone', async () => {
    const { status, err } = await runBuilt(['pvcheck', '--stack-file', 'test/fixtures/no-compose.yml', '--env', '/nonexistent.env']);
    expect({ status, err }).toEqual({ status: 2, err: expect.stringMatching(/^ccci-probe: [^\n]+\n$/) });
  });

  it('reads a bundle that is a .tar.gz', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ccci-built-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const { capture, manifest } = await readBundle(join(root, 'examples/ghost-557'));
    const path = join(folder, 'one.tar.gz');
    await writeBundle(seal(capture, [], manifest.tool.version), path);
    expect(await runBuilt(['classify', '557', '--from', path, '--quiet'])).toMatchObject({ status: 1, err: '' });
  });

  it('keeps its status and stays silent where the reader leaves early', async () => {
    const { out, err } = await runShell(`{ "$NODE" "$PROBE" ${red} --json; echo "status $?" >&2; } | head -n 1`);
    expect(out).toBe('{\n');
    expect(err).toBe('status 1\n');
  });

  it('keeps its status where nobody reads at all', async () => {
    const { err } = await runShell(`{ sleep 0.3; "$NODE" "$PROBE" ${red} --json; echo "status $?" >&2; } | true`);
    expect(err).toBe('status 1\n');
  });

  it('a stdout that cannot take the answer is status 4, never a verdict', async () => {
    const { err } = await runShell(`"$NODE" "$PROBE" ${red} > /dev/full; echo "status $?" >&2`);
    expect(err).toMatch(/^ccci-probe: [^\n]+\nstatus 4\n$/);
  });

  it('runs with stdin, stderr or both closed', async () => {
    expect((await runShell(`"$NODE" "$PROBE" ${red} --json <&- 2>&-`)).out).toContain('"red"');
  });
});
