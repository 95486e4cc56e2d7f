import { type AnswerKind, met } from '#model/answer';
import { type Cite, citeOf, objectAt } from '#model/cite';
import { boundsText } from '../bounds.ts';
import { definePreflightCheck } from '../define-check.ts';
import { isWide, type NetworkFit } from '../network-fit.ts';

export const addresses = definePreflightCheck({
  id: 'addresses',
  title: 'Every overlay has the addresses that one more run takes',
  requires: ['swarm-services', 'swarm-tasks', 'overlay-ipam'],
  judge({ networks = [], from }) {
    const joined = networks.filter((network) => network.demandAtLeast > 0 || network.demand !== 0);
    const assumed = from === null ? ' (no --stack-file was given: one service on the proxy, updated start-first, was assumed)' : '';
    const advice = [...joined.filter(({ fits }) => fits === false).flatMap(roomAdvice), ...networks.filter(isWide).map(sizeAdvice)];
    if (joined.length === 0) return { ...met(`the stack joins no overlay${assumed}`, []), advice };
    const { answer, deciding } = worstFits(joined);
    return {
      answer,
      because: `${deciding.map(({ name, because }) => `${name}: ${because}`).join('; ')}${assumed}`,
      cites: joined.filter(({ exists }) => exists).map(cite),
      advice,
    };
  },
});

/** The networks that decide: those too full, else those that cannot be judged, else all. */
const worstFits = (joined: readonly NetworkFit[]): { readonly answer: AnswerKind; readonly deciding: readonly NetworkFit[] } => {
  const full = joined.filter(({ fits }) => fits === false);
  if (full.length > 0) return { answer: 'unmet', deciding: full };
  const unsure = joined.filter(({ fits }) => fits === null);
  return unsure.length > 0 ? { answer: 'unknown', deciding: unsure } : { answer: 'met', deciding: joined };
};

const cite = (network: NetworkFit): Cite => {
  const { id, name, subnet, capacity, used, free } = network;
  const holders = `${used.vips} VIPs, ${used.tasks} tasks, ${used.loadBalancers} load balancers, ${used.attachments ?? 'unknown'} attached, ${used.leaked ?? 'unknown'} leaked`;
  return citeOf(
    'overlay-ipam',
    objectAt('network', id, name),
    null,
    `${subnet ?? 'no subnet'}, ${capacity ?? 'unknown'} addresses: ${holders}; ${free ?? 'unknown'} free; the run takes ${demandText(network)}`,
  );
};

/** `4 (1 VIP, 2 tasks, 1 load balancer)`: what the run takes, and for what. */
const demandText = ({ demandOf, demandAtLeast, demand }: NetworkFit): string => {
  if (demandOf === null || demand === 0) return '0';
  const parts = [
    [demandOf.vips, 'VIP', 'VIPs'],
    [demandOf.tasks, 'task', 'tasks'],
    [demandOf.update, 'during a start-first update', 'during a start-first update'],
    [demandOf.loadBalancers, 'load balancer', 'load balancers'],
  ] as const;
  const words = parts
    .filter(([bounds]) => bounds.most !== 0)
    .map(([bounds, singular, plural]) => `${boundsText(bounds)} ${bounds.most === 1 ? singular : plural}`);
  return `${boundsText({ least: demandAtLeast, most: demand })} (${words.join(', ')})`;
};

const roomAdvice = (network: NetworkFit): readonly string[] => {
  const lacking = network.demandAtLeast - (network.free ?? 0);
  const holder = network.heldBy.find(({ stack }) => stack !== null);
  const hint = holder ? `; the stack ${holder.stack} holds most of them (${holder.addresses})` : '';
  return [`${network.name}: free ${lacking} more ${lacking === 1 ? 'address' : 'addresses'}${hint}`];
};

/** docker-network-create(1): overlays should be /24 where services have virtual IPs. */
const sizeAdvice = ({ name, subnet, used }: NetworkFit): string =>
  `${name} is ${subnet} and ${used.vips === 1 ? '1 service has' : `${used.vips} services have`} a virtual IP on it: Docker advises /24 overlays and, where more addresses are needed, endpoint_mode dnsrr or several overlays instead of a larger one`;
