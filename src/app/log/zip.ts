import { createInflateRaw } from 'node:zlib';
import { Usage } from '#model/errors';
import type { NamedLog } from './bytes.ts';

/** A member of a zip: where its packed bytes lie. */
interface Member {
  readonly name: string;
  readonly method: number;
  readonly from: number;
  readonly packed: number;
  readonly plain: number;
}

const mostMembers = 5000;
const mostPlain = 2 ** 31;
const mostRatio = 1000;

/**
 * The logs in the zip of an Actions run (CI-SOURCES 4): whole jobs `<n>_<job>.txt` where there are any, else the steps
 * `<job>/<n>_<step>.txt`; `system.txt` is the runner's own talk. Names are only shown and compared, never used as paths.
 * @throws Usage where it is no zip, or one that unpacks to absurd sizes
 */
export const logsInZip = (zip: Buffer, shown: string, step: string | undefined): NamedLog[] => {
  const texts = membersOf(zip, shown).filter(
    ({ name }) => /\.(?:txt|log)$/i.test(name) && !/(?:^|\/)(?:system\.txt|__MACOSX\/|\._)/.test(name),
  );
  const jobs = texts.filter(({ name }) => !name.includes('/'));
  const steps = texts.filter(({ name }) => name.includes('/'));
  const chosen = step === undefined ? firstFilled(jobs, steps) : steps.filter(({ name }) => hasStep(name, step));
  const logs = chosen.length > 0 ? chosen : texts;
  return logs.map((member) => ({ name: member.name, bytes: () => inflated(zip, member), isStep: member.name.includes('/') }));
};

const firstFilled = (jobs: readonly Member[], steps: readonly Member[]): readonly Member[] => (jobs.length > 0 ? jobs : steps);

const hasStep = (name: string, step: string): boolean => {
  const file = name.slice(name.lastIndexOf('/') + 1).replace(/\.(?:txt|log)$/i, '');
  return file.replace(/^\d+_/, '').toLowerCase().includes(step.toLowerCase());
};

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;

const membersOf = (zip: Buffer, shown: string): Member[] => {
  const broken = (why: string): never => {
    throw new Usage(`${shown} cannot be read as a zip: ${why}`);
  };
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== endOfDirectory) end--;
  if (end < 0) broken('its directory is missing');
  const count = zip.readUInt16LE(end + 10);
  if (count > mostMembers) broken(`it names ${count} files`);
  const members: Member[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let k = 0; k < count; k++) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== directoryEntry) broken('its directory is cut off');
    const packed = zip.readUInt32LE(at + 20);
    const plain = zip.readUInt32LE(at + 24);
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const header = zip.readUInt32LE(at + 42);
    if (plain > mostPlain || plain > Math.max(packed, 64) * mostRatio) broken(`${JSON.stringify(name)} would unpack to ${plain} bytes`);
    if (header + 30 > zip.length) broken('a file lies outside of it');
    const from = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
    if (plain > 0) members.push({ name, method: zip.readUInt16LE(at + 10), from, packed, plain });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return members.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
};

const inflated = async function* (zip: Buffer, { name, method, from, packed, plain }: Member): AsyncGenerator<Uint8Array> {
  const stored = zip.subarray(from, from + packed);
  if (method === 0) {
    yield stored;
    return;
  }
  if (method !== 8) throw new Usage(`${JSON.stringify(name)} in the zip is packed by method ${method}: only deflate is read`);
  const decoder = createInflateRaw();
  decoder.end(stored);
  let length = 0;
  for await (const chunk of decoder) {
    length += (chunk as Uint8Array).length;
    if (length > plain) throw new Usage(`${JSON.stringify(name)} in the zip is longer than the zip says`);
    yield chunk as Uint8Array;
  }
};
