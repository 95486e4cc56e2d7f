import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, db, newDatabase, oldDatabase, recipe, serve } from '../compose.ts';
import { green, type Scenario, timing } from '../scenario.ts';
import type { Stage } from '../stage.ts';

const grace = (startPeriod: string) => ({ healthcheck: { start_period: startPeriod } });

/** A stack whose database came up, and then the next version of the database; the proxy is there. */
const upgrade = async (stage: Stage, startPeriod: string, work: string): Promise<void> => {
  await stage.deploy(recipe(stage, { app: app(serve()), db: db(oldDatabase, grace(startPeriod)) }));
  await stage.running('db');
  await stage.running('app');
  const next = db(newDatabase(work), { image: 'mysql:8.4.6', ...grace(startPeriod) });
  await stage.deploy(recipe(stage, { app: app(serve()), db: next }));
};

/** Work that goes on where it was killed: so many steps of a second, each noted in the volume. */
const resumable = (steps: number): string =>
  `for step in $(seq ${steps}); do if ! test -f /var/lib/mysql/step$step; then sleep 1; echo > /var/lib/mysql/step$step; fi; done`;

/** Work for the processor: about four seconds of an idle core of 2026. */
const COUNT = 1_400_000;
const counting = `step=0; while test $step -lt ${COUNT}; do step=$((step+1)); done`;

/** Holds dockerd for nine tenths of the time, as a starved processor does. */
const starve = (pid: number): (() => void) => {
  const beat = setInterval(() => {
    process.kill(pid, 'SIGSTOP');
    setTimeout(() => process.kill(pid, 'SIGCONT'), 180);
  }, 200);
  return () => {
    clearInterval(beat);
    setTimeout(() => process.kill(pid, 'SIGCONT'), 200);
  };
};

/** Updates and what the health grace leaves them; starts that only look bad. */
export const updateScenarios: readonly Scenario[] = [
  {
    ...{ id: 'migration-short-start-period', title: 'A migration that is killed for its health each time', nodes: 1 },
    truth: [timing('health-grace-too-short')],
    play: async (stage) => {
      await stage.network(stage.named('proxy'), 24);
      await upgrade(stage, '3s', 'sleep 30');
      await stage.update('db', 'paused');
      await stage.failed('db', 2);
    },
  },
  {
    ...{ id: 'migration-long-start-period', title: 'The same migration, left the time', nodes: 1, truth: [green] },
    play: async (stage) => {
      await stage.network(stage.named('proxy'), 24);
      await upgrade(stage, '60s', 'sleep 10');
      await stage.update('db', 'completed');
    },
  },
  {
    ...{ id: 'migration-paused-then-converges', title: 'A paused update whose migration went on and ended well', nodes: 1 },
    truth: [timing()],
    play: async (stage) => {
      await stage.network(stage.named('proxy'), 24);
      await upgrade(stage, '3s', resumable(9));
      await stage.update('db', 'paused');
      await stage.running('db');
    },
  },
  {
    ...{ id: 'migration-under-cpu-load', title: 'A migration that fits on an idle host, on a busy one', nodes: 1, alone: true },
    truth: [timing('health-grace-too-short', 'load-sensitive')],
    play: async (stage) => {
      await stage.network(stage.named('proxy'), 24);
      for (let index = 0; index < 12; index++)
        await stage.docker('run', '-d', '--name', `${stage.named('hog')}-${index}`, 'bb:1', 'sh', '-c', 'sleep 12; while :; do :; done');
      await upgrade(stage, '6s', counting);
      await stage.update('db', 'paused');
    },
  },
  {
    ...{ id: 'migration-without-load', title: 'The same migration on an idle host', nodes: 1, alone: true, truth: [green] },
    play: async (stage) => {
      await stage.network(stage.named('proxy'), 24);
      await upgrade(stage, '30s', counting);
      await stage.update('db', 'completed');
    },
  },
  {
    ...{ id: 'update-in-progress-long-monitor', title: 'Everything is up, and the monitor of the update still runs', nodes: 1 },
    truth: [{ outcome: 'pending', label: 'pending' }, green],
    play: async (stage) => {
      const deploy = { update_config: { failure_action: 'pause', order: 'stop-first', monitor: '10m' } };
      await stage.network(stage.named('proxy'), 24);
      await stage.deploy(recipe(stage, { app: app(serve(), { deploy }) }));
      await stage.running('app');
      await stage.deploy(recipe(stage, { app: app(serve(), { deploy, image: 'ghost:6.44.1-alpine' }) }));
      await stage.pause(3_000);
      await stage.running('app');
    },
  },
  {
    ...{ id: 'dependency-self-heals', title: 'An app that ends until its database answers, and then stays', nodes: 1, truth: [green] },
    play: async (stage) => {
      const asking = `nc -w 1 tasks.db 3306 </dev/null || { echo "Error: connect ECONNREFUSED db:3306" >&2; exit 1; }; ${serve()}`;
      const answering = 'sleep 12; echo > /tmp/healthy; while :; do nc -l -p 3306 -e true; done';
      await stage.network(stage.named('proxy'), 24);
      await stage.deploy(recipe(stage, { app: app(asking), db: db(answering, grace('60s')) }));
      await stage.failed('app', 1);
      await stage.running('app');
      await stage.pause(3_000);
      await stage.running('app');
    },
  },
  {
    ...{ id: 'oneshot-and-zero-replicas', title: 'A job that is done, and a service meant to have no replicas', nodes: 1, truth: [green] },
    play: async (stage) => {
      const once = { restart_policy: { condition: 'none' } };
      const job = { image: 'bb:1', command: ['echo', 'migrated'], networks: ['internal'], deploy: once };
      const off = { image: 'bb:1', command: ['sleep', '100000'], networks: ['internal'], deploy: { replicas: 0 } };
      await stage.network(stage.named('proxy'), 24);
      await stage.deploy(recipe(stage, { app: app(serve()), job, off }));
      await stage.inState('job', 'Complete');
      await stage.running('app');
    },
  },
  {
    ...{
      id: 'transient-new-busy-allocator',
      title: 'New for a while: a manager without processor time',
      nodes: 1,
      alone: true,
      truth: [green],
    },
    play: async (stage) => {
      await stage.network(stage.named('proxy'), 24);
      const release = starve(Number(readFileSync(join(stage.ground.engines[0].folder, 'pid'), 'utf8')));
      try {
        await stage.deploy(recipe(stage, { app: app(serve(), { deploy: { replicas: 8 } }) }));
        await stage.pause(2_000);
      } finally {
        release();
      }
      await stage.running('app', 8);
    },
  },
  {
    ...{ id: 'leftovers-after-stack-rm', title: 'What docker stack rm leaves behind', nodes: 1 },
    truth: [{ label: 'leak', reason: ['teardown'] }],
    play: async (stage) => {
      const secret = `${stage.stack}_db_password_v1`;
      await stage.network(stage.named('proxy'), 24);
      await stage.docker('secret', 'create', secret, join(stage.ground.engines[0].folder, 'owner'));
      const secrets = { password: { external: true, name: secret } };
      await stage.deploy(recipe(stage, { app: app(serve()), db: db(oldDatabase, { secrets: ['password'] }) }, { secrets }));
      await stage.running('db');
      await stage.docker('run', '-d', '--name', `${stage.stack}-backup`, '-v', `${stage.stack}_db:/data:ro`, 'bb:1', 'sleep', '100000');
      await stage.docker('stack', 'rm', stage.stack);
      const gone = async () => !(await stage.docker('ps', '-a', '--format', '{{.Names}}')).includes(`${stage.stack}_`);
      await stage.eventually(gone, 'the end of its tasks');
      await stage.eventually(async () => !(await stage.docker('network', 'ls')).includes(stage.stack), 'the end of its network');
    },
  },
  {
    ...{ id: 'stuck-removing-then-redeploy', title: 'A stack that is deployed again while its old task does not end', nodes: 1 },
    truth: [{ label: 'leak', reason: ['teardown'] }, green, { outcome: 'pending', label: 'pending' }],
    play: async (stage) => {
      const stubborn = recipe(stage, { app: app(serve(), { stop_grace_period: '40s' }) });
      await stage.network(stage.named('proxy'), 24);
      await stage.deploy(stubborn);
      await stage.running('app');
      await stage.docker('stack', 'rm', stage.stack);
      await stage
        .eventually(async () => !(await stage.docker('network', 'ls')).includes(stage.stack), 'the end of its network')
        .catch(() => undefined);
      await stage.deploy(stubborn);
      await stage.running('app');
    },
  },
];
