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

/** How much of a very long log is kept: its head, its tail, and between them what looks like trouble. Sizes in bytes. */
export const keeps = { head: 2 ** 20, tail: 12 * 2 ** 20, middle: 4 * 2 ** 20, before: 5, after: 15 } as const;

/** Of a line without end this much is held, its head and its tail. */
const longestLine = 256 * 1024;
const endsOfLongLine = 8 * 1024;
const trouble =
  /error|fail|exception|fatal|panic|killed|denied|refused|traceback|not found|cannot|unable|assert|abort|timed out|##\[group|travis_|section_/gi;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Bytes that hold whole lines, as they came in one chunk. */
interface Piece {
  readonly first: number;
  readonly count: number;
  readonly bytes: Buffer;
}

interface KeptRun {
  readonly first: number;
  readonly lines: readonly string[];
}

/**
 * Keeps lines as they stream by, in bounded memory: of a log of 500 MB the head, the tail, and in between lines that speak of trouble with
 * those around them, each kind a few times only. What is not kept is counted and never made a string of its own.
 */
export class LineKeeper {
  private readonly head: Piece[] = [];
  private readonly tail: Piece[] = [];
  private readonly middle: KeptRun[] = [];
  private readonly timesKept = new Map<string, number>();
  private headSize = 0;
  private tailSize = 0;
  private middleSize = 0;
  private keptTo = 0;
  private open: Buffer = Buffer.alloc(0);
  private total = 0;
  private bytes = 0;
  private returnsCount: boolean | undefined;

  add(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    const joined = this.open.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([this.open, chunk]);
    this.returnsCount ??= returnsEndLines(joined.toString('latin1', 0, 64));
    const end = joined.lastIndexOf(lineFeed) + 1;
    const open = joined.subarray(end);
    this.open =
      open.length > longestLine
        ? Buffer.concat([open.subarray(0, endsOfLongLine), open.subarray(open.length - endsOfLongLine)])
        : Buffer.from(open);
    if (end > 0) this.put(joined.subarray(0, end));
  }

  end(): KeptLines {
    if (this.open.length > 0) this.put(this.open);
    this.open = Buffer.alloc(0);
    const runOf = ({ first, bytes }: Piece): KeptRun => ({ first, lines: this.linesIn(bytes.toString()) });
    const runs = [...this.head.splice(0).map(runOf), ...this.middle, ...this.tail.splice(0).map(runOf)];
    const numbers = new Int32Array(runs.reduce((sum, run) => sum + run.lines.length, 0));
    const lines: string[] = [];
    for (const run of runs)
      for (let k = 0; k < run.lines.length; k++) {
        numbers[lines.length] = run.first + k;
        lines.push(run.lines[k] as string);
      }
    return { lines, numbers, total: this.total, bytes: this.bytes };
  }

  private linesIn(text: string): string[] {
    const lines = text.split(this.returnsCount ? /\r\n|\r|\n/ : '\n');
    if (lines.at(-1) === '') lines.pop();
    return lines;
  }

  private put(bytes: Buffer): void {
    const piece = { first: this.total + 1, count: this.countIn(bytes), bytes };
    this.total += piece.count;
    if (this.headSize < keeps.head) {
      this.head.push(piece);
      this.headSize += bytes.length;
      this.keptTo = this.total;
      return;
    }
    this.tail.push(piece);
    this.tailSize += bytes.length;
    while (this.tailSize - (this.tail[0]?.bytes.length ?? 0) > keeps.tail) {
      const oldest = this.tail.shift();
      if (!oldest) break;
      this.tailSize -= oldest.bytes.length;
      this.thin(oldest);
    }
  }

  private countIn(bytes: Buffer): number {
    let count = bytes.at(-1) === lineFeed ? 0 : 1;
    if (!this.returnsCount) {
      for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) count++;
      return count;
    }
    for (let at = 0; at < bytes.length; at++)
      if (bytes[at] === lineFeed || (bytes[at] === carriageReturn && bytes[at + 1] !== lineFeed)) count++;
    return count;
  }

  /** Keeps of a piece in the middle what speaks of trouble; two lines of one kind are enough. */
  private thin({ first, bytes }: Piece): void {
    if (this.middleSize >= keeps.middle) return;
    const text = bytes.toString('latin1');
    const wanted: number[] = [];
    let line = first;
    let lineStart = 0;
    trouble.lastIndex = 0;
    for (let found = trouble.exec(text); found; found = trouble.exec(text)) {
      for (let end = this.breakIn(text, lineStart); end >= 0 && end < found.index; end = this.breakIn(text, lineStart)) {
        line++;
        lineStart = end + 1;
      }
      if (this.isNews(text.slice(lineStart, lineStart + 200))) wanted.push(line);
      const end = this.breakIn(text, found.index);
      if (end < 0) break;
      trouble.lastIndex = end + 1;
    }
    if (wanted.length > 0) this.keepAround(wanted, first, this.linesIn(bytes.toString()));
  }

  private breakIn(text: string, from: number): number {
    const feed = text.indexOf('\n', from);
    if (!this.returnsCount) return feed;
    const back = text.indexOf('\r', from);
    return back >= 0 && back < feed && back + 1 !== feed ? back : feed;
  }

  private isNews(head: string): boolean {
    const end = head.indexOf('\n');
    const kind = (end < 0 ? head : head.slice(0, end)).replace(/[\d.:]+|[0-9a-f]{7,40}/g, '#');
    const times = this.timesKept.get(kind) ?? 0;
    if (this.timesKept.size < 50_000) this.timesKept.set(kind, times + 1);
    return times < 2;
  }

  private keepAround(wanted: readonly number[], first: number, lines: readonly string[]): void {
    for (const line of wanted) {
      const from = Math.max(first, line - keeps.before, this.keptTo + 1);
      const to = Math.min(first + lines.length - 1, line + keeps.after);
      if (from > to) continue;
      // Copies: a slice would hold on to the text of the whole piece.
      const kept = lines.slice(from - first, to + 1 - first).map((text) => Buffer.from(text.slice(0, 2000)).toString());
      this.middle.push({ first: from, lines: kept });
      this.middleSize += kept.reduce((sum, text) => sum + text.length + 40, 0);
      this.keptTo = to;
    }
  }
}
