interface Prefix {
  readonly first: number;
  readonly last: number;
  readonly bits: number;
}

/** Addresses Swarm hands out of an IPv4 overlay subnet: 2^(32-p) less network, broadcast and gateway; of an ip-range only that range (SWARM-FACTS section 2). */
export const capacityOf = (subnet: string, range: string | null): number | null => {
  const whole = prefixOf(subnet);
  if (!whole) return null;
  const part = range === null ? undefined : prefixOf(range);
  if (!part) return Math.max(0, 2 ** (32 - whole.bits) - 3);
  const edges = Number(part.first === whole.first) + Number(part.last === whole.last);
  return Math.max(0, 2 ** (32 - part.bits) - 1 - edges);
};

/** True where two IPv4 subnets share an address. */
export const overlap = (a: string, b: string): boolean => {
  const [one, other] = [prefixOf(a), prefixOf(b)];
  return one !== undefined && other !== undefined && one.first <= other.last && other.first <= one.last;
};

const prefixOf = (text: string): Prefix | undefined => {
  const [, a, b, c, d, bits] = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (a === undefined || b === undefined || c === undefined || d === undefined || bits === undefined || bits > 32) return undefined;
  const size = 2 ** (32 - bits);
  const first = Math.floor((((a * 256 + b) * 256 + c) * 256 + d) / size) * size;
  return { first, last: first + size - 1, bits };
};
