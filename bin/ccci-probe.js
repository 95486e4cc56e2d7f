#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(`ccci-probe: Node ${process.versions.node} is too old, 22.12 or newer is needed\n`);
  process.exitCode = 2;
} else {
  import('../dist/main.js').then(({ start }) => start());
}
