import { describe, expect, it } from 'vitest';
import { parseConfig } from '#config/load';
import { settingsOf } from '#config/settings';

const read = (text: string) => settingsOf({}, {}, [{ file: 'c.yaml', config: parseConfig('c.yaml', text) }], null);

it('limits, windows and locks come out as pvcheck wants them', () => {
  const settings = read(
    [
      'limits: {builds: 2, load-per-cpu: 4, disk-free: 1.5GiB, memory-free: 500M}',
      'maintenance: [{days: [sat], from: "22:00", to: "02:00", because: sweep}]',
      'locks: [{file: /run/lock/x.lock}, {tmux: operator, because: ask}, {build: o/cc-ci}]',
    ].join('\n'),
  );
  expect(settings.limits).toEqual({ builds: 2, 'load-per-cpu': 4, 'disk-free': 1.5 * 2 ** 30, 'memory-free': 500 * 2 ** 20 });
  expect(settings.maintenance).toEqual([{ from: '22:00', to: '02:00', days: ['sat'], because: 'sweep' }]);
  expect(settings.locks).toEqual([
    { kind: 'file', name: '/run/lock/x.lock', because: null },
    { kind: 'tmux', name: 'operator', because: 'ask' },
    { kind: 'build', name: 'o/cc-ci', because: null },
  ]);
});

it('without them there are none', () => expect(read('timeout: 5s')).toMatchObject({ limits: {}, maintenance: [], locks: [] }));

describe('one line says what is wrong and where', () => {
  it.each([
    ['maintenance: [{from: "25:00", to: "02:00"}]', /^c\.yaml:1: maintenance\.0.*HH:MM/],
    ['maintenance: [{from: "2026-06-13T06:00:00Z", to: "2026-06-13T05:00:00Z"}]', /from comes before its to/],
    ['maintenance: [{days: [sat], from: "2026-06-13T06:00:00Z", to: "2026-06-14T05:00:00Z"}]', /has no days/],
    ['locks: [{file: /x, tmux: y}]', /one of file, tmux or build/],
    ['locks: [{file: relative}]', /absolute path/],
    ['locks: [{tmux: "$(reboot)"}]', /tmux session/],
    ['limits: {disk-free: many}', /a size such as 2GiB/],
    ['limits: {load: 3}', /no key "load"/],
  ])('%s', (text, said) => expect(() => read(text)).toThrow(said));
});
