// Says what this machine lacks for the lab, before its tests run; those that need it are then skipped and counted as skipped.
import { existsSync } from 'node:fs';
import { lacking } from './engine.ts';

const missing = [...lacking(), ...(existsSync('/usr/sbin/sshd') ? [] : ['sshd']), ...(existsSync('/usr/bin/tmux') ? [] : ['tmux'])];
console.log(
  missing.length === 0 ? 'lab: everything is here' : `lab: this machine lacks ${missing.join(', ')}; tests that need it are skipped`,
);
