import { expect, it } from 'vitest';
import { durationMs } from '#config/duration';
import { parseConfig } from '#config/load';
import { settingsOf } from '#config/settings';

const file = (text: string) => ({ file: 'ccci-probe.yaml', config: parseConfig('ccci-probe.yaml', text) });

it.each([
  ['ssh: ci1\ndron: /x\n', /ccci-probe\.yaml:2: no key "dron", did you mean "drone"/],
  ['profiles:\n  a:\n    timeout: soon\n', /ccci-probe\.yaml:3: profiles\.a\.timeout: a duration such as 30s/],
  ['ssh: [a\n', /ccci-probe\.yaml:\d: /],
  ['ssh: a\nssh: b\n', /ccci-probe\.yaml:2: /],
  ['gitea: not a url\n', /ccci-probe\.yaml:1: gitea: /],
])('%j: the error names file, line and fix', (text, words) => expect(() => file(text)).toThrow(words));

it('lets flags go before the environment, that before the profile, that before the top of the file', () => {
  const files = [file('ssh: top\ndrone: /top\nruns: /top\nprofile: p\nprofiles:\n  p:\n    ssh: prof\n    drone: /prof\n')];
  const env = { CCCI_PROBE_SSH: 'env', DRONE_DATABASE_DATASOURCE: '' };
  expect(settingsOf({ ssh: 'flag' }, env, files, null)).toMatchObject({ ssh: 'flag', drone: '/prof', runs: '/top', proxyNetwork: 'proxy' });
  expect(settingsOf({}, env, files, null).ssh).toBe('env');
  expect(settingsOf({}, {}, files, null).ssh).toBe('prof');
});
it('knows the names Drone and Gitea use', () =>
  expect(
    settingsOf(
      {},
      { DRONE_DATABASE_DATASOURCE: 'file:/data/database.sqlite?_x=1', GITEA_INSTANCE_URL: 'https://git.example.org' },
      [],
      null,
    ),
  ).toMatchObject({
    drone: '/data/database.sqlite',
    gitea: 'https://git.example.org',
  }));
it('names the profiles there are', () =>
  expect(() => settingsOf({}, {}, [file('profiles:\n  a: {}\n')], 'b')).toThrow(/no profile "b": there are a/));
it.each([
  ['30s', 30_000],
  ['1h30m', 5_400_000],
  ['250ms', 250],
  ['5', 5000],
  ['soon', undefined],
  ['', undefined],
])('%s is %s ms', (text, ms) => expect(durationMs(text)).toBe(ms));
