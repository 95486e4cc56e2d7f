import * as z from 'zod';
import { isoOf, orNull, STACK_LABEL } from '../swarm-foreign.ts';
import type { LogLine } from './artifact.ts';

/** A service as far as its logs need it. */
export interface NamedService {
  readonly id: string;
  readonly name: string;
  readonly stack: string | null;
}

const Named = z
  .object({ ID: z.string().min(1), Spec: z.object({ Name: z.string(), Labels: orNull(z.record(z.string(), z.unknown())) }) })
  .transform((reply): NamedService => {
    const stack = reply.Spec.Labels?.[STACK_LABEL];
    return { id: reply.ID, name: reply.Spec.Name, stack: typeof stack === 'string' ? stack : null };
  });

/** One element of `GET /services`. @throws where it is no service */
export const readNamedService = (row: unknown): NamedService => Named.parse(row);

/** A line is `time details text`; the docker CLI writes `time service.slot.task@node | text`. */
export const readLine = (raw: string): readonly LogLine[] => {
  const line = raw.replace(/\r$/, '');
  if (line.trim() === '') return [];
  const details = /com\.docker\.swarm\.task\.id=([a-z0-9]{25})/.exec(line)?.[1];
  const bare = line.replace(
    /^([^\sT]*T[^\sZ]+Z )?(?:com\.docker\.swarm\.[^\s=]*=\S*|[\w.-]+=(?:(?!,com\.docker\.swarm\.)\S)*,com\.docker\.swarm\.\S*) /,
    '$1',
  );
  const cli = /^(?:[^\sT]*T[^\sZ]+Z )?[^\s@]+\.([a-z0-9]{25})@\S+\s*\| ?/.exec(bare);
  const stamp = /^(\d{4}-\d\d-\d\dT\S+Z) /.exec(bare);
  const text = cli ? bare.slice(cli[0].length) : stamp ? bare.slice(stamp[0].length) : bare;
  return [{ at: isoOf(stamp?.[1]), task: details ?? cli?.[1] ?? null, text: text.slice(0, 500) }];
};
