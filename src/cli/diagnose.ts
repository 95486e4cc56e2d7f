import { resolve } from 'node:path';
import { classify } from '#classify/classify';
import type { Report } from '#model/report';
import { Usage } from '#model/trouble';
import { version } from '#model/version';
import type { Capture } from '#probes/index';
import { buildReport } from '#report/build-report';
import type { Io } from './io.ts';
import { parsePlainly } from './parse-plainly.ts';
import { readSettings } from './settings.ts';
import { subjectOf } from './subject.ts';

type Flags = Readonly<Record<string, unknown>>;

export interface Diagnosed {
  readonly report: Report;
  readonly capture: Capture;
}

/** The report about the subject of the command line, from a live look or from a bundle; `--save` writes what was seen. */
export const diagnose = async (build: string | undefined, flags: Flags, io: Io): Promise<Diagnosed> => {
  const { capture, digest } = await seen(build, flags, io);
  return { report: buildReport(classify(capture), capture, digest, version), capture };
};

/** The evidence about the subject, live or saved, undiagnosed. */
export const seen = async (build: string | undefined, flags: Flags, io: Io): Promise<Seen> => {
  parsePlainly();
  const subject = subjectOf(build, flags['stack'] as string | undefined);
  return flags['from'] === undefined ? live(subject, flags, io) : saved(subject, flags, io);
};

type Seen = { readonly capture: Capture; readonly digest: string };

const live = async (subject: ReturnType<typeof subjectOf>, flags: Flags, io: Io): Promise<Seen> => {
  const { settings } = await readSettings(flags, io);
  const { investigate } = await import('./investigate.ts');
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
