// npm run fuzz -- --seconds 60 [--seed N]: changes evidence of every kind at random and looks for what must never happen.
import { parseArgs } from 'node:util';
import { randomOf } from './mutate.ts';
import { type Fault, worlds } from './worlds.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string' }, seed: { type: 'string' } } });
const [seconds, seed] = [Number(values.seconds ?? 60), Number(values.seed ?? Date.now() % 1e9)];
if (!(seconds > 0) || !Number.isSafeInteger(seed)) {
  process.stderr.write('usage: npm run fuzz -- [--seconds N] [--seed N]\n');
  process.exit(2);
}

const end = Date.now() + seconds * 1_000;
const faults = new Map<string, Fault & { readonly seed: number }>();
let tries = 0;
for (; Date.now() < end; tries += 1) {
  const random = randomOf(seed + tries);
  const world = worlds[(seed + tries) % worlds.length];
  const fault = await world?.(random);
  if (!fault) continue;
  const kind = `${fault.world}: ${fault.because.slice(0, 160)}`;
  if (!faults.has(kind)) process.stdout.write(`seed ${seed + tries}: ${fault.world}, ${fault.what.slice(0, 400)}\n  ${fault.because}\n`);
  faults.set(kind, { ...fault, seed: seed + tries });
}
process.stdout.write(`${tries} tries in ${seconds} s from seed ${seed}: ${faults.size} findings\n`);
process.exitCode = faults.size > 0 ? 1 : 0;
