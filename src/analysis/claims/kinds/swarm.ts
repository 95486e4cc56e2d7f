import type { Cite } from '#model/report';
import { checked, defineClaim } from '../define-claim.ts';

/** `Proxy subnet confirmed: 10.10.0.0/16`. */
export const subnet = defineClaim({
  id: 'subnet',
  check(place, evidence) {
    const said = /\bsubnet\b.*?\b(\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2})/i.exec(place.text)?.[1];
    if (!said) return [];
    const text = `the proxy subnet is ${said}`;
    const read = evidence.newest('overlay-ipam');
    const proxy = read?.artifact.networks.find(({ name }) => name === (evidence.captures.at(-1)?.target.proxyNetwork ?? 'proxy'));
    if (!read || !proxy) return [checked(text, 'not-checkable', read ? 'there is no such network now' : 'the networks were not read')];
    const is = proxy.subnets.map((one) => one.subnet);
    const cites: Cite[] = [{ probe: 'overlay-ipam', where: `network ${proxy.name} IPAM.Config`, at: read.at, quote: is.join(', ') }];
    return [checked(text, is.includes(said) ? 'confirmed' : 'contradicted', `it is ${is.join(', ') || 'not given'}`, cites)];
  },
});

/** `docker volume ls | grep ghos` = nothing; `No ghost leaks`; `no stale stacks/volumes`. */
export const noLeaks = defineClaim({
  id: 'no-leaks',
  check(place, evidence) {
    const asked =
      /\bdocker (stack|service|volume|network|secret) ls\b[^=]*\bgrep\s+([\w-]+)`?\s*(?:=|→|->|:)\s*(?:nothing|none|empty)/i.exec(
        place.text,
      );
    const broad = /\bno (?:(\w+) )?(?:resource )?leaks?\b|\bno stale (?:stacks|volumes)/i.exec(place.text);
    if (!asked && !broad) return [];
    const word = asked?.[2] ?? (place.recipe ?? broad?.[1] ?? '').slice(0, 4);
    const text = asked ? asked[0] : (broad?.[0] ?? '');
    if (word === '') return [checked(text, 'not-checkable', 'no name says what may not be left')];
    const kinds = asked ? [asked[1]?.toLowerCase() ?? ''] : ['stack', 'volume', 'secret', 'network'];
    const left: string[] = [];
    const missing: string[] = [];
    const cites: Cite[] = [];
    for (const kind of kinds) {
      const probe = kind === 'stack' || kind === 'service' ? 'swarm-services' : kind === 'network' ? 'overlay-ipam' : 'swarm-objects';
      const read = evidence.newest(probe);
      const artifact = read?.artifact as
        | {
            services?: readonly { name: string }[];
            networks?: readonly { name: string }[];
            volumes?: readonly { name: string }[] | null;
            secrets?: readonly { name: string }[] | null;
          }
        | undefined;
      const names =
        artifact &&
        (kind === 'stack' || kind === 'service'
          ? artifact.services
          : kind === 'network'
            ? artifact.networks
            : kind === 'volume'
              ? artifact.volumes
              : artifact.secrets);
      if (!read || !names) {
        missing.push(kind);
        continue;
      }
      const hits = names.filter(({ name }) => name.includes(word)).map(({ name }) => name);
      left.push(...hits);
      cites.push({ probe, where: `${kind}s named ${word}`, at: read.at, quote: hits.slice(0, 6).join(', ') || 'none' });
    }
    if (left.length > 0) return [checked(text, 'contradicted', `${left.slice(0, 6).join(', ')} there`, cites)];
    if (missing.length > 0) return [checked(text, 'not-checkable', `${missing.join(', ')} could not be listed`, cites)];
    return [checked(text, 'confirmed', 'none at the time of this evidence', cites)];
  },
});
