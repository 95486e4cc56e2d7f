import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, lacking, startEngine, until } from './engine.ts';
import { ccciProbe, reportOf } from './program.ts';
import { recorded } from './recorder.ts';
import { sh } from './space.ts';
import { stacks } from './stacks.ts';

const missing = lacking();
if (missing.length > 0) console.warn(`NOT RUN: the recorder as a service. This machine lacks ${missing.join(', ')}.`);

const root = new URL('../..', import.meta.url).pathname;

describe.skipIf(missing.length > 0)('the recorder as a stack', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
    importProgram(engine);
  });
  afterAll(async () => engine?.[Symbol.asyncDispose]());

  it('records what happens on its swarm, and what it wrote is whole when it is removed', { timeout: 180_000 }, async () => {
    execFileSync(
      'docker',
      [
        '-H',
        `unix://${engine.socket}`,
        'stack',
        'deploy',
        '--resolve-image',
        'never',
        '-c',
        join(root, 'deploy/record-stack.yml'),
        'ccci-record',
      ],
      {
        env: { ...process.env, CCCI_DOCKER_SOCKET: engine.socket, CCCI_LOG_FOLDER: engine.folder },
        stdio: 'pipe',
      },
    );
    const file = join(engine.folder, 'data/volumes/ccci-record_data/_data/flight.db');
    await until(
      () => existsSync(file),
      60_000,
      () =>
        `${engine.docker('service', 'ps', '--no-trunc', 'ccci-record_recorder')} ${engine.docker('service', 'logs', '--tail', '20', 'ccci-record_recorder')}`,
    );
    engine.deploy('no-command', stacks.noCommand);
    await recorded(
      file,
      "SELECT 1 FROM object WHERE kind='task' AND stack='no-command' AND json_extract(state,'$.state')='failed' LIMIT 1 OFFSET 2",
      60_000,
    );
    engine.docker('stack', 'rm', 'no-command');
    await recorded(file, "SELECT 1 FROM object WHERE kind='service' AND stack='no-command' AND state IS NULL", 30_000);
    await recorded(file, "SELECT 1 FROM source WHERE name='journal'", 30_000);
    const said = engine.docker('service', 'logs', '--raw', 'ccci-record_recorder');
    expect(said).not.toMatch(/cannot be read|Error/);
    engine.docker('stack', 'rm', 'ccci-record');
    await until(
      () => !engine.docker('ps', '-aq').trim(),
      60_000,
      () => `containers stay: ${engine.docker('ps', '-a')}`,
    );
    const report = reportOf(await ccciProbe(['classify', '--stack', 'no-command', '--recording', file, '--json', '--quiet']));
    expect(report.verdict).toMatchObject({ outcome: 'red', cause: 'recipe' });
    expect(report.unread.filter(({ status }) => status === 'failed')).toEqual([]);
  });
});

/** The built program with its node as the image that the stack file names: no registry can be reached from the lab. */
const importProgram = (engine: Engine): void => {
  const image = join(engine.folder, 'image');
  const put = (from: string, to: string) => {
    mkdirSync(dirname(join(image, to)), { recursive: true });
    cpSync(from, join(image, to), { recursive: true, dereference: true });
  };
  put(process.execPath, 'node');
  chmodSync(join(image, 'node'), 0o755);
  const libraries = execFileSync('ldd', [process.execPath], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
  for (const library of libraries) put(library, library);
  for (const part of ['bin', 'dist', 'package.json', 'node_modules/better-sqlite3']) put(join(root, part), join('app', part));
  const tar = join(engine.folder, 'image.tar');
  sh('tar', '-C', image, '-cf', tar, '.');
  engine.docker('import', '--change', 'ENTRYPOINT ["/node","/app/bin/ccci-probe.js"]', tar, 'ccci-probe:local');
  for (const one of [tar, image]) rmSync(one, { recursive: true });
};

const noVerify = existsSync('/usr/bin/systemd-analyze') ? null : 'there is no systemd-analyze';
it.skipIf(noVerify !== null)('systemd takes the unit as it is', () => {
  const said = execFileSync('sh', ['-c', 'systemd-analyze verify "$0" 2>&1', join(root, 'deploy/ccci-probe-record.service')], {
    encoding: 'utf8',
  });
  expect(said.split('\n').filter((line) => line.includes('ccci-probe-record'))).toEqual([]);
});
