import { Usage } from '#model/errors';
import type { ComposePort } from './compose-file.ts';
import { MissingVariables } from './interpolate.ts';
import { isMap, type Tree, treeOf } from './tree.ts';

/** Ports of a stack together: more than a swarm could publish with all protocols. Wider lists would fill the memory. */
const PORTS_AT_MOST = 4 * 65_536;

/** How many ports the rest of a stack may still unfold to. */
export interface PortBudget {
  left: number;
}
export const portBudget = (): PortBudget => ({ left: PORTS_AT_MOST });

/** Published ports in both forms, `"8080:80/udp"` and the mapping (docker/go-connections nat.ParsePortSpec, docker/cli opts/port.go). */
export const portsOf = (service: Tree, budget: PortBudget): readonly ComposePort[] => {
  const ports: ComposePort[] = [];
  for (const entry of service.list('ports')) for (const item of portItems(entry, budget)) ports.push(portOf(item, service));
  return ports;
};

const portOf = (entry: unknown, service: Tree): ComposePort => {
  if (entry instanceof MissingVariables) {
    service.note('ports', entry);
    return { target: null, published: null, protocol: null, mode: null };
  }
  if (!isMap(entry)) throw service.wrong('ports', `ports such as "8080:80", not ${JSON.stringify(String(entry).slice(0, 40))}`);
  const tree = treeOf(entry, `${service.path}.ports`, service.path, (unresolved) =>
    service.note('ports', new MissingVariables(unresolved.variables)),
  );
  return {
    target: tree.number('target', null),
    published: tree.number('published', null) || null,
    protocol: tree.text('protocol', 'tcp'),
    mode: tree.text('mode', 'ingress'),
  };
};

/** One entry of `ports` as the mappings it stands for: one for each published port of a range. What is no port is left as it is. @throws Usage beyond the budget. */
export const portItems = (entry: unknown, budget: PortBudget): readonly unknown[] => {
  const items = typeof entry === 'string' || typeof entry === 'number' ? (shortPorts(String(entry)) ?? [entry]) : [entry];
  budget.left -= items.length;
  if (budget.left < 0) throw new Usage(`the services publish more than ${PORTS_AT_MOST} ports: not a compose file`);
  return items;
};

/** `[HOST:][PUBLISHED:]TARGET[/PROTOCOL]`; HOST may be an IPv6 address with brackets or without. Swarm listens on every address, so HOST says nothing. */
const shortPorts = (text: string): readonly ComposePort[] | undefined => {
  const [spec = '', protocol = 'tcp', ...more] = text.split('/');
  if (more.length > 0 || !/^(?:tcp|udp|sctp)$/i.test(protocol)) return undefined;
  const parts = spec.split(':');
  const target = rangeOf(parts.at(-1));
  const published = rangeOf(parts.at(-2) || undefined);
  if (!target || (parts.length > 2 && !isHost(parts.slice(0, -2).join(':')))) return undefined;
  if (parts.length > 1 && parts.at(-2) !== '' && !published) return undefined;
  const port = (inside: number, outside: number | null): ComposePort => ({
    target: inside,
    published: outside || null,
    protocol: protocol.toLowerCase(),
    mode: 'ingress',
  });
  if (!published) return target.map((inside) => port(inside, null));
  if (target.length !== published.length && target.length > 1) return undefined;
  return published.map((outside, index) => port(target[index] ?? target[0] ?? 0, outside));
};

const isHost = (text: string): boolean => text === '' || /^(?:[\d.]+|\[[\da-f:.]+(?:%\w+)?\]|(?=[\da-f.]*:)[\da-f:.]+)$/i.test(text);

const rangeOf = (text: string | undefined): readonly number[] | undefined => {
  const [, start, end] = /^(\d+)(?:-(\d+))?$/.exec(text ?? '') ?? [];
  const [first, last] = [Number(start), Number(end ?? start)];
  if (!(last >= first && last <= 65_535)) return undefined;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
};
