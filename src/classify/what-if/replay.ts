import type { ServiceReplay, SimulatedEnd, Turned, UpdateEnd } from '#model/what-if';
import type { Service } from '#probes/swarm-services/artifact';
import { isJob } from '#swarm/demand';
import { type Pace, pacesOf } from '#swarm/health-check';
import { KNOBS, type Knobs, knobsOf, type Setting, standing, turn, written } from '#swarm/knobs';
import { startAllowance } from '#swarm/start-allowance';
import { citeContainer, citeTask, citeUpdate } from '../facts/cite.ts';
import type { ServiceFacts } from '../facts/service.ts';
import type { StackFacts } from '../facts/stack.ts';
import { hasComeUp, shortName } from '../facts/trouble.ts';
import { becauseOf, secondsOf } from './explain-end.ts';
import { fitsInFlight, isAhead, openEnd, reachMs } from './in-flight.ts';
import { jobEnd } from './job.ts';
import { rolledBack, slotsSeen } from './observed.ts';
import { agreed, type Circumstances, confidenceOf, type End, endsOf } from './outcome.ts';
import type { UpdateRecord } from './update-record.ts';

/** @param migrationMs how long a start takes, by the user's word; null where the recording is to tell. */
export const recordingOf = (facts: ServiceFacts, stack: StackFacts, migrationMs: number | null): UpdateRecord => {
  const { service } = facts;
  const paces = pacesHere(facts, stack);
  const taskCheck = rolledBack(facts)
    ? facts.tasks.findLast((task) => task.spec !== service.spec && task.health != null)?.health
    : undefined;
  const check = taskCheck ?? service.health;
  const knobs = knobsOf(service, check);
  const back = rolledBack(facts);
  return {
    facts,
    stack,
    slots: slotsSeen(facts, stack, check, migrationMs, paces),
    // A service that was rolled back has its old spec again; that the rule was to roll back is on record.
    knobs: back ? { ...knobs, rule: { ...knobs.rule, failureAction: 'rollback' } } : knobs,
    at: {
      paces,
      probesMs: probesMs(facts),
      stopMs: service.stopGraceMs ?? 10_000,
      updated: service.updateStatus !== null,
      rollbackEnd: back ? (service.updateStatus?.state ?? '') : '',
    },
    recorded: recordedOf(facts, stack),
  };
};

const pacesHere = ({ tasks }: ServiceFacts, { nodes }: StackFacts): readonly Pace[] => {
  const versions = (nodes ?? []).filter(({ id }) => tasks.some(({ node }) => node === id)).map(({ engine }) => engine);
  return [
    ...new Set(
      (versions.length > 0 ? versions : (nodes ?? [{ engine: null }]).map(({ engine }) => engine)).flatMap((facts) => pacesOf(facts)),
    ),
  ];
};

/** What a probe cost here: measured where an inspect shows it, else from next to nothing to a busy host's quarter second. */
const probesMs = ({ attempts }: ServiceFacts): readonly [number, number] => {
  const seen = attempts
    .flatMap(({ container }) => container?.detail?.health?.log ?? [])
    .map(({ at, endedAt }) => (at && endedAt ? Date.parse(endedAt) - Date.parse(at) : Number.NaN))
    .filter((ms) => ms >= 0);
  return [Math.min(20, ...seen), Math.max(250, ...seen)];
};

const recordedOf = (facts: ServiceFacts, stack: StackFacts): UpdateEnd => {
  const { service } = facts;
  const status = service.updateStatus;
  const fresh = facts.wanted.filter((task) => task.state === 'running' && task.spec === service.spec).length;
  const running =
    facts.running >= facts.demand && (status === null || fresh >= facts.demand) && (facts.converged || hasComeUp(facts, stack));
  const up = facts.completed || facts.demand === 0 || (running && !rolledBack(facts));
  const count = `${facts.running} of ${facts.demand} tasks run`;
  if (status === null)
    return { state: 'none', at: null, because: `never updated; ${facts.completed ? 'its one-shot ended well' : count}`, comesUp: up };
  const at =
    status.completedAt ?? (status.state === 'updating' || status.state === 'rollback_started' ? status.startedAt : service.updatedAt);
  return { state: status.state, at, because: `${status.message || status.state}; ${count}`, comesUp: up };
};

/** The recording under other knobs. Where the replay with its own knobs does not give what happened, nothing else it says is believed. */
export const simulate = (recording: UpdateRecord, knobs: Knobs): SimulatedEnd => {
  const { facts, slots, at, recorded } = recording;
  const unknown = (because: string): SimulatedEnd => ({ state: 'unknown', at: null, because, comesUp: null, confidence: null });
  if (facts.demand === 0 && slots.length === 0) return { ...recorded, because: 'it has no tasks to update', confidence: 'certain' };
  if (isJob(facts.service)) return jobEnd(recording, knobs);
  if (facts.completed && !at.updated) return { ...recorded, confidence: 'certain' };
  if (slots.every(({ attempt }) => attempt === null)) return unknown('none of the tasks that the update made is on record any more');
  const here: Circumstances = at.rollbackEnd === '' ? { ...at, rollbackEnd: rollbackEnd(facts.service, knobs) } : at;
  if (slots.some(({ blind, narrowed }) => blind && narrowed === null))
    return unknown('the first task of its update was replaced, or is gone from the record, before it told how it would have ended');
  const uses = slots.some(({ blind }) => blind) ? (['narrowed'] as const) : (['sure', 'narrowed'] as const);
  const reach = reachMs(recording);
  for (const use of uses) {
    const known = endsOf(slots, recording.knobs, here, use);
    const ends = endsOf(slots, knobs, here, use).filter((_, index) => fits(known[index], recording));
    if (ends.length === 0) return unknown('the replay of what was recorded does not end as it did: something else decided it');
    if (recorded.state === 'updating' && ends.every((end) => fitsInFlight(end, reach))) {
      // What the user or the program says of a start narrows the time in which it may end.
      if (use === uses.at(-1)) return openEnd(recording, ends);
      continue;
    }
    const end = agreed(ends);
    if (!end) continue;
    const by = use === 'sure' ? 'sure' : (slots.find(({ narrowed }) => narrowed)?.narrowed?.by ?? 'sure');
    const doubt = doubtAbout(recording, knobs, ends, use);
    const told = endOf(recording, knobs, { ...end, atMs: sharedTime(ends) }, doubt === null ? confidenceOf(by) : 'possible');
    return doubt === null ? told : { ...told, because: `${told.because}; ${doubt}` };
  }
  return unknown(becauseOf(recording, knobs, undefined, null));
};

/** When it ends, where all that fits agrees to within five seconds. */
const sharedTime = (ends: readonly End[]): number | null => {
  const times = ends.map(({ atMs }) => atMs);
  const known = times.flatMap((facts) => facts ?? []);
  if (known.length < times.length) return null;
  return Math.max(...known) - Math.min(...known) <= 5_000 ? Math.max(...known) : null;
};

/** True where a world, with the recorded knobs, gives what was recorded. */
const fits = (end: End | undefined, { facts, stack, recorded, at }: UpdateRecord): boolean => {
  if (!end) return false;
  if (!at.updated)
    return end.comesUp === null || end.comesUp === recorded.comesUp || (recorded.comesUp === true && facts.attempts.length > 1);
  // What goes on still may end in any way, only not before the record does.
  if (recorded.state === 'updating') return fitsInFlight(end, reachMs({ facts, stack }));
  return end.state === recorded.state;
};

const endOf = (
  { facts, stack, recorded, ...rest }: UpdateRecord,
  knobs: Knobs,
  end: End,
  confidence: SimulatedEnd['confidence'],
): SimulatedEnd => {
  const started = Date.parse(facts.service.updateStatus?.startedAt ?? '');
  const atMs = end.atMs === null || Number.isNaN(started) ? null : started + end.atMs;
  const recording = { facts, stack, recorded, ...rest };
  const cameBack = end.comesUp === false && recorded.comesUp === true && end.state !== 'rollback_completed';
  return {
    state: end.state,
    at: atMs === null ? null : new Date(atMs).toISOString(),
    because: becauseOf(recording, knobs, end, confidence),
    comesUp: cameBack || end.comesUp,
    confidence,
  };
};

/** What an end assumes that is not on record; null where it assumes nothing. With its own knobs it ended as it did. */
const doubtAbout = (recording: UpdateRecord, knobs: Knobs, ends: readonly End[], use: 'sure' | 'narrowed'): string | null => {
  const { facts, slots, recorded, at } = recording;
  if (facts.service.mode.kind === 'global' && !facts.demandKnown) return 'on how many nodes it runs is not known: they were not read';
  if (JSON.stringify(knobs) === JSON.stringify(recording.knobs)) return longStart(recording, knobs, ends, use);
  if (recorded.state === 'updating' && slots.some(({ attempt }) => attempt === null))
    return 'tasks that the update has not made yet are taken to go as those it made';
  const reach = reachMs(recording);
  if (at.updated && recorded.state === 'completed' && ends.some((end) => end.state === 'completed' && isAhead(end, reach)))
    return "that its tasks stay up for the time behind the record's end is assumed";
  return longStart(recording, knobs, ends, use);
};

/** A start that is longer than what the check surely leaves comes up only where its probes fall well. */
const longStart = (
  { slots, at, recorded, knobs: own }: UpdateRecord,
  knobs: Knobs,
  ends: readonly End[],
  use: 'sure' | 'narrowed',
): string | null => {
  if (knobs.check === null || ends.some(({ comesUp }) => comesUp !== true) || (recorded.comesUp === true && knobs.check === own.check))
    return null;
  const { surelyMs, atBestMs } = startAllowance(knobs.check, at.paces);
  const starts = slots.map(({ sure, narrowed }) => (use === 'narrowed' && narrowed ? narrowed.span : sure)[1]);
  const longest = Math.max(0, ...starts.map((start) => (start.kind === 'runs' ? (start.readyMs ?? 0) : 0)));
  return longest > surelyMs && longest <= atBestMs
    ? `a start of ${secondsOf(longest)} is longer than the ${secondsOf(surelyMs)} that the check surely leaves: it is seen only where the probes fall well, and never after ${secondsOf(atBestMs)}`
    : null;
};

/** Start-first keeps the old task; what keeps no data starts again as it did before. Of anything else only the start of the rollback is sure. */
const rollbackEnd = (service: Service, { rule }: Knobs): string =>
  rule.order === 'start-first' || service.mounts.length === 0 ? 'rollback_completed' : 'rollback_started';

/** What the user asked for, as far as it concerns this service. */
export const settingsFor = <T extends { readonly service: string | null }>(
  settings: readonly T[],
  facts: ServiceFacts,
  stack: StackFacts,
): readonly T[] =>
  settings.filter(
    ({ service }) => service === null || service === facts.service.name || service === shortName(facts.service.name, stack.name),
  );

export const replayOf = (recording: UpdateRecord, settings: readonly Setting[]): Omit<ServiceReplay, 'change' | 'tried'> => {
  const { facts, recorded } = recording;
  const turned = settings.reduce(turn, recording.knobs);
  return {
    service: facts.service.name,
    recorded,
    simulated: simulate(recording, turned),
    knobs: {
      ...Object.fromEntries(
        Object.entries(KNOBS).map(([name, { of, field }]) => [
          of === 'restart' ? `restart${capital(field)}` : field,
          standing(turned, name),
        ]),
      ),
    },
    set: settings.map((setting) => turnedOf(recording, setting)).filter(({ from }) => from !== null),
    cites: citesOf(recording),
  };
};

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

export const turnedOf = ({ knobs, facts, stack }: UpdateRecord, { knob, value }: Setting): Turned => {
  const from = standing(knobs, knob);
  return {
    knob,
    path: `services.${shortName(facts.service.name, stack.name)}.${KNOBS[knob]?.path ?? knob}`,
    from: from === null ? null : written(knob, from),
    to: written(knob, value),
  };
};

const citesOf = ({ facts, slots }: UpdateRecord) => [
  ...(facts.service.updateStatus ? [citeUpdate(facts.service)] : []),
  ...slots
    .slice(0, 8)
    .flatMap(({ attempt }) => [
      ...(attempt?.task ? [citeTask(attempt.task, facts.service.name)] : []),
      ...(attempt?.container?.detail?.health
        ? [
            citeContainer(
              attempt.container,
              'State.Health',
              `${attempt.container.detail.health.status}, started ${attempt.container.detail.startedAt}, failing streak ${attempt.container.detail.health.streak}`,
            ),
          ]
        : []),
    ]),
];
