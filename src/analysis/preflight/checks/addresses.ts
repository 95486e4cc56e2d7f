import type { Cite } from '#model/report';
import { spanText } from '../bounds.ts';
import { defineCheck } from '../define-check.ts';
import { isWide, type NetworkFit } from '../network-fit.ts';

export const addresses = defineCheck({
  id: 'addresses',
  title: 'Every overlay has the addresses that one more run takes',
  requires: ['swarm-services', 'swarm-tasks', 'overlay-ipam'],
  judge({ networks = [], from }) {
    const asked = networks.filter((network) => network.demandAtLeast > 0 || network.demand !== 0);
    const [short, unsure] = [asked.filter(({ fits }) => fits === false), asked.filter(({ fits }) => fits === null)];
    const assumed = from === null ? ' (no --stack-file: a run of one service on the proxy, updated start-first, was assumed)' : '';
    const told = (list: readonly NetworkFit[]): string => list.map(({ name, because }) => `${name}: ${because}`).join('; ');
    return {
      answer: short.length > 0 ? 'unmet' : unsure.length > 0 ? 'unknown' : 'met',
      because: `${asked.length === 0 ? 'the stack joins no overlay' : told(short.length > 0 ? short : unsure.length > 0 ? unsure : asked)}${assumed}`,
      cites: asked.filter(({ exists }) => exists).map(cite),
      advice: [...short.flatMap(remedies), ...networks.filter((one) => isWide(one) || one.name === asked[0]?.name).flatMap(wide)],
    };
  },
});

const cite = (network: NetworkFit): Cite => ({
  probe: 'overlay-ipam',
  where: `network ${network.name} ${network.subnet ?? ''}`.trim(),
  at: null,
  quote: `${network.capacity ?? 'unknown'} addresses: ${network.used.vips} VIPs, ${network.used.tasks} tasks, ${network.used.loadBalancers} load balancers, ${network.used.attachments ?? 'unknown'} attached, ${network.used.leaked ?? 'unknown'} leaked; ${network.free ?? 'unknown'} free; the run takes ${demandText(network)}`,
});

export const demandText = ({ demandOf, demandAtLeast, demand }: NetworkFit): string => {
  if (demandOf === null || demand === 0) return '0';
  const parts = [
    [demandOf.vips, 'VIPs'],
    [demandOf.tasks, 'tasks'],
    [demandOf.update, 'during a start-first update'],
    [demandOf.loadBalancers, 'load balancers'],
  ] as const;
  const told = parts.filter(([span]) => span.most !== 0).map(([span, word]) => `${spanText(span)} ${word}`);
  return `${spanText({ least: demandAtLeast, most: demand })} (${told.join(', ')})`;
};

const remedies = (network: NetworkFit): readonly string[] => {
  const lacks = network.demandAtLeast - (network.free ?? 0);
  const [first] = network.heldBy.filter(({ stack }) => stack !== null);
  return [`${network.name}: free ${lacks} more${first ? `; the largest holder is the stack ${first.stack} with ${first.addresses}` : ''}`];
};

/** docker-network-create(1): overlays should be /24 where services have virtual IPs. */
const wide = (network: NetworkFit): readonly string[] =>
  isWide(network)
    ? [
        `${network.name} is ${network.subnet} with ${network.used.vips} VIP services: Docker advises /24 overlays and, where more addresses are needed, endpoint_mode dnsrr or several overlays instead of a larger one`,
      ]
    : [];
