import { describe, expect, it } from 'vitest';
import { allowDockerPath, dockerTemplates } from '../../../src/transport/docker/allowed-paths.ts';

describe('the allowlist of Docker paths', () => {
  it.each(dockerTemplates.map((template) => [template.replace('{id}', 'a_b-c.d1'), template]))('allows %s', (path, template) => {
    expect(allowDockerPath(path)).toBe(template);
  });
  it.each([
    '/containers/abc/attach/ws',
    '/containers/abc/archive',
    '/containers/abc/export',
    '/containers/abc/logs',
    '/containers/abc/exec',
    '/images/get',
    '/images/json',
    '/images/search',
    '/distribution/x/json',
    '/plugins/privileges',
    '/swarm',
    '/swarm/unlockkey',
    '/configs/abc',
    '/secrets/abc',
    '/v1.41/services',
    '//services',
    '/services/',
    '/services/..',
    '/services/../swarm',
    '/services/%2e%2e/swarm',
    '/services/a/b',
    '/services?filters=x',
    '/services#x',
    '/services\n',
    '/services/a\\b',
    '/services/.',
    '/sеrvices',
    'services',
    'http://evil/services',
    '',
  ])('refuses %j', (path) => {
    expect(() => allowDockerPath(path)).toThrow(/not a Docker path/);
  });
  it('refuses query keys that are not listed', () => {
    expect(() => allowDockerPath('/containers/json', { filters: '{}' })).not.toThrow();
    for (const key of ['stdin', 'stream', 'follow', '__proto__x', 'filters&x'])
      expect(() => allowDockerPath('/services/x/logs', { [key]: '1' })).toThrow(/query key/);
  });
});
