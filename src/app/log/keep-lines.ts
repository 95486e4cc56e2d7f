import { returnsEndLines } from '#classify/log/split';

/** The lines of a log that are kept for reading, with their numbers in the whole log. */
export interface KeptLines {
  readonly lines: readonly string[];
  /** The number (from 1) of each kept line. */
  readonly numbers: Int32Array;
  /** Lines of the whole log. */
  readonly total: number;
  readonly bytes: number;
}

/** How much of a very long log is kept: its head, its tail, and between them what looks like trouble. Sizes in characters. */
export const keeps = { head: 2 * 2 ** 20, tail: 24 * 2 ** 20, middle: 6 * 2 ** 20, before: 5, after: 15 } as const;

const longestLine = 64 * 1024;
const trouble =
  /error|fail|exception|fatal|panic|killed|denied|refused|traceback|not found|cannot|unable|assert|✗|✖|abort|timed out|##\[group|travis_|section_/i;

/** A run of whole lines as they came in one chunk. */
interface Piece {
  readonly first: number;
  readonly lines: readonly string[];
  readonly size: number;
}

/**
 * Keeps lines as they stream by, in bounded memory: of a log of 500 MB the head, the tail, and in between lines that speak of trouble with
 * those around them, each kind a few times only.
 */
export class LineKeeper {
  private readonly head: Piece[] = [];
  private readonly tail: Piece[] = [];
  private readonly middle: { number: number; line: string }[] = [];
  private readonly timesKept = new Map<string, number>();
  private headSize = 0;
  private tailSize = 0;
  private middleSize = 0;
  private keptTo = 0;
  private open = '';
  private total = 0;
  private breaks: RegExp | string | undefined;
  private readonly decoder = new TextDecoder();
  private bytes = 0;

  add(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    this.addText(this.decoder.decode(chunk, { stream: true }));
  }

  end(): KeptLines {
    this.addText(this.decoder.decode());
    if (this.open !== '') this.put([this.open]);
    this.open = '';
    const pieces = [...this.head, ...this.tail];
    const outer = pieces.flatMap(({ first, lines }) => lines.map((line, k) => ({ number: first + k, line })));
    const all = this.middle.length === 0 ? outer : [...outer, ...this.middle].sort((a, b) => a.number - b.number);
    return {
      lines: all.map(({ line }) => line),
      numbers: Int32Array.from(all, ({ number }) => number),
      total: this.total,
      bytes: this.bytes,
    };
  }

  private addText(text: string): void {
    if (text === '') return;
    const joined = this.open + text;
    this.breaks ??= returnsEndLines(joined.slice(0, 64)) ? /\r\n|\r(?!$)|\n/ : '\n';
    const lines = joined.split(this.breaks);
    const open = lines.pop() ?? '';
    this.open = open.length > longestLine ? open.slice(0, 8192) + open.slice(-8192) : open;
    if (lines.length > 0) this.put(lines);
  }

  private put(lines: readonly string[]): void {
    const size = lines.reduce((sum, line) => sum + line.length + 1, 0);
    const piece = { first: this.total + 1, lines, size };
    this.total += lines.length;
    if (this.headSize < keeps.head) {
      this.head.push(piece);
      this.headSize += size;
      this.keptTo = this.total;
      return;
    }
    this.tail.push(piece);
    this.tailSize += size;
    while (this.tailSize - (this.tail[0]?.size ?? 0) > keeps.tail) {
      const [oldest] = this.tail.splice(0, 1);
      if (!oldest) break;
      this.tailSize -= oldest.size;
      this.thin(oldest);
    }
  }

  /** Keeps of a piece in the middle what speaks of trouble; two lines of one kind are enough. */
  private thin({ first, lines }: Piece): void {
    for (let k = 0; k < lines.length && this.middleSize < keeps.middle; k++) {
      const line = lines[k] as string;
      if (!trouble.test(line)) continue;
      const kind = line.slice(0, 200).replace(/[\d.:]+|[0-9a-f]{7,40}/g, '#');
      const times = (this.timesKept.get(kind) ?? 0) + 1;
      if (times > 2) continue;
      if (this.timesKept.size < 50_000) this.timesKept.set(kind, times);
      const from = Math.max(0, k - keeps.before, this.keptTo - first + 1);
      const to = Math.min(lines.length, k + keeps.after + 1);
      for (let i = from; i < to; i++) {
        const kept = Buffer.from((lines[i] as string).slice(0, 2000)).toString(); // a copy: a slice would hold on to the whole chunk
        this.middle.push({ number: first + i, line: kept });
        this.middleSize += kept.length + 40;
      }
      this.keptTo = Math.max(this.keptTo, first + to - 1);
      k = to - 1;
    }
  }
}
