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

/** All addresses of a subnet, or of the range handed out of it, those nobody gets included. */
export const sizeOf = (subnet: string, range: string | null): number | null => {
  const part = prefixOf(range ?? subnet);
  return part ? 2 ** (32 - part.bits) : null;
};

/** The length of the prefix, such as 24. */
export const prefixLength = (subnet: string): number | null => prefixOf(subnet)?.bits ?? null;

/** True where two IPv4 subnets share an address. */
export const overlap = (a: string, b: string): boolean => {
  const [one, other] = [prefixOf(a), prefixOf(b)];
  return one !== undefined && other !== undefined && one.first <= other.last && other.first <= one.last;
};

/**
 * How many subnets of `bits` the default pools can still give: those that share no address with a taken one (swarmkit takes the next free
 * block of a pool). Null where a pool is no IPv4 subnet.
 */
export const subnetsLeft = (pools: readonly string[], bits: number, taken: readonly string[]): number | null => {
  const parts = pools.map(prefixOf);
  if (pools.length === 0 || parts.some((part) => part === undefined) || bits < 0 || bits > 32) return null;
  const size = 2 ** (32 - bits);
  const used = taken.flatMap((subnet) => prefixOf(subnet) ?? []);
  return parts.reduce((sum, pool) => {
    if (!pool || pool.bits > bits) return sum;
    const blocks = new Set<number>();
    for (const { first, last } of used) {
      if (last < pool.first || first > pool.last) continue;
      const to = Math.floor((Math.min(last, pool.last) - pool.first) / size);
      for (let block = Math.floor((Math.max(first, pool.first) - pool.first) / size); block <= to; block++) blocks.add(block);
    }
    return sum + 2 ** (bits - pool.bits) - blocks.size;
  }, 0);
};

const prefixOf = (text: string): Prefix | undefined => {
  const [, a, b, c, d, bits] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text)?.map(Number) ?? [];
  if (a === undefined || b === undefined || c === undefined || d === undefined || bits === undefined || bits > 32) return undefined;
  if (Math.max(a, b, c, d) > 255) return undefined;
  const size = 2 ** (32 - bits);
  const first = Math.floor((((a * 256 + b) * 256 + c) * 256 + d) / size) * size;
  return { first, last: first + size - 1, bits };
};
