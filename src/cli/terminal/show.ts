import { colorLevel, type Io, speaksUnicode } from '#app/io';
import { Usage } from '#model/errors';
import type { Report } from '#model/report';
import type { Format } from '#report/index';
import { wrap } from '#report/wrap';

/** Writes the report to stdout in the format asked for. */
export const show = async (report: Report, flags: Readonly<Record<string, unknown>>, io: Io): Promise<void> => {
  const [{ formats }, { paintOf }] = await Promise.all([import('#report/index'), import('#report/paint')]);
  const render = await formats[formatOf<Format>(flags)]();
  await io.out(
    render(report, {
      columns: io.outIsTty ? io.columns : Math.max(io.columns, 80),
      paint: paintOf(colorLevel(io, flags['color'] === false)),
      unicode: speaksUnicode(io.env),
    }),
  );
};

/** Plain lines, broken where they are wider than the terminal; in a pipe they stay whole. */
export const fitted = (text: string, io: Io, indent = '      '): string =>
  io.outIsTty ? wrap(text, Math.max(io.columns, 40), indent).join('\n') : text;

/** The format asked for; the command's own `formats` say which there are. */
export const formatOf = <F extends string = 'text' | 'json'>(flags: Readonly<Record<string, unknown>>): F | 'text' | 'json' => {
  const asked = flags['format'] as F | undefined;
  if (flags['json'] !== true) return asked ?? 'text';
  if (asked !== undefined && asked !== 'json') throw new Usage(`--json and --format ${asked} do not go together`);
  return 'json';
};
