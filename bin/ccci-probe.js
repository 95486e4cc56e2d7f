#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(`ccci-probe: Node ${process.versions.node} is too old, 22.12 or newer is needed\n`);
  process.exitCode = 2;
} else {
  // Compiled code is kept in a folder of the user's own: one in /tmp could be filled by somebody else.
  const { env } = process;
  const [base, below] = env.XDG_CACHE_HOME ? [env.XDG_CACHE_HOME, ''] : [env.HOME ?? '', '/.cache'];
  if (base.startsWith('/') && !env.NODE_COMPILE_CACHE && require('node:fs').existsSync(base))
    require('node:module').enableCompileCache(`${base}${below}/ccci-probe`);
  require('../dist/main.js').start();
}
