import * as z from 'zod';
import { Absent, messageOf } from '#model/trouble';
import { defineProbe } from '../define-probe.ts';
import { isoOf, orNull } from '../swarm-foreign.ts';

const LogLine = z.object({ at: z.string().nullable(), task: z.string().nullable(), text: z.string() });

/** The last lines of each service of the stack. Written by the program under test: a claim, never proof by itself. */
export const ServiceLogs = z.object({ services: z.array(z.object({ service: z.string(), id: z.string(), lines: z.array(LogLine) })) });
export type ServiceLogs = z.output<typeof ServiceLogs>;

const SERVICES_AT_MOST = 16;
const AT_ONCE = 4;
const MAX_BYTES = 256 * 1024;

export const serviceLogs = defineProbe({
  id: 'service-logs',
  title: "Last lines of the stack's services",
  serves: 'stack',
  needs: ['docker'],
  budgetMs: 20_000,
  schema: ServiceLogs,
  async collect({ docker, target, signal, count, note }) {
    const filters = JSON.stringify({ label: [`com.docker.stack.namespace=${target.stack ?? ''}`] });
    const { value, bytes } = await docker.getJson('/services', { signal, query: { filters } });
    count(bytes);
    const rows = z
      .array(Named)
      .parse(value)
      .filter((row) => row.stack === target.stack);
    if (rows.length > SERVICES_AT_MOST)
      note({ code: 'services', text: `logs of ${rows.length - SERVICES_AT_MOST} services were not read` });
    const look = async ({ id, name }: (typeof rows)[number]): Promise<ServiceLogs['services']> => {
      try {
        const query = { stdout: '1', stderr: '1', timestamps: '1', details: '1', tail: '200' };
        const reply = await docker.getLog(`/services/${id}/logs`, { signal, query, maxBytes: MAX_BYTES });
        count(reply.bytes);
        return [{ service: name, id, lines: reply.value.split('\n').flatMap(readLine) }];
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof Absent)) note({ code: 'log', text: `${name}: ${messageOf(error).slice(0, 200)}` });
        return [];
      }
    };
    const services: ServiceLogs['services'] = [];
    const queue = rows.slice(0, SERVICES_AT_MOST);
    for (let from = 0; from < queue.length; from += AT_ONCE)
      services.push(...(await Promise.all(queue.slice(from, from + AT_ONCE).map(look))).flat());
    return { services };
  },
});

const Named = z
  .object({ ID: z.string(), Spec: z.object({ Name: z.string(), Labels: orNull(z.record(z.string(), z.unknown())) }) })
  .transform((reply) => ({ id: reply.ID, name: reply.Spec.Name, stack: reply.Spec.Labels?.['com.docker.stack.namespace'] ?? null }));

/** A line is `time details text`; the docker CLI writes `time service.slot.task@node | text`. */
const readLine = (raw: string): readonly z.output<typeof LogLine>[] => {
  const line = raw.replace(/\r$/, '');
  if (line.trim() === '') return [];
  const details = /com\.docker\.swarm\.task\.id=([a-z0-9]{25})/.exec(line)?.[1];
  const bare = line.replace(/^(\S*T\S+Z )?(?:com\.docker\.swarm\.\S*=\S*|[\w.-]+=\S*,com\.docker\.swarm\.\S*) /, '$1');
  const cli = /^(?:\S*T\S+Z )?\S+\.([a-z0-9]{25})@\S+\s*\| ?/.exec(bare);
  const stamp = /^(\d{4}-\d\d-\d\dT\S+Z) /.exec(bare);
  const text = cli ? bare.slice(cli[0].length) : stamp ? bare.slice(stamp[0].length) : bare;
  return [{ at: isoOf(stamp?.[1]), task: details ?? cli?.[1] ?? null, text: text.slice(0, 500) }];
};
