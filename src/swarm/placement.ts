// In: a node and what a service asks of it. Out: whether swarmkit's scheduler would let the task there, filter by filter.
// Follows manager/constraint/constraint.go and manager/scheduler/filter.go of swarmkit; pure. classify, analysis and preflight import it.
import type { GenericResource, Platform } from '#probes/swarm-demand';
import type { Node } from '#probes/swarm-nodes/artifact';
import type { Service } from '#probes/swarm-services/artifact';

/** True where a node may take new tasks at all (swarmkit manager/scheduler/filter.go ReadyFilter). */
export const takesTasks = (node: Node): boolean => node.state === 'ready' && node.availability === 'active';

/** A placement constraint in its parts; null where swarmkit could not read it (constraint.go Parse). */
interface Constraint {
  readonly key: string;
  readonly equal: boolean;
  readonly value: string;
}

const parseConstraint = (text: string): Constraint | null => {
  const at = text.search(/[=!]=/);
  if (at < 0) return null;
  return { key: text.slice(0, at).trim(), equal: text[at] === '=', value: text.slice(at + 2).trim() };
};

const NODE_LABELS = 'node.labels.';
const ENGINE_LABELS = 'engine.labels.';
const KEYS = ['node.id', 'node.hostname', 'node.ip', 'node.role', 'node.platform.os', 'node.platform.arch'];

/** True where swarmkit knows the key of this constraint. An unknown one matches no node, whatever its operator (constraint.go NodeMatches). */
export const isKnownConstraint = (text: string): boolean => {
  const key = parseConstraint(text)?.key.toLowerCase() ?? '';
  return KEYS.includes(key) || isLabelKey(key, NODE_LABELS) || isLabelKey(key, ENGINE_LABELS);
};

const isLabelKey = (key: string, prefix: string): boolean => key.length > prefix.length && key.toLowerCase().startsWith(prefix);

/** True where the node meets one placement constraint. Values compare without regard to case, names of labels with it. */
export const satisfies = (text: string, node: Node): boolean => {
  const constraint = parseConstraint(text);
  if (!constraint) return false;
  const { key, equal, value } = constraint;
  if (isUnread(key.toLowerCase(), node)) return true;
  if (key.toLowerCase() === 'node.ip') return addressMatches(value, node.address ?? '', equal);
  const actual = attributeOf(key, node);
  return actual === undefined ? false : (actual.toLowerCase() === value.toLowerCase()) === equal;
};

/** True where what the constraint asks for was not read of this node: then it excludes nothing. */
const isUnread = (key: string, node: Node): boolean =>
  key.startsWith('node.platform.') ? !node.platform : key === 'node.ip' && !node.address;

/** What the node has under that key, empty where it has nothing; undefined where the key is unknown. */
const attributeOf = (key: string, node: Node): string | undefined => {
  if (isLabelKey(key, NODE_LABELS)) return node.labels[key.slice(NODE_LABELS.length)] ?? '';
  if (isLabelKey(key, ENGINE_LABELS)) return node.engineLabels[key.slice(ENGINE_LABELS.length)] ?? '';
  const values: Readonly<Record<string, string>> = {
    'node.id': node.id,
    'node.hostname': node.hostname ?? '',
    'node.role': node.role,
    'node.platform.os': node.platform?.os ?? '',
    'node.platform.arch': node.platform?.arch ?? '',
  };
  return values[key.toLowerCase()];
};

/** `node.ip` takes an address or a subnet; what is neither matches nothing. */
const addressMatches = (wanted: string, address: string, equal: boolean): boolean => {
  const [base = '', bits] = wanted.split('/');
  const [wantedNumber, number] = [ipv4(base), ipv4(address)];
  if (wantedNumber === null)
    return wanted.includes(':') && bits === undefined ? (wanted.toLowerCase() === address.toLowerCase()) === equal : false;
  if (number === null) return !equal;
  const shift = 2 ** (32 - Number(bits ?? 32));
  return (Math.floor(wantedNumber / shift) === Math.floor(number / shift)) === equal;
};

const ipv4 = (text: string): number | null => {
  const parts = text.split('.').map(Number);
  return parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part < 256)
    ? parts.reduce((sum, part) => sum * 256 + part, 0)
    : null;
};

/** Go's names of architectures for the kernel's (filter.go PlatformFilter.platformEqual). */
const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64' };
const architecture = (name: string): string => ARCHITECTURES[name] ?? name;

/** True where the node can run one of the image's platforms, or the image names none. */
export const runsPlatform = (platforms: readonly Platform[] | undefined, node: Node): boolean => {
  const { platform } = node;
  if (!platforms || platforms.length === 0 || !platform) return true;
  return platforms.some(
    ({ os, arch }) => (os === '' || os === platform.os) && (arch === '' || architecture(arch) === architecture(platform.arch)),
  );
};

/** True where an empty node of this size would have room for what the service reserves. */
export const couldHold = ({ reservations }: Pick<Service, 'reservations'>, node: Node): boolean =>
  (reservations.memory ?? 0) <= (node.memory ?? Number.POSITIVE_INFINITY) &&
  (reservations.nanoCpus ?? 0) <= (node.nanoCpus ?? Number.POSITIVE_INFINITY) &&
  (reservations.generic ?? []).every((wanted) => node.generic === undefined || offered(wanted, node.generic) >= wanted.count);

const offered = (wanted: GenericResource, offers: readonly GenericResource[]): number =>
  offers
    .filter(({ kind, name }) => kind === wanted.kind && (wanted.name === null || name === wanted.name))
    .reduce((sum, { count }) => sum + count, 0);

/** The constraints of a service that no node of this swarm meets. */
export const unmetConstraints = ({ constraints }: Pick<Service, 'constraints'>, nodes: readonly Node[]): readonly string[] =>
  constraints.filter((constraint) => nodes.every((node) => !satisfies(constraint, node)));

/** Nodes a task of the service may ever stand on by constraints and platform, whatever their state now. */
export const eligibleNodes = (service: Pick<Service, 'constraints' | 'platforms'>, nodes: readonly Node[]): readonly Node[] =>
  nodes.filter((node) => service.constraints.every((constraint) => satisfies(constraint, node)) && runsPlatform(service.platforms, node));
