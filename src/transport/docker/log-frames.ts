/**
 * Joins the frames of a multiplexed log stream as they arrive and keeps only the end (Docker Engine API, "Stream format": type, three zero bytes,
 * length in big endian). A stream that does not begin with such a frame is a terminal's raw output and is kept as it is.
 */
export class LogTail {
  readonly #maxBytes: number;
  #rest: Buffer = Buffer.alloc(0);
  #kept: Buffer[] = [];
  #size = 0;
  #raw: boolean | null = null;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Takes the next bytes of the stream. */
  push(chunk: Buffer): void {
    if (this.#raw) {
      this.#keep(chunk);
      return;
    }
    let bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    if (this.#raw === null && bytes.length >= 8) this.#raw = !isHeader(bytes);
    if (this.#raw) {
      this.#rest = Buffer.alloc(0);
      this.#keep(bytes);
      return;
    }
    while (bytes.length >= 8) {
      if (!isHeader(bytes)) throw new Error('the log stream lost its frames');
      const end = 8 + bytes.readUInt32BE(4);
      if (end > maxFrameBytes) throw new Error(`a log frame of ${end} bytes`);
      if (bytes.length < end) break;
      this.#keep(bytes.subarray(8, end));
      bytes = bytes.subarray(end);
    }
    this.#rest = bytes;
  }

  /** The text of what was kept. Throws where the stream broke off inside a frame. */
  end(): string {
    if (this.#raw === null) return this.#rest.toString('utf8');
    if (!this.#raw && this.#rest.length > 0) throw new Error('the log was cut short');
    const all = Buffer.concat(this.#kept);
    return all.subarray(Math.max(0, all.length - this.#maxBytes)).toString('utf8');
  }

  #keep(bytes: Buffer): void {
    this.#kept.push(bytes);
    this.#size += bytes.length;
    let first = this.#kept[0];
    while (first && this.#kept.length > 1 && this.#size - first.length >= this.#maxBytes) {
      this.#size -= first.length;
      this.#kept.shift();
      first = this.#kept[0];
    }
  }
}

const maxFrameBytes = 32 * 2 ** 20;
const isHeader = (bytes: Buffer): boolean => (bytes[0] ?? 9) <= 2 && bytes[1] === 0 && bytes[2] === 0 && bytes[3] === 0;
