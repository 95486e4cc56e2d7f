import { basename, resolve } from 'node:path';
import { timelineOf } from '#analysis/timeline/timeline';
import { aimedAt } from '#bundle/for-subject';
import type { Opened as ReadBundle } from '#bundle/read';
import { subjectOf } from '#cli/flags/subject';
import { Usage } from '#model/errors';
import { version } from '#model/version';
import type { Ask, Source, View } from '#tui/mount';
import { bundleFrom } from '../bundle-io.ts';
import { momentFlag, recordedHistory, recordedSource } from '../capture/from-recording.ts';
import type { Io } from '../io.ts';
import { readSettings } from '../read-settings.ts';
import { liveSource, whole as wholeView } from './live-source.ts';

type Flags = Readonly<Record<string, unknown>>;

/** What the UI opens with: a view that is there already, a look that has to be made, or the list of builds. */
export interface Opened {
  readonly source: Source & Partial<AsyncDisposable>;
  readonly first: { readonly view: View } | { readonly ask: Ask } | 'builds';
}

/** Where the evidence for the UI comes from: a bundle, a recording, or the sources of the settings. */
export const openSource = async (build: string | undefined, flags: Flags, io: Io): Promise<Opened> => {
  const subject = subjectOf(build, flags['stack'] as string | undefined);
  if (flags['from'] !== undefined && flags['recording'] !== undefined)
    throw new Usage('--from and --recording do not go together: each is evidence by itself');
  const saved = await bundleFrom(flags, io);
  if (saved) return fromBundle(subject, saved, `the bundle ${basename(resolve(io.cwd, String(flags['from'])))}`);
  const { settings } = await readSettings(flags, io);
  if (settings.recording !== null) return fromRecording(subject, settings, flags, io);
  const source = liveSource(subject.stack, settings, io);
  if (subject.build !== null || subject.stack !== null)
    return { source, first: { ask: { build: subject.build, repo: settings.repo, at: null } } };
  if (!source.list)
    throw new Usage('which build? Give its number, or --stack NAME for a stack as it stands, or say with --drone where builds are listed');
  return { source, first: 'builds' };
};

const fromBundle = (subject: ReturnType<typeof subjectOf>, { capture, manifest }: ReadBundle, name: string): Opened => {
  const view = wholeView(aimedAt(capture, subject), manifest.digest);
  return {
    source: { name, live: false, opens: false, moments: false, look: async (_, hear) => hear({ kind: 'view', view }) },
    first: { view },
  };
};

const fromRecording = async (
  subject: ReturnType<typeof subjectOf>,
  settings: Parameters<typeof recordedSource>[1],
  flags: Flags,
  io: Io,
): Promise<Opened> => {
  const at = momentFlag(flags);
  const looked = recordedSource(subject, settings, flags, io);
  const opened = await looked(at);
  const history = await recordedHistory(opened.capture, flags, io);
  const timeline = () => timelineOf(opened.capture, history, version);
  const viewAt = async (moment: number | null): Promise<View> => {
    const { capture, sealed } = moment === at ? opened : await looked(moment);
    return wholeView(capture, sealed.manifest.digest, { at: moment, timeline });
  };
  return {
    source: {
      name: `the recording ${basename(settings.recording ?? '')}`,
      live: false,
      opens: false,
      moments: true,
      look: async (ask, hear) => hear({ kind: 'view', view: await viewAt(ask.at) }),
    },
    first: { view: await viewAt(at) },
  };
};
