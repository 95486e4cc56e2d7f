import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WhatIf } from '../../src/model/what-if.ts';
import type { CheckTimes } from '../../src/swarm/health-check.ts';
import { type Behaviour, slotRun } from '../../src/swarm/slot-run.ts';
import { startAllowance } from '../../src/swarm/start-allowance.ts';
import { DEFAULT_RULE, replayUpdate, type UpdateRule } from '../../src/swarm/updater.ts';
import { type Engine, lacking, startEngine, until } from './engine.ts';
import { ccciProbe } from './program.ts';

const missing = lacking();

/** One update: what its new tasks do, slot by slot, and the knobs it is made with. Times in seconds here. */
interface Row {
  readonly name: string;
  readonly slots: readonly Behaviour[];
  readonly check?: Partial<CheckTimes> | null;
  readonly rule?: Partial<UpdateRule>;
  readonly rollback?: { readonly failureAction: string };
  /** What stood before refuses to start on the data the new version left. */
  readonly oldRefuses?: boolean;
}

const STACK = 'com.docker.stack.namespace=grid';

const s = (seconds: number) => seconds * 1000;
const serves = (ready: number): Behaviour => ({ kind: 'runs', readyMs: s(ready), exitsMs: null });
const never: Behaviour = { kind: 'runs', readyMs: null, exitsMs: null };
const exits = (after: number, ready: number | null = 0): Behaviour => ({
  kind: 'runs',
  readyMs: ready === null ? null : s(ready),
  exitsMs: s(after),
});
const rejected: Behaviour = { kind: 'rejected' };
const waiting: Behaviour = { kind: 'waiting' };
const short = { startPeriodMs: s(2), retries: 2 };

const rows: readonly Row[] = [
  { name: 'late-monitor5', slots: [serves(11)], check: short },
  { name: 'late-monitor300', slots: [serves(11)], check: short, rule: { monitorMs: s(300) } },
  { name: 'late-monitor1', slots: [serves(11)], check: short, rule: { monitorMs: s(1) } },
  { name: 'late-covered', slots: [serves(11)], check: { startPeriodMs: s(20), retries: 2 } },
  { name: 'late-retries', slots: [serves(8)], check: { startPeriodMs: s(2), retries: 14 } },
  { name: 'late-interval', slots: [serves(7)], check: { startPeriodMs: 0, intervalMs: s(5), retries: 2 } },
  { name: 'late-interval-short', slots: [serves(14)], check: { startPeriodMs: 0, intervalMs: s(5), retries: 2 } },
  { name: 'late-start-first', slots: [serves(11)], check: short, rule: { order: 'start-first' } },
  { name: 'late-rollback-start-first', slots: [serves(11)], check: short, rule: { order: 'start-first', failureAction: 'rollback' } },
  { name: 'late-rollback', slots: [serves(11)], check: short, rule: { failureAction: 'rollback' } },
  { name: 'never', slots: [never], check: { startPeriodMs: s(5), retries: 2 } },
  { name: 'never-continue', slots: [never], check: short, rule: { failureAction: 'continue', monitorMs: s(2) } },
  { name: 'never-ratio1', slots: [never], check: short, rule: { maxFailureRatio: 1 } },
  { name: 'crash-in-monitor', slots: [exits(3)], check: null, rule: { monitorMs: s(8) } },
  { name: 'crash-after-monitor', slots: [exits(8)], check: null, rule: { monitorMs: s(2) } },
  { name: 'crash-ratio1', slots: [exits(2)], check: null, rule: { maxFailureRatio: 1 } },
  { name: 'crash-delay-masks-not', slots: [exits(3)], check: null, rule: { delayMs: s(8), monitorMs: s(5) } },
  { name: 'crash-late-in-delay', slots: [exits(14)], check: null, rule: { delayMs: s(6), monitorMs: s(10) } },
  { name: 'crash-while-healthy', slots: [exits(7, 2)], check: { startPeriodMs: s(10), retries: 2 }, rule: { monitorMs: s(10) } },
  { name: 'crash-long-healthy', slots: [exits(10, 2)], check: { startPeriodMs: s(10), retries: 2 }, rule: { monitorMs: s(1) } },
  { name: 'crash-unready', slots: [exits(4, null)], check: { startPeriodMs: s(10), retries: 2 }, rule: { monitorMs: s(1) } },
  { name: 'crash-in-long-monitor', slots: [exits(2)], check: null, rule: { monitorMs: s(60) } },
  { name: 'crash-parallel-hidden', slots: [exits(14), serves(32)], check: { startPeriodMs: s(60), retries: 2 }, rule: { parallelism: 2 } },
  { name: 'half-fails-ratio-half', slots: [exits(2), serves(0)], check: null, rule: { maxFailureRatio: 0.5 } },
  { name: 'half-fails-ratio-less', slots: [exits(2), serves(0)], check: null, rule: { maxFailureRatio: 0.4, monitorMs: s(30) } },
  { name: 'one-of-two-fails', slots: [serves(0), exits(2)], check: null, rule: { monitorMs: s(30) } },
  { name: 'image', slots: [rejected] },
  { name: 'image-monitor300-ratio', slots: [rejected, rejected, rejected], check: null, rule: { monitorMs: s(300), maxFailureRatio: 0.5 } },
  { name: 'image-continue', slots: [rejected], check: null, rule: { failureAction: 'continue', monitorMs: s(2) } },
  { name: 'image-rollback', slots: [rejected], check: null, rule: { failureAction: 'rollback' } },
  { name: 'constraint', slots: [waiting], check: null },
  { name: 'all-at-once', slots: [serves(4), serves(4), serves(4)], check: { startPeriodMs: s(12), retries: 2 }, rule: { parallelism: 0 } },
  { name: 'old-refuses', slots: [never], check: short, rule: { failureAction: 'rollback' }, oldRefuses: true },
  {
    name: 'old-refuses-go-on',
    slots: [never],
    check: short,
    rule: { failureAction: 'rollback' },
    rollback: { failureAction: 'continue' },
    oldRefuses: true,
  },
];

const checkOf = (row: Row): CheckTimes | null =>
  row.check === null ? null : { intervalMs: s(1), timeoutMs: s(10), startPeriodMs: 0, startIntervalMs: s(5), retries: 3, ...row.check };
const ruleOf = (row: Row): UpdateRule => ({ ...DEFAULT_RULE, monitorMs: s(5), ...row.rule });

/** What the task that tripped the update looks like. */
interface Tripped {
  readonly Slot: number;
  readonly Status: {
    readonly State: string;
    readonly Err?: string;
    readonly ContainerStatus?: { readonly ExitCode: number; readonly ContainerID?: string };
  };
}

/** `State` of the container of a task that tripped its update. */
interface Life {
  readonly StartedAt: string;
  readonly Health?: { readonly Log: readonly { readonly Start: string; readonly ExitCode: number }[] };
}

interface Forecast {
  readonly state: string;
  readonly slot: number | null;
}

/** Predicted in quick and slow worlds and for both orders of the slots, which Swarm takes as they come; a row whose worlds differ would be no test. */
const forecastOf = (row: Row): Forecast => {
  const worlds = [
    { leadMs: 300, stopMs: 1_000, probeMs: 20, pace: 'interval' },
    { leadMs: 4_000, stopMs: 2_000, probeMs: 250, pace: 'interval' },
  ] as const;
  const [first, ...others] = worlds.flatMap((world) => [endOf(row, world, row.slots), endOf(row, world, [...row.slots].reverse())]);
  for (const other of others) expect(other.state, `${row.name} depends on the speed of the machine`).toEqual(first?.state);
  return first as Forecast;
};

/** Every state it may end in, on quick and on slow machines. */
const statesOf = (row: Row): string[] =>
  [300, 4_000].flatMap((leadMs) =>
    [row.slots, [...row.slots].reverse()].map(
      (slots) => endOf(row, { leadMs, stopMs: 1_000, probeMs: leadMs / 16, pace: 'interval' }, slots).state,
    ),
  );

const endOf = (row: Row, world: Parameters<typeof slotRun>[2], slots: Row['slots']): Forecast => {
  const rule = ruleOf(row);
  const run = replayUpdate(
    slots.map((behaviour) => slotRun(behaviour, checkOf(row), world)),
    rule,
    world.stopMs,
  );
  const { state } = run;
  const slot = run.slot === null ? null : row.slots.indexOf(slots[run.slot] as Behaviour);
  if (state !== 'rollback_started') return { state, slot };
  const back = replayUpdate(
    [row.oldRefuses ? { runningMs: world.leadMs, endedMs: world.leadMs + 100 } : { runningMs: world.leadMs, endedMs: null }],
    { ...DEFAULT_RULE, monitorMs: s(5), failureAction: row.rollback?.failureAction ?? 'pause' },
    world.stopMs,
  );
  return { state: back.state === 'completed' ? 'rollback_completed' : 'rollback_paused', slot };
};

const duration = (ms: number) => `${ms}ms`;

/** Flags of `docker service update` for the row. */
const flagsOf = (row: Row): string[] => {
  const check = checkOf(row);
  const rule = ruleOf(row);
  return [
    ...['--update-parallelism', String(rule.parallelism), '--update-delay', duration(rule.delayMs), '--update-order', rule.order],
    ...['--update-monitor', duration(rule.monitorMs), '--update-failure-action', rule.failureAction],
    ...['--update-max-failure-ratio', String(rule.maxFailureRatio)],
    ...(check
      ? [
          ...['--health-cmd', 'test -f /tmp/ready', '--health-interval', duration(check.intervalMs)],
          ...['--health-timeout', duration(check.timeoutMs), '--health-retries', String(check.retries)],
          ...(check.startPeriodMs > 0 ? ['--health-start-period', duration(check.startPeriodMs)] : []),
        ]
      : []),
    ...(row.slots.some(({ kind }) => kind === 'waiting') ? ['--constraint-add', 'node.labels.none==such'] : []),
    ...['--image', row.slots.some(({ kind }) => kind === 'rejected') ? 'no-such-image:1' : 'bb:1'],
  ];
};

const scriptOf = (row: Row): string =>
  [
    ...(row.oldRefuses ? ['touch /data/migrated;'] : []),
    'case $SLOT in',
    ...row.slots.map((behaviour, index) => `${index + 1}) ${behaviour.kind === 'runs' ? linesOf(behaviour) : 'true'} ;;`),
    'esac; exec sleep 1000',
  ].join(' ');

const linesOf = ({ readyMs, exitsMs }: Extract<Behaviour, { kind: 'runs' }>): string => {
  const ready = readyMs === null ? '' : `sleep ${readyMs / 1000}; touch /tmp/ready; `;
  return `${ready}${exitsMs === null ? 'exec sleep 1000' : `sleep ${(exitsMs - (readyMs ?? 0)) / 1000}; exit 3`}`;
};

describe.skipIf(missing.length > 0)(
  `the updater of a real Swarm (${missing.length > 0 ? `lacking ${missing.join(', ')}` : 'all there'})`,
  () => {
    let engine: Engine;
    const updates = new Map<string, string>();
    const tripped = new Map<string, Tripped>();
    const lives = new Map<string, Life>();

    beforeAll(async () => {
      engine = await startEngine();
      for (const row of rows) create(row);
      await until(
        () => rows.every((row) => running(row.name) === row.slots.length),
        120_000,
        () => engine.docker('service', 'ls'),
      );
      for (const row of rows) update(row);
      await until(
        () => rows.filter((row) => !settled(row)).length === 0,
        120_000,
        () => [...updates].map(([name, state]) => `${name} ${state}`).join(', '),
      );
    });

    afterAll(async () => {
      await engine?.[Symbol.asyncDispose]();
    });

    const create = (row: Row) =>
      engine.docker(
        ...['service', 'create', '-d', '--name', row.name, '--no-resolve-image', '--replicas', String(row.slots.length)],
        ...[
          '--env',
          'SLOT={{.Task.Slot}}',
          '--label',
          STACK,
          '--container-label',
          STACK,
          '--stop-grace-period',
          '1s',
          '--restart-delay',
          '2s',
        ],
        // A rollback follows the rules of the spec it goes back to.
        ...['--rollback-monitor', '5s', '--rollback-failure-action', row.rollback?.failureAction ?? 'pause'],
        ...(row.oldRefuses ? ['--mount', `type=volume,source=${row.name},target=/data`] : []),
        ...['--entrypoint', 'sh', 'bb:1', '-c', row.oldRefuses ? 'test -f /data/migrated && exit 4; exec sleep 1000' : 'exec sleep 1000'],
      );
    const update = (row: Row) =>
      engine.docker('service', 'update', '-d', '--no-resolve-image', '--args', `-c '${scriptOf(row)}'`, ...flagsOf(row), row.name);
    /** Once more by itself: among forty others on a machine that is busy with something else, seconds can pass between two steps of Swarm. */
    const again = async (row: Row) => {
      engine.docker('service', 'rm', row.name);
      for (const known of [updates, tripped, lives]) known.delete(row.name);
      await until(
        () => !engine.docker('ps', '--format', '{{.Names}}').includes(`${row.name}.`),
        60_000,
        () => engine.docker('ps'),
      );
      create(row);
      await until(
        () => running(row.name) === row.slots.length,
        60_000,
        () => engine.docker('service', 'ps', row.name),
      );
      update(row);
      await until(
        () => settled(row),
        120_000,
        () => updates.get(row.name) ?? '',
      );
    };
    const running = (name: string) =>
      engine
        .docker('service', 'ps', '--format', '{{.CurrentState}}', name)
        .split('\n')
        .filter((line) => line.startsWith('Running')).length;
    const statusOf = (name: string) =>
      JSON.parse(engine.docker('service', 'inspect', '--format', '{{json .UpdateStatus}}', name)) as {
        State: string;
        Message: string;
        StartedAt: string;
      } | null;
    /** Over, or never to be over: a task that waits trips nothing. */
    const settled = (row: Row): boolean => {
      const status = statusOf(row.name);
      updates.set(row.name, `${status?.State}: ${status?.Message}`);
      if (forecastOf(row).state === 'updating') return true;
      const over = status !== null && status.State !== 'updating' && status.State !== 'rollback_started';
      // Read at once: the restarts that follow push the task out of Swarm's history.
      const id = over && !tripped.has(row.name) ? /task (\w{25})/.exec(status.Message)?.[1] : undefined;
      if (id !== undefined) {
        const task = JSON.parse(engine.docker('inspect', id))[0] as Tripped;
        tripped.set(row.name, task);
        const container = task.Status.ContainerStatus?.ContainerID;
        if (container) lives.set(row.name, JSON.parse(engine.docker('inspect', container))[0].State);
      }
      return over;
    };

    it('is forecast in at least 24 combinations', () => {
      expect(rows.length).toBeGreaterThanOrEqual(24);
      expect(new Set(rows.map((row) => forecastOf(row).state)).size).toBe(5);
    });

    it.each(rows)('$name', async (row) => {
      try {
        endsAsForecast(row);
      } catch {
        await again(row);
        endsAsForecast(row);
      }
    });

    const endsAsForecast = (row: Row): void => {
      const { state, slot } = forecastOf(row);
      const status = statusOf(row.name);
      // Who makes the old version's task, the rollback's updater or the restart supervisor, is a race; only the updater's own counts (seen: 7 completed on a busy machine, 1 paused on an idle one).
      if (row.name === 'old-refuses') expect(status?.State).toMatch(/^rollback_(?:paused|completed)$/);
      else expect(status?.State, updates.get(row.name)).toBe(state);
      if (state !== 'paused' || slot === null) return;
      const task = tripped.get(row.name);
      if (row.slots.length > 1 && new Set(row.slots.map(({ kind }) => kind)).size > 1) expect(task?.Slot).toBe(slot + 1);
      const behaviour = row.slots[slot];
      if (behaviour?.kind === 'rejected') expect(task?.Status.State).toBe('rejected');
      else if (behaviour?.kind === 'runs' && behaviour.exitsMs === null) expect(task?.Status.Err).toMatch(/unhealthy container/);
      else expect(task?.Status.ContainerStatus?.ExitCode).toBe(3);
    };

    it('allows a start the time that is computed: the start period and then as many probes as there are retries', () => {
      const killed = rows.filter((row) => /unhealthy container/.test(tripped.get(row.name)?.Status.Err ?? ''));
      expect(killed.length).toBeGreaterThan(5);
      for (const row of killed) {
        const check = checkOf(row) as CheckTimes;
        const { surelyMs } = startAllowance(check, ['interval']);
        const life = lives.get(row.name);
        const begun = (life?.Health?.Log ?? []).map(({ Start }) => Date.parse(Start) - Date.parse(life?.StartedAt ?? ''));
        // The engine keeps five probes, and runs on while it stops the container: the one that ended it is the last that retries allow.
        const counted = begun.filter((ms) => ms >= check.startPeriodMs);
        expect(counted.length, row.name).toBeGreaterThanOrEqual(check.retries);
        expect(counted[check.retries - 1], row.name).toBeGreaterThanOrEqual(surelyMs);
      }
    });

    describe('ccci-probe whatif on what is left of them', () => {
      const bundle = () => join(engine.folder, 'grid-evidence');
      const whatIf = async (...argv: string[]) => {
        const ran = await ccciProbe(['whatif', '--stack', 'grid', '--json', '--quiet', ...argv]);
        expect(ran.err).toBe('');
        return (JSON.parse(ran.out) as WhatIf).services;
      };

      beforeAll(async () => {
        const ran = await ccciProbe(['capture', '--stack', 'grid', '--docker', `unix://${engine.socket}`, '-o', bundle(), '--quiet']);
        expect(ran).toMatchObject({ status: 0, err: '' });
      });

      it('replays what happened', async () => {
        const services = await whatIf('--docker', `unix://${engine.socket}`);
        expect(services).toHaveLength(rows.length);
        for (const { service, recorded, simulated } of services) {
          expect([service, recorded.state]).toEqual([service, statusOf(service)?.State]);
          if (simulated.confidence === 'certain') expect([service, simulated.state]).toEqual([service, recorded.state]);
        }
        const sure = services.filter(({ simulated }) => simulated.confidence !== null);
        console.log(
          `replayed ${sure.length} of ${rows.length}; not: ${services.filter((one) => !sure.includes(one)).map(({ service }) => service)}`,
        );
        expect(sure.length).toBeGreaterThan(rows.length / 2);
      });

      it.each([
        ['start_period=60s', { check: { startPeriodMs: s(60) } }],
        ['retries=40', { check: { retries: 40 } }],
        ['interval=20s', { check: { intervalMs: s(20) } }],
        ['monitor=300s', { rule: { monitorMs: s(300) } }],
        ['monitor=100ms', { rule: { monitorMs: 100 } }],
        ['max_failure_ratio=1', { rule: { maxFailureRatio: 1 } }],
        ['failure_action=continue', { rule: { failureAction: 'continue' } }],
        ['order=start-first', { rule: { order: 'start-first' } }],
        ['parallelism=0', { rule: { parallelism: 0 } }],
      ] as const)('is certain of %s only where the tasks really end so', async (setting, turned: Pick<Row, 'check' | 'rule'>) => {
        for (const { service, simulated } of await whatIf('--from', bundle(), '--set', setting)) {
          const row = rows.find(({ name }) => name === service) as Row;
          if (simulated.confidence !== 'certain' || row.oldRefuses || simulated.state === 'updating') continue;
          const other = {
            ...row,
            rule: { ...row.rule, ...turned.rule },
            check: row.check === null ? null : { ...row.check, ...turned.check },
          };
          expect([service, statesOf(other)]).toEqual([service, expect.arrayContaining([simulated.state])]);
        }
      });
    });
  },
);
