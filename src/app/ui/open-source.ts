/**
 * Where the terminal UI has its views from. In: the subject, where evidence comes from, the run context. Out: a source of views and what to open
 * with. The tui command may import it.
 */
import { basename, resolve } from 'node:path';
import { timelineOf } from '#analysis/timeline/timeline';
import { restrictedTo } from '#bundle/for-subject';
import type { Opened as ReadBundle } from '#bundle/read';
import type { Settings } from '#config/settings';
import { Usage } from '#model/errors';
import { version } from '#model/version';
import type { View, ViewRequest, ViewSource } from '#tui/mount';
import { bundleOf } from '../bundle-files.ts';
import { momentsOf, recordedHistory } from '../capture/from-recording.ts';
import type { NamedSubject } from '../capture/target.ts';
import { readSettings } from '../read-settings.ts';
import type { RunContext } from '../run-context.ts';
import type { EvidenceRequest } from '../source.ts';
import { fullView, liveSource } from './live-source.ts';

/** What the UI opens with: a view that is there already, a capture that has to be made, or the list of builds. */
export interface OpenedUi {
  readonly source: ViewSource & Partial<AsyncDisposable>;
  readonly first: { readonly view: View } | { readonly request: ViewRequest } | 'builds';
}

/** Where the evidence for the UI comes from: a bundle, a recording, or the sources of the settings. */
export const openSource = async (subject: NamedSubject, request: EvidenceRequest, context: RunContext): Promise<OpenedUi> => {
  const { source: evidence } = request;
  const saved = await bundleOf(request, context);
  if (saved && evidence.from === 'bundle') return fromBundle(subject, saved, `the bundle ${basename(resolve(context.cwd, evidence.path))}`);
  const { settings } = await readSettings(request.settings, context);
  if (settings.recording !== null) return fromRecording(subject, settings, request, context);
  const source = liveSource(subject.stack, settings, context);
  if (subject.build !== null || subject.stack !== null)
    return { source, first: { request: { build: subject.build, repo: settings.repo, at: null } } };
  if (!source.list)
    throw new Usage('which build? Give its number, or --stack NAME for a stack as it stands, or say with --drone where builds are listed');
  return { source, first: 'builds' };
};

const fromBundle = (subject: NamedSubject, { capture, manifest }: ReadBundle, name: string): OpenedUi => {
  const view = fullView(restrictedTo(capture, subject), manifest.digest);
  return {
    source: { name, live: false, opens: false, moments: false, capture: async (_, onEvent) => onEvent({ kind: 'view', view }) },
    first: { view },
  };
};

const fromRecording = async (
  subject: NamedSubject,
  settings: Settings,
  request: EvidenceRequest,
  context: RunContext,
): Promise<OpenedUi> => {
  const at = request.source.from === 'recording' ? request.source.at : null;
  const captureAt = momentsOf(subject, settings, request.source, context);
  const opened = await captureAt(at);
  const history = await recordedHistory(opened.capture, request, context);
  const timeline = () => timelineOf(opened.capture, history, version);
  const viewAt = async (moment: number | null): Promise<View> => {
    const { capture, sealed } = moment === at ? opened : await captureAt(moment);
    return fullView(capture, sealed.manifest.digest, { at: moment, timeline });
  };
  return {
    source: {
      name: `the recording ${basename(settings.recording ?? '')}`,
      live: false,
      opens: false,
      moments: true,
      capture: async (request, onEvent) => onEvent({ kind: 'view', view: await viewAt(request.at) }),
    },
    first: { view: await viewAt(at) },
  };
};
