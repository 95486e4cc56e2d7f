import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from './cluster.ts';
import { lacking, until } from './engine.ts';
import { ccciProbe, reportOf } from './program.ts';
import { dockerRead, ended, recorded, rows, startRecorder } from './recorder.ts';
import { stacks } from './stacks.ts';

const missing = lacking();
if (missing.length > 0) console.warn(`NOT RUN: recording a change of the leader. This machine lacks ${missing.join(', ')}.`);

describe.skipIf(missing.length > 0)('recording a swarm of three managers', () => {
  let cluster: Cluster;
  const folder = mkdtempSync(join(tmpdir(), 'ccci-flight-'));
  beforeAll(async () => {
    cluster = await startCluster(2, [], 'manager');
  });
  afterAll(async () => {
    await cluster?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  it('goes on when the leader is lost, tells who leads then, and knows what was deployed under the new one', {
    timeout: 240_000,
  }, async () => {
    const [first, second] = cluster.nodes;
    const engine = second?.engine;
    if (!engine) throw new Error('no second node');
    const file = join(folder, 'leader.db');
    const recorder = startRecorder(file, ['--docker', `unix://${engine.socket}`, '--dockerd-log', engine.log]);
    const leaders = () =>
      rows(
        file,
        "SELECT DISTINCT json_extract(state,'$.hostname') AS name FROM object WHERE kind='node' AND json_extract(state,'$.leader') ORDER BY at",
      ).map(({ name }) => name);
    try {
      await dockerRead(file);
      await recorded(file, "SELECT 1 FROM object WHERE kind='node' AND json_extract(state,'$.leader')");
      expect(leaders()).toEqual(['n1']);
      first.cable('down');
      await until(
        () => leaders().length === 2,
        90_000,
        () => `the leaders seen: ${leaders()}`,
      );
      await until(
        () => {
          try {
            engine.deploy('after', stacks.noCommand);
            return true;
          } catch {
            return false;
          }
        },
        60_000,
        () => 'nothing can be deployed under the new leader',
      );
      await recorded(
        file,
        "SELECT 1 FROM object WHERE kind='task' AND stack='after' AND json_extract(state,'$.state') IN ('failed','rejected') LIMIT 1 OFFSET 2",
        90_000,
      );
      engine.docker('stack', 'rm', 'after');
      await recorded(file, "SELECT 1 FROM object WHERE kind='service' AND stack='after' AND state IS NULL", 30_000);
    } finally {
      first.cable('up');
      expect(await ended(recorder, 'SIGTERM')).toBe(130);
    }
    const report = reportOf(await ccciProbe(['classify', '--stack', 'after', '--recording', file, '--json', '--quiet']));
    expect(report.verdict).toMatchObject({ outcome: 'red', cause: 'recipe' });
  });
});
