import { describe, expect, it } from 'vitest';
import { readStackText } from '#compose/setting';

const base = `x-check: &check
  interval: 10s
  start_period: 1m
services:
  app:
    image: ghost:6
    healthcheck: *check
  db:
    image: mysql:\${MYSQL:-8.4}
    healthcheck:
      <<: *check
      retries: 10
    deploy:
      update_config:
        order: start-first
`;
const stackOf = (...over: readonly string[]) =>
  readStackText([{ file: 'compose.yml', text: base }, ...over.map((text, index) => ({ file: `over.${index + 1}.yml`, text }))]);
const at = (path: string, ...over: readonly string[]) => stackOf(...over).settingAt(path.split('.'));

describe('the file that sets a value', () => {
  it('is the one file there is', () =>
    expect(at('services.db.deploy.update_config.order')).toEqual({
      ...{ file: 'compose.yml', line: 15, written: 'start-first', value: 'start-first', variables: [] },
      path: ['services', 'db', 'deploy', 'update_config', 'order'],
    }));

  it.each([
    ['services.app.healthcheck.start_period', 3],
    ['services.db.healthcheck.start_period', 3],
    ['services.db.healthcheck.interval', 2],
  ])('%s stands where the anchor has it', (path, line) =>
    expect(at(path)).toMatchObject({ file: 'compose.yml', line, path: ['x-check', path.split('.').at(-1)] }),
  );

  it('is the last of several', () => {
    const first = 'services:\n  db:\n    healthcheck:\n      start_period: 2m\n';
    const second = 'services:\n  db:\n    healthcheck: {start_period: 3m}\n';
    const third = 'services:\n  db:\n    healthcheck: {timeout: 3m}\n  app: {healthcheck: {start_period: 9m}}\n';
    expect(at('services.db.healthcheck.start_period', first)).toMatchObject({ file: 'over.1.yml', line: 4, written: '2m' });
    expect(at('services.db.healthcheck.start_period', first, second, third)).toMatchObject({ file: 'over.2.yml', line: 3, written: '3m' });
    expect(at('services.db.healthcheck.start_period', second, first)).toMatchObject({ file: 'over.2.yml', written: '2m' });
  });

  it('is not one whose empty value replaces nothing, but one whose zero counts', () => {
    const empty = 'services:\n  db:\n    healthcheck: {start_period: 0s, retries: 0}\n';
    expect(at('services.db.healthcheck.start_period', empty)).toMatchObject({ file: 'compose.yml', written: '1m' });
    expect(at('services.db.healthcheck.retries', empty)).toMatchObject({ file: 'over.1.yml', written: '0' });
  });

  it('is none where no file has the key', () => {
    expect(at('services.db.healthcheck.timeout')).toBeNull();
    expect(at('services.cache.healthcheck.timeout')).toBeNull();
    expect(stackOf('services: {db: {stop_grace_period: 1m}}').fileWith(['services', 'db', 'healthcheck'])).toBe('compose.yml');
    expect(stackOf('services: {db: {stop_grace_period: 1m}}').fileWith(['services', 'db'])).toBe('over.1.yml');
  });

  it('names the variables in it, and knows the value where they are known', () => {
    expect(at('services.db.image')).toMatchObject({ written: 'mysql:${MYSQL:-8.4}', value: 'mysql:8.4', variables: ['MYSQL'] });
    const open = 'services: {db: {image: "mysql:$TAG-debian$$"}}';
    expect(at('services.db.image', open)).toMatchObject({ file: 'over.1.yml', variables: ['TAG'] });
    expect(at('services.db.image', 'services: {db: {image: "mysql:$TAG"}}')).toMatchObject({ value: null });
  });

  it('reads entries of a list by their number', () => {
    const pool = 'networks:\n  in:\n    ipam:\n      config:\n        - subnet: 10.0.9.0/29\n';
    expect(at('networks.in.ipam.config.0.subnet', pool)).toMatchObject({ file: 'over.1.yml', line: 5, written: '10.0.9.0/29' });
  });
});
