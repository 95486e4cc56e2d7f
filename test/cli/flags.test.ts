import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { commands } from '#cli/commands/index';
import { addCommon, valueFlags } from '#cli/flags/common';
import { flagsOf } from '#cli/flags/flags';
import { evidenceRequestOf } from '#cli/flags/source';
import { Usage } from '#model/errors';
import { runMain } from './fake-io.ts';

it('every flag of every command that takes a value is known before the command is loaded', async () => {
  const taking = new Set<string>();
  for (const entry of commands) {
    const command = new Command();
    const unit = (await entry.load()).command;
    addCommon(command, unit.formats);
    unit.define(command);
    for (const { long, short, required, optional } of command.options)
      if (required || optional) for (const flag of [long, short]) if (flag) taking.add(flag);
  }
  expect([...taking].filter((flag) => !valueFlags.has(flag))).toEqual([]);
  // `--env` is the short name of `--env-file`, which commander keeps as the only long one.
  expect([...valueFlags].filter((flag) => !taking.has(flag) && flag !== '--env')).toEqual([]);
});

describe('where evidence comes from', () => {
  it.each([
    [{}, { from: 'live' }],
    [{ from: 'bundle' }, { from: 'bundle', path: 'bundle', trust: { allowedSigners: null, requireSigned: false } }],
    [{ recording: 'flight.db' }, { from: 'recording', path: 'flight.db', at: null }],
    [
      { recording: 'flight.db', at: '2026-06-13T05:38:00Z' },
      { from: 'recording', path: 'flight.db', at: Date.parse('2026-06-13T05:38:00Z') },
    ],
  ])('is one value: %o', (parsed, source) => {
    expect(evidenceRequestOf(flagsOf(parsed)).source).toEqual(source);
  });

  it.each([
    [{ from: 'bundle', recording: 'flight.db' }, /do not go together/],
    [{ from: 'bundle', save: 'other' }, /do not go together/],
    [{ at: '2026-06-13T05:38:00Z' }, /give --recording FILE too/],
    [{ recording: 'flight.db', at: 'yesterday' }, /expected a time/],
  ])('is refused where it makes no sense: %o', (parsed, why) => {
    expect(() => evidenceRequestOf(flagsOf(parsed))).toThrow(Usage);
    expect(() => evidenceRequestOf(flagsOf(parsed))).toThrow(why);
  });

  it.each(['classify', 'pvcheck', 'leaks', 'timeline', 'whatif'])('is refused alike by %s', async (name) => {
    const { status, err } = await runMain([name, '--from', 'examples/ghost-557', '--recording', 'flight.db']);
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining('--from and --recording do not go together') });
  });

  it('goes with the configuration that the flags name, and no other flag', () => {
    const { settings } = evidenceRequestOf(flagsOf({ ssh: 'ci1', giteaOwner: 'us', stack: 'shop', json: true, config: 'c.yaml' }));
    expect(settings).toEqual({ config: 'c.yaml', profile: null, timeout: null, overrides: { ssh: 'ci1', giteaOwner: 'us' } });
  });
});
