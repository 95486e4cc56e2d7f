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
import type { BuildLabel, BuildRow, BuildWindow, SourceEvent, View, ViewSource } from '#tui/mount';
import type { CaptureObserver } from '../capture/evidence.ts';
import { ownSecrets } from '../capture/redacted.ts';
import { captureSubject } from '../capture/subject.ts';
import { openSources, type Sources } from '../open-sources.ts';
import { type RunContext, withSignal } from '../run-context.ts';
import { viewOf } from './build-view.ts';

/** Judged again this long after a probe has answered, once for all that answer meanwhile. */
const JUDGE_MS = 60;
const TELL_MS = 200;
/** Builds of the first list, and of those that only bring news. */
const [BUILDS, NEW_BUILDS] = [2_000, 100];

/** The sources of the settings, asked while the UI is open: each capture on a connection of its own, the list again and again on one that stays. */
export const liveSource = (stack: string | null, settings: Settings, context: RunContext): ViewSource & AsyncDisposable => {
  const line = reusableSources(settings, context);
  return {
    name: 'live',
    live: true,
    opens: settings.drone !== null,
    moments: false,
    async capture({ build, repo }, onEvent, signal) {
      const observer = observing(context, onEvent);
      const target = { build, stack: build === null ? stack : null, repo: repo ?? settings.repo, proxyNetwork: settings.proxyNetwork };
      onEvent({ kind: 'planned', probes: probesFor(target).map(({ id, title }) => ({ id, title })) });
      try {
        const { capture, sealed } = await captureSubject(target, { ...settings, repo: target.repo }, withSignal(context, signal), {
          keep: true,
          observer,
        });
        observer.end();
        onEvent({ kind: 'view', view: fullView(capture, sealed.manifest.digest) });
      } finally {
        observer.end();
      }
    },
    ...(settings.drone === null
      ? {}
      : {
          label: (window: BuildWindow, onEvent: (event: SourceEvent) => void, signal: AbortSignal) =>
            labelBuilds(window, settings, withSignal(context, signal), onEvent),
          list: (onEvent: (event: SourceEvent) => void, signal: AbortSignal) =>
            line.use((opened, used) => listBuilds(opened, settings, used ? NEW_BUILDS : BUILDS, onEvent, signal)),
        }),
    [Symbol.asyncDispose]: line.close,
  };
};

/** A connection that is opened when it is first used, and anew after it failed. */
const reusableSources = (settings: Settings, context: RunContext) => {
  let kept: Promise<Sources> | undefined;
  const close = async () => {
    const old = kept;
    kept = undefined;
    await old?.then((opened) => opened.close()).catch(() => undefined);
  };
  return {
    close,
    async use(work: (opened: Sources, used: boolean) => Promise<void>): Promise<void> {
      const used = kept !== undefined;
      kept ??= openSources(settings, context);
      try {
        await work(await kept, used);
      } catch (error) {
        await close();
        throw error;
      }
    },
  };
};

/** A view of evidence that is all there. */
export const fullView = (capture: Capture, digest: string, more: Partial<Pick<View, 'at' | 'timeline'>> = {}): View =>
  viewOf(buildReport(classify(capture), capture, digest, version), capture, more.timeline ?? (() => timelineOf(capture, null, version)), {
    whole: true,
    at: more.at ?? null,
  });

/** What has answered so far, judged: of a probe that has not answered nothing is concluded, and nothing is certain. */
export const provisionalView = (about: Omit<Capture, 'evidence'>, answered: Evidence, awaited: readonly string[]): View => {
  const waiting = awaited.map((id) => [id, { status: 'failed', because: 'has not answered yet', ms: 0, bytes: 0 }]);
  const capture: Capture = { ...about, evidence: { ...Object.fromEntries(waiting), ...answered } };
  const have = Object.keys(answered).length;
  const report = provisional(buildReport(classify(capture), capture, '', version), { have, of: have + awaited.length });
  return viewOf(report, capture, () => timelineOf(capture, null, version), { whole: false, at: null });
};

/** Sends every event of a probe on, and a new view when more has answered. */
const observing = (context: RunContext, tell: (what: SourceEvent) => void): CaptureObserver & { readonly end: () => void } => {
  const redaction = { key: randomBytes(32), known: ownSecrets(context.env) };
  const answered: Record<string, Outcome<unknown>> = {};
  const awaited = new Set<string>();
  let about: Omit<Capture, 'evidence'> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const judge = () => {
    timer = undefined;
    if (about) tell({ kind: 'view', view: provisionalView(about, answered as Evidence, [...awaited]) });
  };
  return {
    key: redaction.key,
    onStart: (subject) => {
      about = subject;
    },
    onEvent(event) {
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
  opened: Sources,
  { repo, epochs }: Settings,
  atMost: number,
  onEvent: (event: SourceEvent) => void,
  signal: AbortSignal,
): Promise<void> => {
  const { runOf } = await opened.meanwhile(() => import('#probes/ci-history/reply'));
  const { value } = await opened.ports.ci.history({ recipe: null, repo, atMost, signal });
  const slugs = new Map(value.repos.map((row) => [row['repo_id'], String(row['repo_slug'] ?? '')]));
  const builds = value.builds.map((row): BuildRow => runOf(row, slugs.get(row['build_repo_id'] ?? null) ?? ''));
  onEvent({ kind: 'builds', builds, epochs });
};

/** Labels the builds of a window as `sweep` does, some at a time. */
const labelBuilds = async (
  window: BuildWindow,
  settings: Settings,
  context: RunContext,
  onEvent: (event: SourceEvent) => void,
): Promise<void> => {
  const opened = await openSources(settings, context);
  try {
    const { labellerOn } = await import('../sweep/label-build.ts');
    const label = await labellerOn(opened, settings, undefined, context);
    const { recipe, since } = window;
    const request = { repo: settings.repo, recipe, since: Date.parse(since) / 1000, until: null, done: new Map(), signal: context.signal };
    let labels: BuildLabel[] = [];
    let sentAt = context.monotonic();
    for await (const swept of opened.sweep.builds(request)) {
      const { build: number, repo, verdict } = (await label(swept))([]);
      labels.push({ number, repo, label: verdict.label, confidence: verdict.confidence });
      if (context.monotonic() - sentAt < TELL_MS) continue;
      onEvent({ kind: 'labels', labels });
      [labels, sentAt] = [[], context.monotonic()];
    }
    onEvent({ kind: 'labels', labels });
  } finally {
    await opened.close();
  }
};
