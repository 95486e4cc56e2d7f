import { goDurationMs } from '#compose/go-duration';
import type { Advice } from '#model/report';
import type { ServiceReplay, SimulatedEnd, Turned } from '#model/what-if';
import { killedByMs } from '#swarm/killed-by';
import { type Setting, standing, turn } from '#swarm/knobs';
import { periodFor, startAllowance } from '#swarm/start-allowance';
import type { ServiceFacts } from '../facts/service.ts';
import type { StackFacts } from '../facts/stack.ts';
import { secondsOf } from './explain-end.ts';
import { recordingOf, simulate, turnedOf } from './replay.ts';
import type { UpdateRecord } from './update-record.ts';

/** Turns one knob at a time; the first that lets the update complete with its tasks up is the smallest change. */
export const searchOf = (recording: UpdateRecord): Pick<ServiceReplay, 'change' | 'tried'> => {
  if (!failed(recording)) return { change: null, tried: [] };
  const tried = candidates(recording).map((setting) => ({
    turned: turnedOf(recording, setting),
    simulated: simulate(recording, turn(recording.knobs, setting)),
  }));
  const sure = tried.find(({ simulated }) => mends(simulated) && simulated.confidence === 'certain');
  return { change: (sure ?? tried.find(({ simulated }) => mends(simulated)))?.turned ?? null, tried };
};

export const mends = ({ state, comesUp }: SimulatedEnd): boolean => (state === 'completed' || state === 'none') && comesUp === true;

const failed = ({ facts, recorded }: UpdateRecord): boolean =>
  facts.updateFailed || (recorded.state === 'none' && recorded.comesUp === false && facts.attempts.length > 0);

const candidates = (recording: UpdateRecord): readonly Setting[] => {
  const { knobs, slots, at } = recording;
  const { check, rule } = knobs;
  const all: Setting[] = [];
  const put = (knob: string, value: number | string) => {
    const known = all.some((other) => other.knob === knob && other.value === value);
    if (!known && standing(knobs, knob) !== value && standing(knobs, knob) !== null) all.push({ service: null, knob, value });
  };
  if (check) {
    const needMs = neededMs(recording);
    const { surelyMs } = startAllowance(check, at.paces);
    put(
      'start_period',
      needMs === null
        ? Math.max(60_000, Math.ceil((4 * surelyMs) / 10_000) * 10_000)
        : Math.max(check.startPeriodMs, periodFor(check, needMs)),
    );
    put('retries', Math.max(check.retries, Math.ceil(((needMs ?? 4 * surelyMs) - check.startPeriodMs) / check.intervalMs) + 1));
  }
  if (!at.updated) return all;
  put('monitor', Math.max(300_000, 10 * rule.monitorMs));
  put('monitor', Math.min(1_000, rule.monitorMs));
  put('order', rule.order === 'start-first' ? 'stop-first' : 'start-first');
  put('parallelism', 0);
  put('max_failure_ratio', ratioOver(slots.length));
  put('max_failure_ratio', 1);
  put('failure_action', 'continue');
  return all;
};

/** The change a verdict advises, with what the replay makes of it; or that no single knob does it. */
export const knobAdvice = (facts: ServiceFacts, stack: StackFacts): readonly Advice[] => {
  const recording = recordingOf(facts, stack, null);
  const { change, tried } = searchOf(recording);
  const longer = tried.find(({ turned: { knob, to }, simulated }) => knob === 'monitor' && to !== '1s' && simulated.state === 'paused');
  const monitor = longer ? `; a monitor of ${longer.turned.to} leaves it paused` : '';
  const turned =
    change ?? tried.find(({ turned: { knob }, simulated }) => knob === 'start_period' && simulated.state === 'unknown')?.turned;
  const simulated = tried.find((other) => other.turned === turned)?.simulated;
  if (turned && simulated)
    return [
      {
        summary: SUMMARY[turned.knob] ?? 'Change this one knob.',
        change: changeOf(turned),
        simulated: { outcome: simulated.state, because: `${simulated.because}${monitor}` },
        ...costOf(recording, turned),
      },
    ];
  if (tried.length === 0) return [];
  const proof = tried.map((other) => `${other.turned.knob} ${other.turned.to}: ${other.simulated.state}`).join(', ');
  const outcome = tried.some((other) => other.simulated.state === 'unknown') ? 'unknown' : (facts.service.updateStatus?.state ?? 'none');
  return [{ summary: 'No single knob is known to let it come up.', change: null, simulated: { outcome, because: proof } }];
};

/** What the change gives up: the time a broken version is waited for, or that it is noticed at all. */
const costOf = ({ knobs, slots }: UpdateRecord, { knob, to }: Turned): Pick<Advice, 'cost'> => {
  const { check } = knobs;
  if (knob === 'failure_action')
    return { cost: 'No failure is watched any more: a version that cannot run completes its update all the same.' };
  if (knob === 'max_failure_ratio')
    return {
      cost: `Up to ${Math.floor(Number(to) * slots.length)} of ${slots.length} tasks may fail and the update completes all the same.`,
    };
  const ms = goDurationMs(to) ?? Number(to);
  if (check === null || (knob !== 'start_period' && knob !== 'retries') || !Number.isFinite(ms)) return {};
  const then = knob === 'start_period' ? { ...check, startPeriodMs: ms } : { ...check, retries: ms };
  return {
    cost: `A task that never gets healthy is given up after about ${secondsOf(killedByMs(then))} instead of ${secondsOf(killedByMs(check))}.`,
  };
};

const changeOf = ({ path, from, to }: Turned): Advice['change'] => ({ file: 'compose.yml', path, from, to });

const SUMMARY: Readonly<Record<string, string>> = {
  start_period: 'Let the health check count only after the start is over.',
  retries: 'Let the health check fail more often before it counts.',
  max_failure_ratio: 'Let the update go on over a task that ends early and comes up when tried again.',
  failure_action: 'Let the update go on over a task that ends early and comes up when tried again.',
};

/** The longest start that fits what is known; null where nothing bounds it but the assumption. */
const neededMs = ({ slots }: UpdateRecord): number | null => {
  const needs = slots.map(({ sure }) => (sure[1].kind === 'runs' ? sure[1].readyMs : 0));
  return needs.includes(null) ? null : Math.max(0, ...needs.map((facts) => facts ?? 0)) + 1_000;
};

/** A ratio that forgives one failure of so many slots. */
const ratioOver = (slots: number): number => Math.ceil(100 / Math.max(1, slots)) / 100;
