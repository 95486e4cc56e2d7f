import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capacityOf, overlap, prefixLength, sizeOf, subnetsLeft } from '#swarm/subnet';

const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
const subnet = (min = 8, max = 30) =>
  fc
    .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min, max }))
    .map(([address, bits]) => ({ first: Math.floor(address / 2 ** (32 - bits)) * 2 ** (32 - bits), bits }))
    .map(({ first, bits }) => ({ first, last: first + 2 ** (32 - bits) - 1, bits, text: `${dotted(first)}/${bits}` }));

describe('subnets', () => {
  it('capacity and reserve make the whole', () => {
    fc.assert(
      fc.property(subnet(), ({ text, bits }) => {
        expect(sizeOf(text, null)).toBe(2 ** (32 - bits));
        expect((sizeOf(text, null) ?? 0) - (capacityOf(text, null) ?? 0)).toBe(3);
        expect(prefixLength(text)).toBe(bits);
      }),
    );
  });

  it('a range never holds more than its own size less the gateway, nor more than one less for each edge it has', () => {
    fc.assert(
      fc.property(subnet(8, 26), fc.integer({ min: 1, max: 4 }), fc.nat(), ({ first, last, bits, text }, deeper, pick) => {
        const size = 2 ** (32 - bits - deeper);
        const from = first + (pick % 2 ** deeper) * size;
        const edges = Number(from === first) + Number(from + size - 1 === last);
        expect(capacityOf(text, `${dotted(from)}/${bits + deeper}`)).toBe(size - 1 - edges);
      }),
    );
  });

  it('overlap is symmetric, holds of itself, and means that an address is in both', () => {
    fc.assert(
      fc.property(subnet(), subnet(), (a, b) => {
        expect(overlap(a.text, a.text)).toBe(true);
        expect(overlap(a.text, b.text)).toBe(overlap(b.text, a.text));
        expect(overlap(a.text, b.text)).toBe(Math.max(a.first, b.first) <= Math.min(a.last, b.last));
      }),
    );
  });

  it('a host address stands for its subnet', () => expect(overlap('10.0.0.77/24', '10.0.0.0/30')).toBe(true));

  it.each(['', 'fd00::/64', '10.0.0.0', '10.0.0.256/24', '10.0.0.0/33', '1.2.3/24', '10.0.0.0/-1'])('%j is no IPv4 subnet', (text) => {
    expect([capacityOf(text, null), sizeOf(text, null), prefixLength(text)]).toEqual([null, null, null]);
    expect(overlap(text, '0.0.0.0/0')).toBe(false);
  });

  it('a pool gives as many subnets as blocks share no address with a taken one', () => {
    expect(subnetsLeft(['10.0.0.0/8'], 24, [])).toBe(65_536);
    expect(subnetsLeft(['10.201.0.0/16'], 24, ['10.201.0.0/24', '10.201.1.0/28', '10.10.0.0/24'])).toBe(254);
    expect(subnetsLeft(['10.0.0.0/23'], 24, ['10.0.0.0/16'])).toBe(0);
    expect(subnetsLeft(['10.0.0.0/28', '10.1.0.0/24'], 26, [])).toBe(4);
    expect(subnetsLeft([], 24, [])).toBeNull();
    expect(subnetsLeft(['fd00::/64'], 24, [])).toBeNull();
  });

  it('each subnet taken out of a pool leaves one less', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { maxLength: 40 }), (blocks) => {
        const taken = blocks.map((block) => `10.5.${block}.0/24`);
        expect(subnetsLeft(['10.5.0.0/16'], 24, taken)).toBe(256 - blocks.length);
        expect(subnetsLeft(['10.5.0.0/16'], 25, taken)).toBe(512 - 2 * blocks.length);
      }),
    );
  });
});
