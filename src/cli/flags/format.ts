import { Usage } from '#model/errors';
import type { Flags } from './flags.ts';

/** The format asked for; the command's own `formats` say which there are. */
export const formatOf = <F extends string = 'text' | 'json'>(flags: Flags): F | 'text' | 'json' => {
  const format = flags.text('format') as F | null;
  if (!flags.isOn('json')) return format ?? 'text';
  if (format !== null && format !== 'json') throw new Usage(`--json and --format ${format} do not go together`);
  return 'json';
};
