import type { ComposePort } from './compose-file.ts';
import { MissingVariables } from './interpolate.ts';
import { isMap, type Tree, treeOf } from './tree.ts';

/** A longer range of ports is a mistake: no recipe publishes so many. */
const RANGE_AT_MOST = 1_000;

/** The published ports of a service, in both forms: `"8080:80/udp"` and the mapping (docker/go-connections nat.ParsePortSpec). */
export const portsOf = (service: Tree): readonly ComposePort[] =>
  service.list('ports').flatMap((entry): readonly ComposePort[] => {
    if (entry instanceof MissingVariables) {
      service.note('ports', entry);
      return [{ target: null, published: null, protocol: null, mode: null }];
    }
    if (isMap(entry)) {
      const tree = treeOf(entry, `${service.path}.ports`, service.path, (unresolved) =>
        service.note('ports', new MissingVariables(unresolved.variables)),
      );
      return [
        {
          target: tree.number('target', null),
          published: tree.number('published', null),
          protocol: tree.text('protocol', 'tcp'),
          mode: tree.text('mode', 'ingress'),
        },
      ];
    }
    const short = shortOf(String(entry));
    if (!short) throw service.wrong('ports', `ports such as "8080:80", not ${JSON.stringify(String(entry).slice(0, 40))}`);
    return short;
  });

const shortOf = (text: string): readonly ComposePort[] | undefined => {
  const [, published, target, protocol = 'tcp'] =
    /^(?:(?:\[[\da-f:]+\]:|[\d.]+:)?(\d+(?:-\d+)?)?:)?(\d+(?:-\d+)?)(?:\/(tcp|udp|sctp))?$/i.exec(text) ?? [];
  const inside = rangeOf(target);
  const outside = published === undefined ? null : rangeOf(published);
  if (!inside || outside === undefined) return undefined;
  return inside.map((port, index) => ({
    target: port,
    published: outside?.[index] ?? null,
    protocol: protocol.toLowerCase(),
    mode: 'ingress',
  }));
};

const rangeOf = (text: string | undefined): readonly number[] | undefined => {
  const [first = Number.NaN, last = first] = text?.split('-').map(Number) ?? [];
  if (!(first >= 0 && last >= first && last <= 65_535 && last - first < RANGE_AT_MOST)) return undefined;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
};
