import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { askDocker, stackNamed, stackNames } from '../compose/docker-stacks.ts';

/** `docker stack config` came with docker CLI 25; later ones may print what an older one did not. */
const lacksDocker = spawnSync('docker', ['stack', 'config', '--help']).status !== 0;
if (lacksDocker)
  console.log(
    'lab: there is no docker CLI with `docker stack config`; the answers recorded in test/fixtures/stacks are not held against it',
  );

describe.skipIf(lacksDocker)('the docker CLI of this machine prints what was recorded', () => {
  it.each(stackNames)('%s', (name) => {
    const stack = stackNamed(name);
    expect(askDocker(stack)).toBe(stack.printed);
  });
});
