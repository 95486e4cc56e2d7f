import { artifactOf } from '#model/outcome';
import type { Capture } from '#probes/index';
import { visibleLine } from '#report/visible';
import { addressLedger, type Holder, type NetworkLedger } from '#swarm/address-ledger';
import { type Screen, type Span, screenOf, span, type TextRow, type Tone, textRow } from '../screen.ts';
import type { NetworkDemand } from '../source.ts';

const letter = { vip: 'V', task: 'T', 'load-balancer': 'L', attachment: 'A' } as const satisfies Record<Holder['kind'], string>;
const tone = { vip: 'mark', task: 'good', 'load-balancer': 'strong', attachment: 'unsure' } as const satisfies Record<Holder['kind'], Tone>;

/**
 * Each overlay drawn as its subnet: one cell an address, or a block of them where it is too large for the screen. What one more run would take
 * is drawn on free addresses; which of them it would get nobody can tell.
 */
export const addressesScreen = (capture: Capture, demands: readonly NetworkDemand[], columns: number): Screen => {
  const [services, tasks, networks] = [
    artifactOf(capture.evidence['swarm-services']),
    artifactOf(capture.evidence['swarm-tasks']),
    artifactOf(capture.evidence['overlay-ipam']),
  ];
  if (!services || !tasks || !networks)
    return screenOf('addresses', 'Addresses', [
      textRow('The services, the tasks or the networks could not be read: see Evidence.', 'unsure', { screen: 'evidence' }),
    ]);
  const ledger = addressLedger({ services, tasks, networks, nodes: artifactOf(capture.evidence['swarm-nodes']) });
  const near = (network: NetworkLedger) => (network.name === capture.target.proxyNetwork ? 0 : network.ingress ? 2 : 1);
  const rows = [...ledger]
    .sort((a, b) => near(a) - near(b) || (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      networkRows(
        entry,
        demands.find(({ name }) => name === entry.name),
        columns,
      ),
    );
  return screenOf(
    'addresses',
    'Addresses',
    rows.length === 0 ? [textRow('There is no overlay network.')] : [legend, textRow(''), ...rows],
    true,
  );
};

const legend: TextRow = {
  spans: [
    span('V', tone.vip),
    span(' virtual IP  '),
    span('T', tone.task),
    span(' task  '),
    span('L', tone['load-balancer']),
    span(' load balancer  '),
    span('A', tone.attachment),
    span(' attached  '),
    span('x', 'bad'),
    span(' leaked  '),
    span('+', 'unsure'),
    span(' next run  '),
    span('# reserved  . free', 'quiet'),
  ],
};

const networkRows = (entry: NetworkLedger, next: NetworkDemand | undefined, columns: number): TextRow[] => {
  const { used, capacity, free } = entry;
  const full = free !== null && free <= 0;
  const head: TextRow = {
    spans: [
      span(`${visibleLine(entry.name, 60)} `, 'strong'),
      span(`${entry.subnet ?? 'no subnet'}  `),
      span(free === null ? 'free: not to be known' : `${free} of ${capacity} free`, full ? 'bad' : 'good'),
      span(entry.counted ? ' (counted by the allocator)' : '', 'quiet'),
    ],
    target: { screen: 'json:overlay-ipam' },
  };
  const counts = `  ${used.vips} virtual IPs, ${used.tasks} tasks, ${used.loadBalancers} load balancers, ${used.attachments ?? '?'} attached, ${used.leaked ?? '?'} leaked`;
  const unplaced = entry.holders.filter(({ address }) => address === null);
  return [
    head,
    textRow(counts, 'quiet'),
    ...(next && next.demand !== 0
      ? [
          textRow(
            `  one more run takes ${next.demand ?? 'no one knows how many'}: ${fitWord(next.fits)}`,
            next.fits === true ? 'good' : next.fits === null ? 'unsure' : 'bad',
          ),
        ]
      : []),
    ...map(entry, next?.demand ?? 0, columns),
    ...(unplaced.length > 0 ? [textRow(`  ${unplaced.length} held at addresses no API tells`, 'quiet')] : []),
    ...entry.holders
      .filter(({ address }) => address !== null)
      .slice(0, 40)
      .map((holder) =>
        textRow(
          `    ${(holder.address ?? '').padEnd(16)} ${letter[holder.kind]} ${visibleLine(holder.owner, 80)}${holder.state ? ` ${holder.state}` : ''}`,
          'quiet',
        ),
      ),
    ...(entry.holders.length > 40 ? [textRow(`    and ${entry.holders.length - 40} more`, 'quiet')] : []),
    textRow(''),
  ];
};

const numberOf = (address: string): number => (address.split('/')[0] ?? '').split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const addressOf = (number: number): string => [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');

const fitWord = (fits: boolean | null): string => (fits === true ? 'it fits' : fits === null ? 'cannot be known' : 'it does not fit');

const map = (entry: NetworkLedger, demand: number, columns: number): TextRow[] => {
  const [base, bits] = (entry.subnet ?? '').split('/');
  const size = 2 ** (32 - Number(bits));
  if (!base || !Number.isFinite(size) || size > 2 ** 24) return [];
  const first = numberOf(base);
  const width = columns >= 86 ? 64 : 32;
  // At most 16 lines: a /24 shows every address, a /16 blocks of 64.
  const block = Math.max(1, size / (width * 16));
  const cells = Math.ceil(size / block);
  const holders = new Map<number, Holder[]>();
  for (const holder of entry.holders) {
    if (holder.address === null) continue;
    const cell = Math.floor((numberOf(holder.address) - first) / block);
    holders.set(cell, [...(holders.get(cell) ?? []), holder]);
  }
  const isFree = (cell: number) => !holders.has(cell) && !(block === 1 && isReserved(cell, cells));
  const free = Array.from({ length: cells }, (_, cell) => cell).filter(isFree);
  // Where leaked addresses lie no API tells: they are drawn behind what is held, as many as there are.
  const leaked = Math.ceil((entry.used.leaked ?? 0) / block);
  const drawn = new Map([
    ...free.slice(0, leaked).map((cell) => [cell, span('x', 'bad')] as const),
    ...free.slice(leaked, leaked + (demand >= block ? Math.ceil(demand / block) : 0)).map((cell) => [cell, span('+', 'unsure')] as const),
  ]);
  const lines: TextRow[] = [];
  for (let from = 0; from < cells; from += width) {
    const spans: Span[] = [span(`  ${addressOf(first + from * block).padEnd(16)}`, 'quiet')];
    for (let cell = from; cell < Math.min(from + width, cells); cell++)
      push(spans, drawn.get(cell) ?? cellOf(cell, cells, block, holders.get(cell)));
    lines.push({ spans });
  }
  return block > 1 ? [...lines, textRow(`  one cell is ${block} addresses`, 'quiet')] : lines;
};

const cellOf = (cell: number, cells: number, block: number, holders: readonly Holder[] | undefined): Span => {
  if (holders && holders.length > 0) {
    const kind = holders[0]?.kind ?? 'task';
    const many = holders.length > 1 ? (holders.length > 9 ? '+' : String(holders.length)) : letter[kind];
    return span(block > 1 ? many : letter[kind], tone[kind]);
  }
  return span(block === 1 && isReserved(cell, cells) ? '#' : '.', 'quiet');
};

/** The network's own address, the gateway's and the broadcast. */
const isReserved = (cell: number, cells: number): boolean => cell === 0 || cell === 1 || cell === cells - 1;

/** Neighbours of one tone become one span: fewer bytes to the terminal. */
const push = (spans: Span[], span: Span): void => {
  const last = spans.at(-1);
  if (last && last.tone === span.tone) spans[spans.length - 1] = { ...last, text: last.text + span.text };
  else spans.push(span);
};
