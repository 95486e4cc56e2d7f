// Start-up against a bare Node, whole processes: --help <= 1.3, a report from a bundle <= 2.2.
import { paired } from './paired.mjs';

const bin = new URL('../bin/ccci-probe.js', import.meta.url).pathname;
const example = new URL('../examples/ghost-557', import.meta.url).pathname;
await paired(
  {
    'node -e 0': { argv: [process.execPath, '-e', '0'] },
    'ccci-probe --help': { argv: [process.execPath, bin, '--help'] },
    'ccci-probe classify 557 --from (text)': { argv: [process.execPath, bin, 'classify', '557', '--from', example], ok: [1] },
    'ccci-probe classify 557 --from (json)': { argv: [process.execPath, bin, 'classify', '557', '--json', '--from', example], ok: [1] },
  },
  Number(process.argv[2] ?? 15),
);
