// Runs commands interleaved, in shuffled order each round, and prints medians and the median of the per-round ratios to the first.
import { spawn } from 'node:child_process';

const runOnce = ({ argv, env, cwd, ok = [0] }) =>
  new Promise((resolve, reject) => {
    const start = process.hrtime.bigint();
    const child = spawn(argv[0], argv.slice(1), { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env }, cwd });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (!ok.includes(code)) reject(new Error(`${argv.join(' ')}: exit ${code}: ${said.slice(-500)}`));
      else resolve(Number(process.hrtime.bigint() - start) / 1e6);
    });
  });

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** @param variants name -> { argv, env, ok }; the first is the floor. @returns name -> ratio to the floor */
export const paired = async (variants, rounds) => {
  const names = Object.keys(variants);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const name of names
      .map((one) => [Math.random(), one])
      .sort()
      .map(([, one]) => one)) {
      const ms = await runOnce(variants[name]);
      if (round >= 0) times[name].push(ms);
    }
  }
  const [floor] = names;
  const ratios = Object.fromEntries(names.map((name) => [name, median(times[name].map((ms, i) => ms / times[floor][i]))]));
  for (const name of names)
    console.log(`${name.padEnd(44)} ${median(times[name]).toFixed(1).padStart(8)} ms  x ${ratios[name].toFixed(2)}`);
  return ratios;
};
