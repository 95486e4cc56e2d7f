import type { IncomingMessage } from 'node:http';
import { abortable } from '#model/abortable';
import { Absent, Denied, messageOf } from '#model/errors';
import { codeOf } from '../file-errors.ts';
import { HttpClock } from '../http-clock.ts';
import { parseGuarded } from '../json-guard.ts';
import type { DockerPort, EventsPort } from '../ports.ts';
import { agentOver, type Dial } from './agent.ts';
import { dockerCall } from './calls.ts';
import { configNames } from './config-names.ts';
import { JsonLines } from './json-lines.ts';
import { LogTail } from './log-frames.ts';
import { dockerOver } from './modem.ts';

const maxJsonBytes = 32 * 2 ** 20;

/** A DockerPort with an end: its kept-alive streams are closed with it. */
export interface DockerClient extends DockerPort, EventsPort, Disposable {}

/**
 * The Docker Engine API by dockerode's own calls, those of the allowlist only, over our sender: every answer comes as a stream and is read here,
 * bounded and to its proven end, for dockerode's sender never settles on one that breaks off (SECURITY 2.2, row 7). Paths carry no version: every
 * daemon answers those with its newest, while a fixed one falls under the least that newer daemons still take (1.44 since Docker 29).
 */
export const dockerClient = (dial: Dial, where: string, clock = new HttpClock()): DockerClient => {
  const agent = agentOver(dial);
  const docker = dockerOver(agent);
  const get = async (path: string, ask: Ask): Promise<IncomingMessage> => {
    const call = dockerCall(path, ask.query);
    ask.signal.throwIfAborted();
    try {
      const asked = Date.now();
      const response = await abortable(call(docker, { ...ask.query, abortSignal: ask.signal }), ask.signal);
      clock.note(response.headers.date, asked, Date.now());
      return response;
    } catch (error) {
      throw dialTrouble(error, where);
    }
  };
  return {
    async getJson(path, ask) {
      const { status, body } = await readBody(await get(path, ask), ask.signal, maxJsonBytes);
      if (status !== 200) throw statusTrouble(status, body, path);
      return { value: path === '/_ping' ? body.toString('utf8') : parsed(body, path), bytes: body.length };
    },
    async getLog(path, ask) {
      const response = await get(path, ask);
      if (response.statusCode !== 200)
        throw statusTrouble(response.statusCode ?? 0, (await readBody(response, ask.signal, 65_536)).body, path);
      const tail = new LogTail(ask.maxBytes);
      const bytes = await drain(response, ask.signal, (chunk) => tail.push(chunk));
      return { value: tail.end(), bytes };
    },
    async follow({ signal, query, hear, opened }) {
      const response = await get('/events', { signal, query });
      if (response.statusCode !== 200)
        throw statusTrouble(response.statusCode ?? 0, (await readBody(response, signal, 65_536)).body, '/events');
      opened();
      const lines = new JsonLines(hear);
      await drain(response, signal, (chunk) => lines.push(chunk));
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
};

const parsed = (body: Buffer, path: string): unknown =>
  path === '/configs' ? configNames(body) : parseGuarded(body, `the answer to ${path}`);

interface Ask {
  readonly signal: AbortSignal;
  readonly query?: Readonly<Record<string, string>>;
}

const readBody = async (response: IncomingMessage, signal: AbortSignal, maxBytes: number): Promise<{ status: number; body: Buffer }> => {
  const chunks: Buffer[] = [];
  let size = 0;
  await drain(response, signal, (chunk) => {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`the Docker daemon answered with more than ${maxBytes} bytes`);
    chunks.push(chunk);
  });
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks) };
};

/** Reads to the proven end: a response that breaks off is an error, never a short answer. */
const drain = (response: IncomingMessage, signal: AbortSignal, take: (chunk: Buffer) => void): Promise<number> => {
  let bytes = 0;
  const ended = new Promise<number>((resolve, reject) => {
    const fail = (error: unknown) => {
      reject(error);
      response.destroy();
    };
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      try {
        take(chunk);
      } catch (error) {
        fail(error);
      }
    });
    response.on('error', (error) => fail(new Error(`the answer of the Docker daemon was cut short: ${messageOf(error)}`)));
    response.on('close', () => fail(new Error('the answer of the Docker daemon was cut short')));
    response.on('end', () => (response.complete ? resolve(bytes) : fail(new Error('the answer of the Docker daemon was cut short'))));
  });
  return abortable(ended, signal, () => response.destroy());
};

const statusTrouble = (status: number, body: Buffer, path: string): Error => {
  const said = messageIn(body);
  if (status === 404) return new Absent(said || `the Docker daemon has no ${path}`);
  if (status === 401 || status === 403) return new Denied(said || `the Docker daemon refuses ${path}`);
  return new Error(`the Docker daemon answered ${status} to ${path}: ${said || 'nothing'}`);
};

const messageIn = (body: Buffer): string => {
  const text = body.toString('utf8').slice(0, 2000);
  const [, message] = /"message"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(text) ?? [];
  try {
    return messageOf(message === undefined ? text : JSON.parse(message))
      .trim()
      .slice(0, 500);
  } catch {
    return messageOf(text).trim().slice(0, 500);
  }
};

const dialTrouble = (error: unknown, where: string): unknown => {
  if (codeOf(error) === 'ENOENT') return new Absent(`there is no Docker socket at ${where}`);
  if (codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM') return new Denied(`no permission to use the Docker daemon at ${where}`);
  if (codeOf(error) === 'ECONNREFUSED') return new Error(`nothing listens at ${where}`);
  return error;
};
