/**
 * Evidence on disk. In: a folder or a .tar.gz that anybody may have made. Out: the capture in it, where every hash is right and every artifact has
 * the shape of its probe; BadBundle otherwise. Redaction (redact.ts) and sealing (seal.ts) come before writing (write.ts). app and cli import this.
 */
import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, lstatSync, opendirSync, openSync, readFileSync, readSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { messageOf, Usage } from '#model/errors';
import { type Capture, type Evidence, probes } from '#probes/index';
import { tooDeep } from '#probes/json-depth';
import { bundleName, endsByProbe, isTar, Manifest } from './manifest.ts';
import { digestOf, encode, sha256 } from './seal.ts';
import { signatureFile, statementFile } from './signature-files.ts';

const maxFileBytes = 128 * 2 ** 20;
const maxTotalBytes = 512 * 2 ** 20;
const maxFiles = 1000;
const maxManifestBytes = 4 * 2 ** 20;

/** Thrown where a bundle is damaged, forged or not one at all: its evidence may not be used. Exit status 3. */
export class BadBundle extends Error {
  override name = 'BadBundle';
}

export interface Opened {
  readonly capture: Capture;
  readonly manifest: Manifest;
  /** All its files, those of a signature among them, by name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Reads a bundle back, a directory or a `.tar.gz`: every hash checked, every artifact parsed by its probe's schema. */
export const readBundle = async (path: string): Promise<Opened> => {
  const { manifest, files } = await checkedBundle(path);
  const evidence: Record<string, unknown> = {};
  const ends = endsByProbe(manifest);
  for (const probe of probes) {
    const ended = ends[probe.id];
    if (!ended) continue;
    if (ended.status !== 'ok') {
      evidence[probe.id] = ended;
      continue;
    }
    const { file, ...cost } = ended;
    const bytes = bytesOf(files, file);
    const raw = json(bytes, file);
    // A key that stands twice has one meaning here and another for whoever reads the file by eye.
    if (Buffer.compare(encode(raw), bytes) !== 0) throw new BadBundle(`${file} was changed: it is not written as capture writes it`);
    const artifact = z.safeParse(probe.schema as z.core.$ZodType, raw);
    if (!artifact.success)
      throw new BadBundle(`${file} does not have the shape of ${probe.id}: ${artifact.error.issues[0]?.path.join('.')}`);
    evidence[probe.id] = { ...cost, artifact: artifact.data };
  }
  const { capturedAt, target, hosts } = manifest;
  return { manifest, files, capture: { capturedAt, target, hosts, evidence: evidence as Evidence } };
};

/** The manifest and the files of a bundle whose every hash is right; names the first file that is not. */
export const checkedBundle = async (path: string): Promise<{ manifest: Manifest; files: ReadonlyMap<string, Uint8Array> }> => {
  const files = await filesOf(path);
  const bytes = files.get('manifest.json');
  if (!bytes) throw new BadBundle(noManifest(path));
  if (bytes.length > maxManifestBytes) throw new BadBundle(`manifest.json is too large for a bundle`);
  const raw = json(bytes, 'manifest.json');
  const schema = (raw as { schema?: unknown } | null)?.schema;
  if (typeof schema === 'string' && /^ccci-probe\/bundle@\d+$/.test(schema) && schema !== 'ccci-probe/bundle@1')
    throw new BadBundle(`${path} is of the newer form ${schema}: use a newer ccci-probe`);
  const read = Manifest.safeParse(raw);
  if (!read.success) throw new BadBundle(`manifest.json is malformed at ${read.error.issues[0]?.path.join('.') || 'its top'}`);
  // Whitespace, doubled keys and the order of keys are no part of the digest.
  if (Buffer.compare(encode(raw), bytes) !== 0) throw new BadBundle('manifest.json was changed: it is not written as capture writes it');
  checkHashes(read.data, files);
  return { manifest: read.data, files };
};

const noManifest = (path: string): string => `${path} has no manifest.json: it is not a bundle, or its capture was interrupted`;

const checkHashes = (manifest: Manifest, files: ReadonlyMap<string, Uint8Array>): void => {
  if (digestOf(manifest) !== manifest.digest) throw new BadBundle('manifest.json was changed: its digest does not match');
  for (const [name, { sha256: hash, size }] of Object.entries(manifest.files)) {
    const bytes = bytesOf(files, name);
    if (sha256(bytes) !== hash) throw new BadBundle(`${name} was changed: its sha256 does not match the manifest`);
    if (bytes.length !== size) throw new BadBundle(`manifest.json gives ${name} another size than it has`);
  }
  for (const name of files.keys())
    if (name !== 'manifest.json' && !manifest.files[name] && name !== signatureFile && name !== statementFile)
      throw new BadBundle(`${name} is not named by the manifest`);
};

const bytesOf = (files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array => {
  const bytes = files.get(name);
  if (!bytes) throw new BadBundle(`${name} is missing`);
  return bytes;
};

const json = (bytes: Uint8Array, name: string): unknown => {
  // A fatal TextDecoder takes half a millisecond to make, and each file would make one.
  if (!isUtf8(bytes)) throw new BadBundle(`${name} is not UTF-8`);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  if (tooDeep(text, 64)) throw new BadBundle(`${name} nests too deep`);
  try {
    return JSON.parse(text, /__proto__|\\u005f/i.test(text) ? refusePrototype(name) : undefined);
  } catch (error) {
    if (error instanceof BadBundle) throw error;
    throw new BadBundle(`${name} is not JSON: ${messageOf(error)}`);
  }
};

/** No probe writes such a key, and a reader that copies it changes what all objects are made of. */
const refusePrototype =
  (name: string) =>
  (key: string, value: unknown): unknown => {
    if (key === '__proto__') throw new BadBundle(`${name} has a key __proto__, which no bundle has`);
    return value;
  };

const filesOf = async (path: string): Promise<Map<string, Uint8Array>> => {
  const status = statusAt(path);
  if (!status) throw new Usage(`no bundle at ${path}: give the directory or .tar.gz that capture wrote`);
  if (status.isDirectory()) return folderFiles(path);
  if (status.isFile() && isTar(path)) return tarFiles(path);
  throw new Usage(`${path} is no bundle: give the directory or .tar.gz that capture wrote`);
};

const statusAt = (path: string): Stats | undefined => {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
};

/** Reads with the blocking calls: nothing else goes on meanwhile, and a dozen small files take a third of the time. */
const folderFiles = (folder: string): Map<string, Uint8Array> => {
  const names = namesIn(folder);
  if (!names.includes('manifest.json')) throw new BadBundle(noManifest(folder));
  const files = new Map<string, Uint8Array>();
  let total = 0;
  for (const name of names.sort()) {
    if (!bundleName.test(name)) throw new BadBundle(`the name ${JSON.stringify(name)} does not belong into a bundle`);
    const file = openPlainly(join(folder, name), name);
    try {
      const stat = fstatSync(file);
      if (!stat.isFile()) throw new BadBundle(`${name} is not a plain file`);
      total += stat.size;
      if (stat.size > maxFileBytes || total > maxTotalBytes) throw new BadBundle(`${name} is too large for a bundle`);
      files.set(name, readFileSync(file));
    } finally {
      closeSync(file);
    }
  }
  return files;
};

/** Stops at the first name too many: a folder may hold millions. */
const namesIn = (folder: string): string[] => {
  const [names, entries]: [string[], ReturnType<typeof opendirSync>] = [[], opendirSync(folder)];
  try {
    for (let entry = entries.readSync(); entry; entry = entries.readSync()) {
      names.push(entry.name);
      if (names.length > maxFiles) throw new BadBundle(`${folder} holds more than ${maxFiles} files`);
    }
  } finally {
    entries.closeSync();
  }
  return names;
};

/** O_NOFOLLOW: a link inside a bundle must not make us read something else; O_NONBLOCK: nor a pipe make us wait. */
const openPlainly = (path: string, name: string): number => {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    throw new BadBundle(`${name} cannot be read: ${messageOf(error)}`);
  }
};

/** The bytes of a gzip head that its checksum does not cover, as `capture` writes them (RFC 1952): no flags, no time; the system that made it is left open. */
export const checkGzipHead = (path: string): void => {
  const file = openSync(path, constants.O_RDONLY);
  try {
    const head = Buffer.alloc(9);
    if (readSync(file, head) !== 9 || !head.equals(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2])))
      throw new BadBundle(`${path} is not a .tar.gz as capture writes it`);
  } finally {
    closeSync(file);
  }
};

const tarFiles = async (path: string): Promise<Map<string, Uint8Array>> => {
  const [{ default: tar }, { createGunzip }, { createReadStream }] = await Promise.all([
    import('tar-stream'),
    import('node:zlib'),
    import('node:fs'),
  ]);
  const files = new Map<string, Uint8Array>();
  const archive = tar.extract();
  const source = createReadStream(path).on('error', (error) => archive.destroy(error));
  const unpacked = source.pipe(createGunzip()).on('error', (error) => archive.destroy(error));
  // Counts what no entry shows, too: headers and names that grow to gigabytes, zeros behind the end.
  let inflated = 0;
  unpacked
    .on('data', (chunk: Uint8Array) => {
      inflated += chunk.length;
      if (inflated <= maxTotalBytes) return;
      unpacked.destroy();
      archive.destroy(new BadBundle(`${path} unpacks to more than a bundle holds`));
    })
    .pipe(archive);
  let total = 0;
  let above: string | undefined;
  try {
    for await (const entry of archive) {
      const { name: stored, type, size = 0 } = entry.header;
      // tar(1) puts the folder itself before its files: `./`, or its name, the same for all.
      const [, folder = '', name = ''] = /^([^/]+\/)?([^/]*)$/.exec(stored) ?? [];
      above ??= folder;
      if (type === 'directory' && name === '' && folder === above && files.size === 0) {
        entry.resume();
        continue;
      }
      if (folder !== above || folder === '../')
        throw new BadBundle(`the entry ${JSON.stringify(stored)} (${type}) does not belong into a bundle`);
      if (type !== 'file' || !bundleName.test(name) || files.has(name))
        throw new BadBundle(`the entry ${JSON.stringify(stored)} (${type}) does not belong into a bundle`);
      total += size;
      if (size > maxFileBytes || total > maxTotalBytes || files.size >= maxFiles) throw new BadBundle(`${name} is too large for a bundle`);
      const chunks: Uint8Array[] = [];
      for await (const chunk of entry) chunks.push(chunk as Uint8Array);
      files.set(name, Buffer.concat(chunks));
    }
  } catch (error) {
    throw error instanceof BadBundle ? error : new BadBundle(`${path} is not a whole .tar.gz: ${messageOf(error)}`);
  } finally {
    source.destroy();
  }
  return files;
};
