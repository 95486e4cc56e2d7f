import { subjectOf } from '#cli/flags/subject';
import { Usage } from '#model/errors';
import type { Report } from '#model/report';
import { version } from '#model/version';
import type { Capture } from '#probes/index';
import { bundleFrom, saveTo } from './bundle-io.ts';
import type { Io } from './io.ts';

type Flags = Readonly<Record<string, unknown>>;

export interface Diagnosed {
  readonly report: Report;
  readonly capture: Capture;
}

/** The report about the subject of the command line, from a live look or from a bundle; `--save` writes what was seen. */
export const diagnose = async (build: string | undefined, flags: Flags, io: Io): Promise<Diagnosed> => {
  const question = questionOf(flags);
  const { capture: taken, digest } = await seen(build, flags, io);
  const [{ classify }, { buildReport }] = await Promise.all([import('#classify/classify'), import('#report/build-report')]);
  const capture = { ...taken, target: { ...taken.target, ...question } };
  const diagnosis = classify(capture);
  const { sinceEpoch } = question;
  if (sinceEpoch !== undefined && diagnosis.epochs.every(({ name }) => name !== sinceEpoch))
    throw new Usage(
      `no epoch ${JSON.stringify(sinceEpoch)}: ${diagnosis.epochs.length > 0 ? `there are ${diagnosis.epochs.map(({ name }) => name).join(', ')}` : 'none is declared and none was found'}`,
    );
  return { report: buildReport(diagnosis, capture, digest, version), capture };
};

/** The evidence about the subject, live or saved, undiagnosed. */
export const seen = async (build: string | undefined, flags: Flags, io: Io): Promise<Seen> => {
  const subject = subjectOf(build, flags['stack'] as string | undefined);
  if (flags['at'] !== undefined && flags['recording'] === undefined)
    throw new Usage('--at is a moment in a recording: give --recording FILE too');
  if (flags['from'] !== undefined && flags['recording'] !== undefined)
    throw new Usage('--from and --recording do not go together: each is evidence by itself');
  const saved = await bundleFrom(flags, io);
  if (!saved) return live(subject, flags, io);
  const { aimedAt } = await import('#bundle/for-subject');
  return { capture: aimedAt(saved.capture, subject), digest: saved.manifest.digest };
};

/** What the build is wanted as evidence for. */
const questionOf = (flags: Flags): Pick<Capture['target'], 'sinceEpoch' | 'asked'> => {
  const { sinceEpoch, ref: given, pr } = flags as { sinceEpoch?: string; ref?: string; pr?: string };
  const ref = given?.toLowerCase();
  if (ref !== undefined && !/^[0-9a-f]{7,64}$/.test(ref))
    throw new Usage(`--ref ${JSON.stringify(given)}: give a commit of at least 7 digits`);
  if (pr !== undefined && !/^#?[1-9]\d{0,8}$/.test(pr)) throw new Usage(`--pr ${JSON.stringify(pr)}: give the number of a PR`);
  return {
    ...(sinceEpoch === undefined ? {} : { sinceEpoch }),
    ...(ref === undefined && pr === undefined
      ? {}
      : { asked: { ref: ref ?? null, pr: pr === undefined ? null : Number(pr.replace('#', '')) } }),
  };
};

type Seen = { readonly capture: Capture; readonly digest: string };

const live = async (subject: ReturnType<typeof subjectOf>, flags: Flags, io: Io): Promise<Seen> => {
  const [{ readSettings }, { investigate }] = await Promise.all([import('./read-settings.ts'), import('./capture/subject.ts')]);
  const { settings } = await readSettings(flags, io);
  const { capture, sealed } =
    settings.recording === null
      ? await investigate(subject, settings, io, { quiet: flags['quiet'] === true, keep: flags['save'] !== undefined })
      : await (await import('./capture/from-recording.ts')).recorded(subject, settings, flags, io);
  await saveTo(sealed, flags, io);
  return { capture, digest: sealed.manifest.digest };
};
