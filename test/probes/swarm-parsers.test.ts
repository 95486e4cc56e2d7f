import { describe, expect, it } from 'vitest';
import { readDaemonLine } from '#probes/daemon-journal/line';
import { readService } from '#probes/swarm-services/reply';

describe("the daemon's lines", () => {
  const text =
    'time="2026-06-12T00:42:01.94Z" level=error msg="Failed allocation for service abc" error="could not find an \\"IP\\"" module=node node.id=n1';
  it('reads logfmt with Go quotes', () =>
    expect(readDaemonLine(text, 7)).toEqual({
      line: 7,
      at: '2026-06-12T00:42:01.940Z',
      level: 'error',
      message: 'Failed allocation for service abc',
      error: 'could not find an "IP"',
      fields: { module: 'node', 'node.id': 'n1' },
    }));
  it('reads a journal entry whose MESSAGE is bytes', () =>
    expect(
      readDaemonLine(JSON.stringify({ MESSAGE: [...new TextEncoder().encode(text)], __REALTIME_TIMESTAMP: '1781224921940000' }), 1)?.level,
    ).toBe('error'));
  it('leaves out null messages, torn lines and other text', () => {
    expect(readDaemonLine('{"MESSAGE":null}', 1)).toBeUndefined();
    expect(readDaemonLine('{"MESSAGE":"x', 1)).toBeUndefined();
    expect(readDaemonLine('hello', 1)).toBeUndefined();
  });
  it('does not hang on a long line', () => expect(readDaemonLine(`msg="${'a\\'.repeat(100_000)}`, 1)?.message).toBeDefined());
});

describe('a service', () => {
  const minimal = {
    ID: 's1',
    Spec: {
      Name: 'x_app',
      TaskTemplate: { ContainerSpec: { Image: 'a:1', Env: ['PASSWORD=hunter2', 'EMPTY'] } },
      Labels: { 'com.docker.stack.namespace': 'x', secret: 'hunter2' },
    },
  };
  it('needs little, and keeps no value of its environment', () => {
    const service = readService(minimal);
    expect(service).toMatchObject({
      name: 'x_app',
      stack: 'x',
      mode: { kind: 'replicated', replicas: 1 },
      env: ['PASSWORD', 'EMPTY'],
      updateStatus: null,
    });
    expect(JSON.stringify(service)).not.toContain('hunter2');
  });
  it('fills in the defaults of a health check', () =>
    expect(
      readService({
        ...minimal,
        Spec: { ...minimal.Spec, TaskTemplate: { ContainerSpec: { Healthcheck: { Test: ['CMD', 'true'], StartPeriod: 5e9 } } } },
      }).health,
    ).toEqual({
      test: ['CMD', 'true'],
      intervalMs: 30_000,
      timeoutMs: 30_000,
      startPeriodMs: 5_000,
      retries: 3,
    }));
});
