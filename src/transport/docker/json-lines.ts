import { parseGuarded } from '../json-guard.ts';

const maxLineBytes = 1 << 20;

/** Cuts a stream of JSON values, one a line, into values as its bytes arrive (moby writes events so). A line of more than 1 MiB is refused. */
export class JsonLines {
  readonly #hear: (value: unknown) => void;
  #rest: Buffer = Buffer.alloc(0);

  constructor(hear: (value: unknown) => void) {
    this.#hear = hear;
  }

  push(chunk: Buffer): void {
    let bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a)) {
      const line = bytes.subarray(0, end);
      bytes = bytes.subarray(end + 1);
      if (line.length > maxLineBytes) break;
      if (line.toString('utf8').trim() !== '') this.#hear(parseGuarded(line, 'an event of the Docker daemon'));
    }
    if (bytes.length > maxLineBytes) throw new Error('the Docker daemon sent an event of more than 1 MiB');
    this.#rest = bytes;
  }
}
