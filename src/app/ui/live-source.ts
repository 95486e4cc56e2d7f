import { randomBytes } from 'node:crypto';
import { timelineOf } from '#analysis/timeline/timeline';
import { redact } from '#bundle/redact';
import { classify } from '#classify/classify';
import type { Settings } from '#config/settings';
import type { Outcome } from '#model/outcome';
import { version } from '#model/version';
import { probesFor } from '#probes/capture';
import type { Capture, Evidence } from '#probes/index';
import { buildReport } from '#report/build-report';
import { provisional } from '#report/provisional';
import type { BuildSeen, Heard, Labelled, Source, View, Window } from '#tui/mount';
import { ownSecrets } from '../capture/redacted.ts';
import { investigate, type Watcher } from '../capture/subject.ts';
import type { Io } from '../io.ts';
import { type Wired, wire } from '../wire.ts';
import { viewOf } from './build-view.ts';

/** Judged again this long after a probe has answered, once for all that answer meanwhile. */
const JUDGE_MS = 60;
const TELL_MS = 200;
/** Builds of the first list, and of those that only bring news. */
const [BUILDS, NEW_BUILDS] = [2_000, 100];

/** The sources of the settings, asked while the UI is open: each look on a connection of its own, the list again and again on one that stays. */
export const liveSource = (stack: string | null, settings: Settings, io: Io): Source & AsyncDisposable => {
  const line = keptLine(settings, io);
  return {
    name: 'live',
    live: true,
    opens: settings.drone !== null,
    moments: false,
    async look({ build, repo }, hear, signal) {
      const watcher = watching(io, hear);
      const target = { build, stack: build === null ? stack : null, repo: repo ?? settings.repo, proxyNetwork: settings.proxyNetwork };
      hear({ kind: 'planned', probes: probesFor(target).map(({ id, title }) => ({ id, title })) });
      try {
        const { capture, sealed } = await investigate(target, { ...settings, repo: target.repo }, until(io, signal), {
          quiet: true,
          keep: true,
          watcher,
        });
        watcher.end();
        hear({ kind: 'view', view: whole(capture, sealed.manifest.digest) });
      } finally {
        watcher.end();
      }
    },
    ...(settings.drone === null
      ? {}
      : {
          label: (window: Window, hear: (what: Heard) => void, signal: AbortSignal) =>
            labelBuilds(window, settings, until(io, signal), hear),
          list: (hear: (what: Heard) => void, signal: AbortSignal) =>
            line.use((opened, used) => listBuilds(opened, settings, used ? NEW_BUILDS : BUILDS, hear, signal)),
        }),
    [Symbol.asyncDispose]: line.close,
  };
};

/** A connection that is opened when it is first used, and anew after it failed. */
const keptLine = (settings: Settings, io: Io) => {
  let kept: Promise<Wired> | undefined;
  const close = async () => {
    const old = kept;
    kept = undefined;
    await old?.then((opened) => opened.close()).catch(() => undefined);
  };
  return {
    close,
    async use(work: (opened: Wired, used: boolean) => Promise<void>): Promise<void> {
      const used = kept !== undefined;
      kept ??= wire(settings, io);
      try {
        await work(await kept, used);
      } catch (error) {
        await close();
        throw error;
      }
    },
  };
};

const until = (io: Io, signal: AbortSignal): Io => ({ ...io, signal: AbortSignal.any([io.signal, signal]) });

/** A view of evidence that is all there. */
export const whole = (capture: Capture, digest: string, more: Partial<Pick<View, 'at' | 'timeline'>> = {}): View =>
  viewOf(buildReport(classify(capture), capture, digest, version), capture, more.timeline ?? (() => timelineOf(capture, null, version)), {
    whole: true,
    at: more.at ?? null,
  });

/** What is held so far, judged: of a probe that has not answered nothing is concluded, and nothing is certain. */
export const soFar = (about: Omit<Capture, 'evidence'>, answered: Evidence, awaited: readonly string[]): View => {
  const waiting = awaited.map((id) => [id, { status: 'failed', because: 'has not answered yet', ms: 0, bytes: 0 }]);
  const capture: Capture = { ...about, evidence: { ...Object.fromEntries(waiting), ...answered } };
  const have = Object.keys(answered).length;
  const report = provisional(buildReport(classify(capture), capture, '', version), { have, of: have + awaited.length });
  return viewOf(report, capture, () => timelineOf(capture, null, version), { whole: false, at: null });
};

/** Tells of every probe, and judges anew when something more is held. */
const watching = (io: Io, tell: (what: Heard) => void): Watcher & { readonly end: () => void } => {
  const redaction = { key: randomBytes(32), known: ownSecrets(io.env) };
  const answered: Record<string, Outcome<unknown>> = {};
  const awaited = new Set<string>();
  let about: Omit<Capture, 'evidence'> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const judge = () => {
    timer = undefined;
    if (about) tell({ kind: 'view', view: soFar(about, answered as Evidence, [...awaited]) });
  };
  return {
    key: redaction.key,
    aim: (one) => {
      about = one;
    },
    hear(event) {
      if (event.kind === 'probe-started') {
        awaited.add(event.probe);
        return tell(event);
      }
      const outcome = redact(event.outcome, redaction).value;
      awaited.delete(event.probe);
      answered[event.probe] = outcome;
      timer ??= setTimeout(judge, JUDGE_MS);
      tell({ ...event, outcome });
    },
    end: () => clearTimeout(timer),
  };
};

/** The newest builds of the database, as rows only. */
const listBuilds = async (
  opened: Wired,
  { repo, epochs }: Settings,
  atMost: number,
  hear: (what: Heard) => void,
  signal: AbortSignal,
): Promise<void> => {
  const { runOf } = await opened.meanwhile(() => import('#probes/ci-history/reply'));
  const { value } = await opened.ports.ci.history({ recipe: null, repo, atMost, signal });
  const slugs = new Map(value.repos.map((row) => [row['repo_id'], String(row['repo_slug'] ?? '')]));
  const builds = value.builds.map((row): BuildSeen => runOf(row, slugs.get(row['build_repo_id'] ?? null) ?? ''));
  hear({ kind: 'builds', builds, epochs });
};

/** Labels the builds of a window as `sweep` does, some at a time. */
const labelBuilds = async (window: Window, settings: Settings, io: Io, hear: (what: Heard) => void): Promise<void> => {
  const opened = await wire(settings, io);
  try {
    const { labellerOn } = await import('../sweep/label-build.ts');
    const label = await labellerOn(opened, settings, undefined, io);
    const { recipe, since } = window;
    const ask = { repo: settings.repo, recipe, since: Date.parse(since) / 1000, until: null, done: new Map(), signal: io.signal };
    let labels: Labelled[] = [];
    let told = io.monotonic();
    for await (const swept of opened.sweep.builds(ask)) {
      const { build: number, repo, verdict } = (await label(swept))([]);
      labels.push({ number, repo, label: verdict.label, confidence: verdict.confidence });
      if (io.monotonic() - told < TELL_MS) continue;
      hear({ kind: 'labels', labels });
      [labels, told] = [[], io.monotonic()];
    }
    hear({ kind: 'labels', labels });
  } finally {
    await opened.close();
  }
};
