import { resolve } from 'node:path';
import type { Report } from '#model/report';
import { Usage } from '#model/trouble';
import { version } from '#model/version';
import type { Capture } from '#probes/index';
import type { Io } from './io.ts';
import { subjectOf } from './subject.ts';

type Flags = Readonly<Record<string, unknown>>;

export interface Diagnosed {
  readonly report: Report;
  readonly capture: Capture;
}

/** The report about the subject of the command line, from a live look or from a bundle; `--save` writes what was seen. */
export const diagnose = async (build: string | undefined, flags: Flags, io: Io): Promise<Diagnosed> => {
  const subject = subjectOf(build, flags['stack'] as string | undefined);
  const { capture, digest } = flags['from'] === undefined ? await live(subject, flags, io) : await saved(subject, flags, io);
  const [{ classify }, { buildReport }] = await Promise.all([import('#classify/classify'), import('#report/build-report')]);
  return { report: buildReport(classify(capture), capture, digest, version), capture };
};

type Seen = { readonly capture: Capture; readonly digest: string };

const live = async (subject: ReturnType<typeof subjectOf>, flags: Flags, io: Io): Promise<Seen> => {
  const [{ readSettings }, { investigate }] = await Promise.all([import('./settings.ts'), import('./investigate.ts')]);
  const { settings } = await readSettings(flags, io);
  const { capture, sealed } = await investigate(subject, settings, io, flags['quiet'] === true);
  if (flags['save'] !== undefined) {
    const { writeBundle } = await import('#bundle/write');
    await writeBundle(sealed, resolve(io.cwd, String(flags['save'])));
  }
  return { capture, digest: sealed.manifest.digest };
};

const saved = async (subject: ReturnType<typeof subjectOf>, flags: Flags, io: Io): Promise<Seen> => {
  if (flags['save'] !== undefined) throw new Usage('--save and --from do not go together: the bundle is there already');
  const [{ readBundle }, { aimedAt }] = await Promise.all([import('#bundle/read'), import('#bundle/aim')]);
  const { capture, manifest } = await readBundle(resolve(io.cwd, String(flags['from'])));
  return { capture: aimedAt(capture, subject), digest: manifest.digest };
};
