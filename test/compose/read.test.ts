import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { variablesOf } from '#compose/env-file';
import { goDurationMs } from '#compose/go-duration';
import { interpolate, MissingVariables } from '#compose/interpolate';
import { readComposeFile } from '#compose/read';

const read = (text: string, variables = {}) => readComposeFile([{ file: 'compose.yml', text }], variables);

describe('a compose file', () => {
  it('gives what the CLI and the engine default to', () => {
    const { services, networks, unknown } = read('services:\n  app:\n    image: ghost:5\n');
    expect(services).toEqual([
      {
        name: 'app',
        file: 'compose.yml',
        line: 2,
        image: 'ghost:5',
        networks: ['default'],
        ports: [],
        deploy: {
          mode: 'replicated',
          replicas: 1,
          endpointMode: 'vip',
          update: null,
          rollback: null,
          restart: { condition: 'any', delayMs: 5_000, maxAttempts: 0, windowMs: 0 },
          constraints: [],
        },
        healthcheck: null,
        stopGraceMs: 10_000,
        secrets: [],
        configs: [],
        mounts: [],
      },
    ]);
    expect([networks, unknown]).toEqual([[], []]);
  });

  it('gives what it states', () => {
    const text = `
x-check: &check {test: ["CMD", "true"], interval: 1m30s, retries: 5}
services:
  app:
    networks: {proxy: , internal: {aliases: [x]}}
    healthcheck: {<<: *check, start_period: 15m, timeout: 500ms}
    ports: ["8080:80", "53:53/udp", {target: 443, published: 443, mode: host}, "9000-9001:9000-9001"]
    deploy:
      mode: global
      endpoint_mode: dnsrr
      update_config: {order: start-first, failure_action: rollback, monitor: 1m, max_failure_ratio: 0.5, parallelism: 0, delay: 10s}
      restart_policy: {condition: on-failure, delay: 3s, max_attempts: 4, window: 2m}
networks:
  proxy: {external: true}
  internal: {driver: overlay, attachable: true, ipam: {config: [{subnet: 10.1.0.0/24, ip_range: 10.1.0.0/28}]}}
  old: {external: {name: elsewhere}}
`;
    const { services, networks } = read(text);
    expect(services[0]).toMatchObject({
      networks: ['proxy', 'internal'],
      healthcheck: { line: 6, disabled: false, intervalMs: 90_000, timeoutMs: 500, retries: 5, startPeriodMs: 900_000 },
      deploy: {
        mode: 'global',
        endpointMode: 'dnsrr',
        update: {
          order: 'start-first',
          failureAction: 'rollback',
          monitorMs: 60_000,
          maxFailureRatio: 0.5,
          parallelism: 0,
          delayMs: 10_000,
        },
        restart: { condition: 'on-failure', delayMs: 3_000, maxAttempts: 4, windowMs: 120_000 },
      },
    });
    expect(services[0]?.ports.map(({ target, published, protocol, mode }) => `${published}:${target}/${protocol} ${mode}`)).toEqual([
      '8080:80/tcp ingress',
      '53:53/udp ingress',
      '443:443/tcp host',
      '9000:9000/tcp ingress',
      '9001:9001/tcp ingress',
    ]);
    expect(networks.map(({ key, name, external, subnets }) => ({ key, name, external, subnets }))).toEqual([
      { key: 'proxy', name: 'proxy', external: true, subnets: [] },
      { key: 'internal', name: null, external: false, subnets: [{ subnet: '10.1.0.0/24', range: '10.1.0.0/28' }] },
      { key: 'old', name: 'elsewhere', external: true, subnets: [] },
    ]);
  });

  it('lays a later file over an earlier one', () => {
    const base =
      'services: {app: {image: a, networks: [proxy], ports: ["1:1"], deploy: {replicas: 2}}}\nnetworks: {proxy: {external: true}}';
    const over = 'services: {app: {networks: [internal], ports: ["2:2"], deploy: {mode: replicated}}, db: {image: b}}';
    const { services } = readComposeFile([
      { file: 'a.yml', text: base },
      { file: 'b.yml', text: over },
    ]);
    expect(services.map(({ name, file, networks, deploy, ports }) => [name, file, networks, deploy.replicas, ports.length])).toEqual([
      ['app', 'b.yml', ['proxy', 'internal'], 2, 2],
      ['db', 'b.yml', ['default'], 1, 0],
    ]);
  });

  it('keeps what hangs on a variable unknown, and uses defaults and given values', () => {
    const text =
      'services: {app: {image: "ghost:${TAG}", deploy: {replicas: "${REPLICAS}"}, healthcheck: {start_period: "${GRACE:-1m}", interval: $EVERY}, networks: ["${NET}"]}}';
    const blind = read(text);
    expect(blind.services[0]).toMatchObject({
      image: null,
      networks: [],
      deploy: { replicas: null },
      healthcheck: { startPeriodMs: 60_000, intervalMs: null },
    });
    expect(blind.unknown.map(({ path, variables }) => `${path} ${variables}`).sort()).toEqual([
      'services.app.deploy.replicas REPLICAS',
      'services.app.healthcheck.interval EVERY',
      'services.app.image TAG',
      'services.app.networks NET',
    ]);
    expect(read(text, { TAG: '5', REPLICAS: '3', GRACE: '5s', EVERY: '2s', NET: 'proxy' })).toMatchObject({
      unknown: [],
      services: [
        { image: 'ghost:5', networks: ['proxy'], deploy: { replicas: 3 }, healthcheck: { startPeriodMs: 5_000, intervalMs: 2_000 } },
      ],
    });
  });

  it.each([
    ['', /no compose file/],
    ['[]', /no compose file/],
    ['services: 3', /services must be a mapping/],
    ['services: {app: {image: [1]}}', /services\.app\.image: expected a text/],
    ['services: {app: {healthcheck: {interval: 5}}}', /services\.app\.healthcheck\.interval: expected a duration/],
    ['services: {app: {deploy: {replicas: many}}}', /replicas: expected a number/],
    ['services: {app: {ports: [x]}}', /services\.app\.ports: expected ports such as/],
    ['services:\n  app:\n   image: a\n  image: b\n bad', /compose\.yml:\d+: /],
    [`services: ${'['.repeat(2_000)}${']'.repeat(2_000)}`, /nested too deeply/],
    [
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b]\nservices: [*c,*c,*c,*c,*c,*c,*c,*c]`,
      /compose\.yml/,
    ],
    ['x'.repeat(1_100_000), /larger than 1 MiB/],
  ])('%.40s is refused with its place', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it('takes no key for more than a key', () => {
    const { services } = read('services: {__proto__: {image: a}, constructor: {image: b}}');
    expect(services.map(({ name, image }) => [name, image])).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    expect(read('services: {a: {image: "$toString"}}').unknown).toHaveLength(1);
  });

  it('reads every compose file of the corpus', () => {
    const corpus = join(import.meta.dirname, '../fixtures/corpus');
    for (const scenario of readdirSync(corpus).filter((name) => !name.includes('.')))
      for (const file of readdirSync(join(corpus, scenario)).filter((name) => /^compose.*\.yml$/.test(name))) {
        const { services, unknown } = readComposeFile([{ file, text: readFileSync(join(corpus, scenario, file), 'utf8') }]);
        expect(services.length).toBeGreaterThan(0);
        expect(unknown).toEqual([]);
      }
  });
});

describe('interpolation', () => {
  it.each([
    ['a$$b', 'a$b'],
    ['${A}', 'x'],
    ['$A.${A}', 'x.x'],
    ['$A-rest', 'x'],
    ['$NONE-rest', 'rest'],
    ['${A}-${A}', 'x-x'],
    ['${EMPTY:-d}', 'd'],
    ['${EMPTY-d}', ''],
    ['${NONE:-${A}y}', 'xy'],
    ['${A:+set}', 'set'],
    ['${NONE:+set}', ''],
    ['100$', '100$'],
  ])('%s is %s', (text, value) => {
    expect(interpolate(text, { A: 'x', EMPTY: '' })).toBe(value);
  });

  it.each(['$NONE', '${NONE}', '${NONE:?say}', '${EMPTY:?say}', '${NONE:-${OTHER}}'])('%s stays unknown', (text) => {
    expect(interpolate(text, { EMPTY: '' })).toBeInstanceOf(MissingVariables);
  });

  it('reads a .env file', () => {
    expect({ ...variablesOf('# x\nA=1\nexport B="two # 2"\nC = three # not\nD=\nnonsense\r\nE=\'q\'\r\n') }).toEqual({
      A: '1',
      B: 'two # 2',
      C: 'three',
      D: '',
      E: 'q',
    });
  });
});

it.each([
  ['30s', 30_000],
  ['1m30s', 90_000],
  ['1.5h', 5_400_000],
  ['0', 0],
  ['.5s', 500],
  ['5', undefined],
  ['1d', undefined],
  ['-5s', undefined],
  ['s', undefined],
])('the Go duration %s is %s ms', (text, ms) => {
  expect(goDurationMs(text)).toBe(ms);
});

it('placement constraints are read, and one that hangs on a variable makes them open', () => {
  const of = (constraints: string) => {
    const text = `services: {app: {image: x, deploy: {placement: {constraints: ${constraints}}}}}`;
    const file = readComposeFile([{ file: 'c.yml', text }]);
    return { constraints: file.services[0]?.deploy.constraints, unknown: file.unknown.map(({ path }) => path) };
  };
  expect(of('[node.role == manager]')).toEqual({ constraints: ['node.role == manager'], unknown: [] });
  expect(of('["node.hostname == ${HOST}"]')).toEqual({ constraints: null, unknown: ['services.app.deploy.placement.constraints'] });
});

describe('what would fill the memory', () => {
  const merges = ['a0: &a0 {x: 1}', ...Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} {<<: [${Array(10).fill(`*a${n}`)}]}`)];
  const lists = ['a0: &a0 [x]', ...Array.from({ length: 12 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(10).fill(`*a${n}`)}]`)];
  it('merges of merges are read in no time', () =>
    expect(read([...merges, 'services: {a: {image: a}}'].join('\n')).services).toHaveLength(1));
  it('aliases that unfold without end are refused', () =>
    expect(() => read([...lists, 'services: {a: {image: a}}'].join('\n'))).toThrow(/compose\.yml unfolds to more than/));
  it('port ranges in every service are refused', () => {
    const services = Array.from({ length: 50 }, (_, n) => `  s${n}: {image: a, ports: ["1-65535"]}`);
    expect(() => read(['services:', ...services].join('\n'))).toThrow(/more than \d+ ports/);
  });
  it('an anchor within itself is refused with its line', () =>
    expect(() => read('services:\n  a: &a\n    image: *a\n')).toThrow(/compose\.yml:3: /));
});
