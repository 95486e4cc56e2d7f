import { Absent, messageOf } from '#model/errors';
import { atOnce } from '../at-once.ts';
import { defineProbe } from '../define-probe.ts';
import { askOver, reportUnreadable } from '../listing.ts';
import { ServiceLogs } from './artifact.ts';

const SERVICES_AT_MOST = 16;
const MAX_BYTES = 256 * 1024;

/** What the containers of the stack wrote last, service by service. */
export const serviceLogs = defineProbe({
  id: 'service-logs',
  title: "Last lines of the stack's services",
  serves: 'stack',
  needs: ['docker'],
  budgetMs: 20_000,
  schema: ServiceLogs,
  async collect({ docker, target, signal, count, note }) {
    const { listNamedServices } = await import('./list-named-services.ts');
    const { readLine } = await import('./reply.ts');
    const listing = await listNamedServices(askOver(docker, signal, count), target.stack ?? '');
    const rows = listing.items.filter((row) => row.stack === target.stack);
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
    const services = (await atOnce(4, rows.slice(0, SERVICES_AT_MOST), look)).flat();
    return { services, ...reportUnreadable('service', listing, note) };
  },
});
