import type { Rows } from '#model/recording';
import { readLine } from '#probes/service-logs/reply';
import type { DockerPort } from '#transport/ports';
import type { Redact } from './known-state.ts';

const MAX_BYTES = 64 * 1024;
const AT_ONCE = 4;

interface Place {
  /** Milliseconds of the newest line, and what was said in that millisecond. */
  readonly at: number;
  readonly said: ReadonlySet<string>;
}

/** New lines of the services in which something goes on: when they are removed, their logs are gone at once. */
export const logReader = (redact: Redact) => {
  const places = new Map<string, Place>();
  const read = async (docker: DockerPort, service: string, signal: AbortSignal, spend: (bytes: number) => void): Promise<Rows['logs']> => {
    const place = places.get(service);
    const since: Record<string, string> = place === undefined ? {} : { since: (place.at / 1000).toFixed(3) };
    const query = { stdout: '1', stderr: '1', timestamps: '1', details: '1', tail: '200', ...since };
    const reply = await docker.getLog(`/services/${service}/logs`, { signal, query, maxBytes: MAX_BYTES });
    spend(reply.bytes);
    const lines = reply.value.split('\n').flatMap(readLine);
    const fresh = lines.filter((line) => {
      const at = Date.parse(line.at ?? '');
      return !place || !(at < place.at || (at === place.at && place.said.has(`${line.task} ${line.text}`)));
    });
    const newest = Math.max(place?.at ?? 0, ...fresh.map(({ at }) => Date.parse(at ?? '') || 0));
    const there = fresh.filter(({ at }) => Date.parse(at ?? '') === newest).map(({ task, text }) => `${task} ${text}`);
    places.set(service, { at: newest, said: new Set([...(newest === place?.at ? place.said : []), ...there]) });
    const texts = redact(fresh.map(({ text }) => text));
    return fresh.map((line, index) => ({
      at: Date.parse(line.at ?? '') || Date.now(),
      service,
      line: JSON.stringify({ at: line.at, task: line.task, text: texts[index] }),
    }));
  };
  return async (
    docker: DockerPort,
    services: readonly string[],
    signal: AbortSignal,
    spend: (bytes: number) => void,
  ): Promise<Rows['logs']> => {
    const found: Rows['logs'][number][] = [];
    for (let from = 0; from < services.length; from += AT_ONCE) {
      const some = services.slice(from, from + AT_ONCE).map((service) => read(docker, service, signal, spend).catch(() => []));
      found.push(...(await Promise.all(some)).flat());
    }
    return found;
  };
};
