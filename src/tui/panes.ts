import { artifactOf } from '#model/outcome';
import type { Cite, Report } from '#model/report';
import type { Capture, ProbeId } from '#probes/index';
import type { Pane, Target } from './pane.ts';
import { addressesPane } from './screens/addresses.ts';
import { buildsPane } from './screens/builds.ts';
import { evidencePane, jsonPane } from './screens/evidence.ts';
import { logPane, logPlaces } from './screens/log.ts';
import { swarmPane } from './screens/swarm.ts';
import { helpPane, textPane } from './screens/text.ts';
import { verdictPane } from './screens/verdict.ts';

/** What the UI shows: a report, the evidence behind it, and pages that other commands render of the same evidence. */
export interface Subject {
  readonly report: Report;
  readonly capture: Capture;
  /** Rendered by their own commands' code, as text of at most that many columns. */
  readonly pages: readonly { readonly id: string; readonly title: string; readonly text: (columns: number) => string }[];
  readonly markdown: () => string;
  readonly link: string | null;
}

/** The tabs in their order and every pane by its id; a pane is made when it is first shown. */
export interface Panes {
  readonly tabs: readonly string[];
  readonly pane: (id: string) => Pane | undefined;
}

export const panesOf = ({ report, capture, pages }: Subject, columns: number, unicode: boolean): Panes => {
  const places = logPlaces(capture);
  const locate = (cite: Cite): Target | undefined => {
    const line = places(cite);
    if (line !== undefined) return { pane: 'log', line };
    const probe = cite.probe as ProbeId;
    return capture.evidence[probe]?.status === 'ok' ? { pane: `json:${probe}`, ...lineIn(capture, probe, cite) } : undefined;
  };
  const makers: Readonly<Record<string, () => Pane>> = {
    verdict: () => verdictPane(report, columns, unicode, locate),
    evidence: () => evidencePane(capture),
    log: () => logPane(capture, report, unicode),
    swarm: () => swarmPane(capture),
    addresses: () => addressesPane(capture, columns),
    builds: () => buildsPane(capture, report, unicode),
    ...Object.fromEntries(pages.map(({ id, title, text }) => [id, () => textPane(id, title, text(columns))])),
    help: helpPane,
  };
  const made = new Map<string, Pane>();
  return {
    tabs: ['verdict', 'evidence', 'log', 'swarm', 'addresses', 'builds', ...pages.map(({ id }) => id)],
    pane(id) {
      const known = made.get(id);
      if (known) return known;
      const probe = /^json:(.+)$/.exec(id)?.[1] as ProbeId | undefined;
      const artifact = probe === undefined ? undefined : artifactOf(capture.evidence[probe] as never);
      const pane = artifact !== undefined && probe ? jsonPane(probe, artifact) : makers[id]?.();
      if (pane) made.set(id, pane);
      return pane;
    },
  };
};

/** The line of an artifact's JSON that a citation is about: the first that holds its quote, or an id it names. */
const lineIn = (capture: Capture, probe: ProbeId, cite: Cite): { readonly line?: number } => {
  const lines = (JSON.stringify(artifactOf(capture.evidence[probe] as never), null, 2) ?? '').split('\n');
  const wanted = [cite.quote, ...(/[\w.-]{8,}/g.exec(cite.where) ?? [])]
    .filter((text) => text.length > 3)
    .map((text) => JSON.stringify(text).slice(1, -1));
  for (const text of wanted) {
    const line = lines.findIndex((one) => one.includes(text));
    if (line >= 0) return { line };
  }
  return {};
};
