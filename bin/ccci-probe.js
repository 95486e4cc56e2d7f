#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(`ccci-probe: Node ${process.versions.node} is too old, 22.12 or newer is needed\n`);
  process.exitCode = 2;
} else {
  // Compiled code is kept in a folder of the user's own: one in /tmp could be filled by somebody else.
  const { existsSync, mkdirSync } = require('node:fs');
  const { env } = process;
  const [base, below] = env.XDG_CACHE_HOME ? [env.XDG_CACHE_HOME, ''] : [env.HOME ?? '', '/.cache'];
  const folder = `${base}${below}/ccci-probe`;
  if (base.startsWith('/') && !env.NODE_COMPILE_CACHE && existsSync(base)) {
    // One by one: where the file system makes no folders (/proc), node's recursive mkdir never comes to an end.
    for (const each of [`${base}${below}`, folder])
      try {
        mkdirSync(each);
      } catch {}
    if (existsSync(folder)) require('node:module').enableCompileCache(folder);
  }
  try {
    require('../dist/main.js').start();
  } catch (error) {
    process.stderr.write(`ccci-probe: the program cannot be loaded: ${String(error.message).split('\n', 1)[0]}\n`);
    process.exitCode = 4;
  }
}
