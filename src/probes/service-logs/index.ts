import * as z from 'zod/mini';
import { Absent, messageOf } from '#model/errors';
import { atOnce } from '../at-once.ts';
import { defineProbe } from '../define-probe.ts';

export const LogLine = z.object({ at: z.nullable(z.string()), task: z.nullable(z.string()), text: z.string() });

/** The last lines of each service of the stack. Written by the program under test: a claim, never proof by itself. */
export const ServiceLogs = z.object({ services: z.array(z.object({ service: z.string(), id: z.string(), lines: z.array(LogLine) })) });
export type ServiceLogs = z.output<typeof ServiceLogs>;

const SERVICES_AT_MOST = 16;
const MAX_BYTES = 256 * 1024;

export const serviceLogs = defineProbe({
  id: 'service-logs',
  title: "Last lines of the stack's services",
  serves: 'stack',
  needs: ['docker'],
  budgetMs: 20_000,
  schema: ServiceLogs,
  async collect({ docker, target, signal, count, note }) {
    const { Named, readLine } = await import('./reply.ts');
    const filters = JSON.stringify({ label: [`com.docker.stack.namespace=${target.stack ?? ''}`] });
    const { value, bytes } = await docker.getJson('/services', { signal, query: { filters } });
    count(bytes);
    const rows = Named.parse(value).filter((row) => row.stack === target.stack);
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
    return { services: (await atOnce(4, rows.slice(0, SERVICES_AT_MOST), look)).flat() };
  },
});
