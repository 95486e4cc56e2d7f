import { artifactOf } from '#model/outcome';
import type { Cite } from '#model/report';
import type { ProbeId } from '#probes/index';
import type { Locate, Screen, Screens, Target } from '../screen.ts';
import type { View } from '../source.ts';
import type { Shown } from '../state/state.ts';
import { addressesScreen } from './addresses.ts';
import { answerScreen, answersScreen } from './answers.ts';
import { buildsScreen } from './builds.ts';
import { evidenceScreen, jsonLines, jsonScreen } from './evidence.ts';
import { jsonLineOf } from './json-place.ts';
import { type Log, logOf, logScreen } from './log.ts';
import { waitingScreen } from './probes.ts';
import { swarmScreen } from './swarm.ts';
import { helpScreen, textScreen } from './text.ts';
import { timelineScreen } from './timeline.ts';
import { verdictScreen } from './verdict.ts';

const tabs = ['verdict', 'evidence', 'log', 'swarm', 'addresses', 'builds', 'pvcheck', 'timeline', 'leaks', 'gates'] as const;

/** The screens of a state. A screen stays the same until what it shows changes. */
export const screensOf = (columns: number, unicode: boolean): ((shown: Shown) => Screens) => {
  const kept = keeper<Screen | undefined>();
  const index = new WeakMap<View, Index>();
  return ({ view, progress, builds, unfolded }) => ({
    tabs,
    screen(id) {
      if (id === 'help') return kept(id, [], helpScreen);
      if (id === 'builds') return kept(id, [view, builds], () => buildsScreen(builds, view, columns, unicode));
      if (id === 'evidence') return kept(id, [view, progress, unfolded], () => evidenceScreen(view, progress, unfolded, unicode));
      if (!view)
        return (tabs as readonly string[]).includes(id) ? kept(id, [progress], () => waitingScreen(id, progress, unicode)) : undefined;
      const parts = index.get(view) ?? indexOf(view);
      index.set(view, parts);
      return kept(id, [view, view.whole ? null : progress], () => screenIn(id, view, parts, columns, unicode, progress));
    },
  });
};

const screenIn = (
  id: string,
  view: View,
  parts: Index,
  columns: number,
  unicode: boolean,
  progress: Shown['progress'],
): Screen | undefined => {
  const { capture, report } = view;
  const [kind, rest = ''] = id.split(/:(.*)/);
  switch (kind) {
    case 'verdict':
      return verdictScreen(report, columns, unicode, parts.locate, view.whole ? null : progress);
    case 'log':
      return logScreen(parts.log, report, unicode);
    case 'swarm':
      return swarmScreen(capture);
    case 'addresses':
      return addressesScreen(capture, view.demands(), columns);
    case 'timeline':
      return timelineScreen(view.timeline(), view.at, columns, unicode, parts.locate);
    case 'leaks':
      return textScreen('leaks', 'Leaks', view.leaks(columns, unicode));
    case 'pvcheck':
    case 'gates':
      return rest === ''
        ? answersScreen(kind, view[kind](), columns, unicode)
        : answerScreen(id, view[kind](), rest, columns, unicode, parts.locate);
    case 'json': {
      const lines = parts.json(rest as ProbeId);
      return lines && jsonScreen(rest, lines);
    }
    default:
      return undefined;
  }
};

/** What several screens of one view want to know, made once. */
interface Index {
  readonly log: Log;
  readonly json: (probe: ProbeId) => readonly string[] | undefined;
  readonly locate: Locate;
}

/** Where the citations of a view are opened. */
export const locatorOf = (view: View): Locate => indexOf(view).locate;

const indexOf = ({ capture }: View): Index => {
  const kept = keeper<readonly string[] | undefined>();
  const log = logOf(capture);
  const json = (probe: ProbeId) =>
    kept(probe, [], () => {
      const artifact = artifactOf(capture.evidence[probe] as never);
      return artifact === undefined ? undefined : jsonLines(artifact);
    });
  const locate = (cite: Cite): Target => {
    const line = log.find(cite);
    if (line !== undefined) return { screen: 'log', line };
    const lines = cite.place && json(cite.probe as ProbeId);
    return lines ? { screen: `json:${cite.probe}`, line: jsonLineOf(cite, lines) } : { screen: 'evidence' };
  };
  return { log, json, locate };
};

/** Makes a value anew only when something it depends on has changed. */
const keeper = <T>() => {
  const kept = new Map<string, { readonly on: readonly unknown[]; readonly value: T }>();
  return (id: string, on: readonly unknown[], make: () => T): T => {
    const cached = kept.get(id);
    if (cached?.on.every((entry, index) => entry === on[index])) return cached.value;
    const value = make();
    kept.set(id, { on, value });
    return value;
  };
};
