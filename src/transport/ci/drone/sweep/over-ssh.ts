import zlib from 'node:zlib';
import type { ClientChannel } from 'ssh2';
import * as z from 'zod';
import { onAbort } from '#model/abortable';
import { troubleOf } from '../../../file-errors.ts';
import type { RunFolder, SweepAsk, SweepPort, SweptBuild } from '../../../ports.ts';
import { replyMark } from '../../../remote/shell.ts';
import { RunReply } from '../../../runs/reply.ts';
import type { Session } from '../../../ssh/session.ts';
import { type Bytes, bytesOf, framesIn } from './frames.ts';
import { isWanted, nearBuilds } from './neighbours.ts';
import { noRepo } from './no-repo.ts';
import { packing, sweepCommand } from './script.ts';

type Ask = SweepAsk & { readonly signal: AbortSignal };

/** Unpacked in pieces of the usual 16 KB, a gigabyte is told of 65,536 times. */
const chunkSize = 2 ** 20;

const Row = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
const Trouble = z.object({ error: z.string(), message: z.string() });
const Head = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'),
    migrations: z.number().nullable(),
    total: z.number(),
    repos: z.number(),
    slugs: z.array(z.string()),
  }),
  z.object({ kind: z.literal('repo'), repo: Row }),
  z.object({ kind: z.literal('near'), rows: z.array(Row) }),
  z.object({
    kind: z.literal('build'),
    repo: Row,
    build: Row,
    stages: z.array(Row),
    steps: z.array(Row),
    logs: z.array(z.object({ stepId: z.number(), size: z.number() })),
    past: z.number(),
    run: z.union([Trouble, RunReply]),
  }),
  z.object({ kind: z.literal('past'), count: z.number() }),
  z.object({ kind: z.literal('trouble'), ...Trouble.shape }),
  z.object({ kind: z.literal('end') }),
]);

/** Every build of a Drone database on the SSH host, with its run folder, in one stream. The host holds no lock while we are slow to read. */
export const sweepOverSsh =
  (session: () => Promise<Session>, path: string, runs: string | null): SweepPort['builds'] =>
  (ask) =>
    swept(session, path, runs, ask);

async function* swept(session: () => Promise<Session>, path: string, runs: string | null, ask: Ask): AsyncGenerator<SweptBuild> {
  const command = sweepCommand(path, runs, ask, typeof zlib.createZstdDecompress === 'function');
  const channel = await (await session()).openCommand(command);
  using _ = onAbort(ask.signal, () => channel.close());
  try {
    channel.end();
    yield* buildsIn(await unpacked(channel), ask);
  } finally {
    channel.close();
  }
}

async function* buildsIn(bytes: Bytes, ask: Ask): AsyncGenerator<SweptBuild> {
  let near = nearBuilds();
  let [migrations, total, past] = [null as number | null, 0, 0];
  for await (const { head: raw, blobs } of framesIn(bytes)) {
    ask.signal.throwIfAborted();
    const head = Head.parse(raw);
    if (head.kind === 'start') {
      ({ migrations, total } = head);
      if (head.repos === 0) throw noRepo(ask.repo, head.slugs);
    } else if (head.kind === 'repo') near = nearBuilds();
    else if (head.kind === 'near') near.add(head.rows);
    else if (head.kind === 'past') past += head.count;
    else if (head.kind === 'trouble') throw troubleOf(head.error, head.message);
    else if (head.kind === 'end') return;
    else {
      const { repo, build, stages, steps } = head;
      if (!isWanted(build, String(repo['repo_slug']), ask)) continue;
      const logs = head.logs.map((log, index) => ({ ...log, data: blobs[index] ?? null }));
      const around = near;
      const number = Number(build['build_number']);
      yield {
        ...{ migrations, repo, build, stages, steps, total },
        logs: async () => logs,
        run: folderOf(head.run),
        near: () => around.around(number),
        past: past + head.past,
      };
    }
  }
  ask.signal.throwIfAborted();
  throw new Error('the connection was lost before every build had come');
}

const folderOf = (run: RunFolder | { readonly error: string; readonly message: string }): RunFolder | Error =>
  'error' in run ? troubleOf(run.error, run.message) : run;

/** The stream behind the mark, unpacked as its first byte says; what a shell said instead is the error. */
const unpacked = async (channel: ClientChannel): Promise<Bytes> => {
  const said: Buffer[] = [];
  channel.stderr.on('data', (chunk: Buffer) => said.length < 16 && said.push(chunk));
  const raw = bytesOf(channel);
  const kind = (await raw.after(replyMark)) ? await raw.take(1) : null;
  if (kind === null)
    throw new Error(`the host gave no answer: ${Buffer.concat(said).toString().trim().slice(0, 300) || 'nothing on stderr'}`);
  const packed = String.fromCharCode(kind[0] ?? 0);
  if (packed === '{') throw await refusalIn(raw);
  const { Readable, pipeline } = await import('node:stream');
  const unpack = packed === packing.zstd ? zlib.createZstdDecompress({ chunkSize }) : zlib.createInflate({ chunkSize });
  // What goes wrong on the way shows where the frames are read.
  pipeline(Readable.from(raw.rest()), unpack, () => undefined);
  return bytesOf(unpack);
};

const refusalIn = async (raw: Bytes): Promise<Error> => {
  const parts: Uint8Array[] = [];
  for await (const part of raw.rest()) parts.push(part);
  const { error, message } = Trouble.parse(JSON.parse(`{${Buffer.concat(parts).toString()}`));
  return troubleOf(error, message);
};
