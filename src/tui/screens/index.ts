import { artifactOf } from '#model/outcome';
import type { Cite } from '#model/report';
import type { ProbeId } from '#probes/index';
import type { Locate, Pane, Panes, Target } from '../screen.ts';
import type { View } from '../source.ts';
import type { Shown } from '../state/state.ts';
import { addressesPane } from './addresses.ts';
import { answerPane, answersPane } from './answers.ts';
import { buildsPane } from './builds.ts';
import { evidencePane, jsonLines, jsonPane } from './evidence.ts';
import { jsonLineOf } from './json-place.ts';
import { type Log, logOf, logPane } from './log.ts';
import { waitingPane } from './probes.ts';
import { swarmPane } from './swarm.ts';
import { helpPane, textPane } from './text.ts';
import { timelinePane } from './timeline.ts';
import { verdictPane } from './verdict.ts';

const tabs = ['verdict', 'evidence', 'log', 'swarm', 'addresses', 'builds', 'pvcheck', 'timeline', 'leaks', 'gates'] as const;

/** The panes of a state. A pane stays the same until what it shows changes. */
export const panesOf = (columns: number, unicode: boolean): ((shown: Shown) => Panes) => {
  const kept = keeper<Pane | undefined>();
  const index = new WeakMap<View, Index>();
  return ({ view, look, builds, unfolded }) => ({
    tabs,
    pane(id) {
      if (id === 'help') return kept(id, [], helpPane);
      if (id === 'builds') return kept(id, [view, builds], () => buildsPane(builds, view, columns, unicode));
      if (id === 'evidence') return kept(id, [view, look, unfolded], () => evidencePane(view, look, unfolded, unicode));
      if (!view) return (tabs as readonly string[]).includes(id) ? kept(id, [look], () => waitingPane(id, look, unicode)) : undefined;
      const held = index.get(view) ?? indexOf(view);
      index.set(view, held);
      return kept(id, [view, view.whole ? null : look], () => paneIn(id, view, held, columns, unicode, look));
    },
  });
};

const paneIn = (id: string, view: View, held: Index, columns: number, unicode: boolean, look: Shown['look']): Pane | undefined => {
  const { capture, report } = view;
  const [kind, rest = ''] = id.split(/:(.*)/);
  switch (kind) {
    case 'verdict':
      return verdictPane(report, columns, unicode, held.locate, view.whole ? null : look);
    case 'log':
      return logPane(held.log, report, unicode);
    case 'swarm':
      return swarmPane(capture);
    case 'addresses':
      return addressesPane(capture, view.demands(), columns);
    case 'timeline':
      return timelinePane(view.timeline(), view.at, columns, unicode, held.locate);
    case 'leaks':
      return textPane('leaks', 'Leaks', view.leaks(columns, unicode));
    case 'pvcheck':
    case 'gates':
      return rest === ''
        ? answersPane(kind, view[kind](), columns, unicode)
        : answerPane(id, view[kind](), rest, columns, unicode, held.locate);
    case 'json': {
      const lines = held.json(rest as ProbeId);
      return lines && jsonPane(rest, lines);
    }
    default:
      return undefined;
  }
};

/** What several panes of one view want to know, made once. */
interface Index {
  readonly log: Log;
  readonly json: (probe: ProbeId) => readonly string[] | undefined;
  readonly locate: Locate;
}

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
    if (line !== undefined) return { pane: 'log', line };
    const lines = cite.place && json(cite.probe as ProbeId);
    return lines ? { pane: `json:${cite.probe}`, line: jsonLineOf(cite, lines) } : { pane: 'evidence' };
  };
  return { log, json, locate };
};

/** Makes a value anew only when something it hangs on is another. */
const keeper = <T>() => {
  const kept = new Map<string, { readonly on: readonly unknown[]; readonly value: T }>();
  return (id: string, on: readonly unknown[], make: () => T): T => {
    const known = kept.get(id);
    if (known?.on.every((one, index) => one === on[index])) return known.value;
    const value = make();
    kept.set(id, { on, value });
    return value;
  };
};
