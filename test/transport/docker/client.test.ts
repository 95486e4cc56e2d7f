import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http, { type RequestListener } from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Absent, Denied } from '../../../src/model/errors.ts';
import { dialDirect } from '../../../src/transport/docker/agent.ts';
import { dockerClient } from '../../../src/transport/docker/client.ts';
import { replayDocker } from './replayed-docker.ts';

const clientAt = (path: string) => dockerClient(dialDirect({ kind: 'unix', path, from: 'test' }), path);
const soon = (ms = 10_000) => ({ signal: AbortSignal.timeout(ms) });

describe('a recorded daemon', () => {
  it('answers lists, single things, filters and logs, by GET alone', async () => {
    await using docker = await replayDocker('vip-exhaustion-new');
    using client = clientAt(docker.socket);
    const { value: services, bytes } = await client.getJson('/services', soon());
    expect(Array.isArray(services) && services.length).toBeGreaterThan(0);
    expect(bytes).toBeGreaterThan(100);
    const filters = JSON.stringify({ name: ['ghos-bc55c7_db'] });
    const { value: one } = await client.getJson('/services', { ...soon(), query: { filters } });
    expect(one).toMatchObject([{ Spec: { Name: 'ghos-bc55c7_db' } }]);
    const { value: log } = await client.getLog('/services/ghos-bc55c7_db/logs', {
      ...soon(),
      query: { stdout: '1', stderr: '1' },
      maxBytes: 2_000,
    });
    expect(log.length).toBeGreaterThan(100);
    expect(log).not.toMatch(/\x01\0\0\0/);
    expect((await client.getJson('/_ping', soon())).value).toBe('OK');
    await expect(client.getJson('/services/none', soon())).rejects.toThrow(Absent);
    expect(docker.violations()).toBe('');
  });
  it('that fails is an error with its own words', async () => {
    await using docker = await replayDocker('vip-exhaustion-new', ['services']);
    using client = clientAt(docker.socket);
    await expect(client.getJson('/services', soon())).rejects.toThrow(/500.*evidence withheld/);
  });
});

const withDaemon = async (
  listener: RequestListener | ((socket: net.Socket) => void),
  raw: boolean,
  work: (path: string) => Promise<void>,
): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'ccci-fake-'));
  const path = join(folder, 'docker.sock');
  const sockets = new Set<net.Socket>();
  const server = raw ? net.createServer(listener as (socket: net.Socket) => void) : http.createServer(listener as RequestListener);
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(path);
  await once(server, 'listening');
  try {
    await work(path);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  }
};

const answered = (bytes: string, end: boolean) => (socket: net.Socket) =>
  void socket.once('data', () => {
    socket.write(bytes);
    if (end) socket.end();
  });

describe('a daemon that misbehaves', () => {
  it.each([
    ['a body shorter than announced', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{"ID":1},', /cut short/],
    ['a chunked body without its end', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1,2,\r\n', /cut short/],
    ['HTML', 'HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>', /not JSON/],
    ['nothing', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', /not JSON/],
    ['something else than HTTP', 'SSH-2.0-OpenSSH\r\n', /Parse Error|hang up/],
    ['depth', `HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n${'['.repeat(100)}${']'.repeat(100)}`, /nested deeper/],
    ['an upgrade', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: tcp\r\nConnection: Upgrade\r\n\r\n', /./],
    ['a redirect', 'HTTP/1.1 302 Found\r\nLocation: http://evil/\r\nContent-Length: 0\r\n\r\n', /answered 302/],
    ['a closed door', '', /hang up/],
  ])('by %s gives an error within the deadline', async (_name, bytes, words) => {
    await withDaemon(answered(bytes, true), true, async (path) => {
      using client = clientAt(path);
      const began = Date.now();
      await expect(client.getJson('/services', soon(3_000))).rejects.toThrow(words);
      expect(Date.now() - began).toBeLessThan(2_500);
    });
  });
  it.each([
    ['before the head', ''],
    ['in the head', 'HTTP/1.1 200 OK\r\nConte'],
    ['in the body', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{"ID"'],
    ['in an error', 'HTTP/1.1 500 No\r\nContent-Length: 100\r\n\r\n{"mess'],
  ])('by stalling %s ends with the deadline', async (_name, bytes) => {
    await withDaemon(answered(bytes, false), true, async (path) => {
      using client = clientAt(path);
      await client.getJson('/none', soon()).catch(() => undefined);
      const began = Date.now();
      await expect(client.getJson('/services', soon(500))).rejects.toThrow(/timeout|abort/i);
      expect(Date.now() - began).toBeLessThan(1_000);
    });
  });
  it('by endless words is cut off', { timeout: 30_000 }, async () => {
    const endless: RequestListener = (_request, response) => {
      const pour = () => {
        while (!response.destroyed && response.write(Buffer.alloc(1_048_576, 0x20))) {}
      };
      response.on('drain', pour);
      pour();
    };
    await withDaemon(endless, false, async (path) => {
      using client = clientAt(path);
      await expect(client.getJson('/services', soon(20_000))).rejects.toThrow(/more than 33554432 bytes/);
    });
  });
  it.each([401, 403])('by %d is Denied', async (status) => {
    const refuse: RequestListener = (_request, response) => void response.writeHead(status).end('{"message":"not for you"}');
    await withDaemon(refuse, false, async (path) => {
      using client = clientAt(path);
      await expect(client.getJson('/info', soon())).rejects.toThrow(new Denied('not for you'));
    });
  });
  it('by not being there is Absent, by not listening an error', async () => {
    using client = clientAt('/nowhere/docker.sock');
    await expect(client.getJson('/info', soon())).rejects.toThrow(Absent);
  });
});

describe('a log', () => {
  const frame = (text: string) => Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0, text.length]), Buffer.from(text)]);
  const served =
    (body: Buffer, step: number): RequestListener =>
    (_request, response) => {
      for (let at = 0; at < body.length; at += step) response.write(body.subarray(at, at + step));
      response.end();
    };
  it.each([1, 3, 7, 1000])('in pieces of %d bytes is joined and cut to its end', async (step) => {
    const body = Buffer.concat(['one\n', 'two\n', 'three\n'].map(frame));
    await withDaemon(served(body, step), false, async (path) => {
      using client = clientAt(path);
      expect((await client.getLog('/tasks/t/logs', { ...soon(), maxBytes: 1_000 })).value).toBe('one\ntwo\nthree\n');
      expect((await client.getLog('/tasks/t/logs', { ...soon(), maxBytes: 8 })).value).toBe('o\nthree\n');
    });
  });
  it('of a terminal comes as it is, one that breaks off in a frame is an error', async () => {
    await withDaemon(served(Buffer.from('plain words of a terminal\n'), 9), false, async (path) => {
      using client = clientAt(path);
      expect((await client.getLog('/tasks/t/logs', { ...soon(), maxBytes: 1_000 })).value).toBe('plain words of a terminal\n');
    });
    await withDaemon(served(frame('cut short').subarray(0, 12), 9), false, async (path) => {
      using client = clientAt(path);
      await expect(client.getLog('/tasks/t/logs', { ...soon(), maxBytes: 1_000 })).rejects.toThrow(/cut short/);
    });
  });
});
