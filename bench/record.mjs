// What recording a swarm of 60 tasks costs at a 2 s poll: CPU of the recorder and of the engine in percent of a core, each beside its own rest,
// and bytes a second through the socket. As root; node bench/record.mjs [seconds] [tasks].
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lacking, startEngine, until } from '../test/lab/engine.ts';

const seconds = Number(process.argv[2] ?? 60);
const tasks = Number(process.argv[3] ?? 60);
const bin = join(new URL('..', import.meta.url).pathname, 'bin/ccci-probe.js');
const missing = lacking();
if (missing.length > 0) throw new Error(`this machine lacks ${missing.join(', ')}`);

const HERTZ = 100;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const cpuOf = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / HERTZ;
};

const folder = mkdtempSync(join(tmpdir(), 'ccci-record-'));
const engine = await startEngine();
const socket = join(folder, 'counted.sock');
let bytes = 0;
const server = net
  .createServer((near) => {
    const far = net.connect(engine.socket);
    near.on('data', (chunk) => {
      bytes += chunk.length;
    });
    far.on('data', (chunk) => {
      bytes += chunk.length;
    });
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  })
  .listen(socket);
try {
  const services = Array.from(
    { length: 12 },
    (_, index) => `  s${index}:\n    image: bb:1\n    command: ["sleep", "100000"]\n    deploy: {replicas: ${Math.ceil(tasks / 12)}}\n`,
  );
  engine.deploy('bench', `version: "3.8"\nservices:\n${services.join('')}`);
  const running = () => engine.docker('ps', '-q').trim().split('\n').length;
  await until(
    () => running() >= tasks,
    240_000,
    () => `${running()} of ${tasks} run`,
  );
  await sleep(10_000);
  const daemon = Number(readFileSync(join(engine.folder, 'pid'), 'utf8'));
  const rest = async () => {
    const before = cpuOf(daemon);
    await sleep(seconds * 1000);
    return (cpuOf(daemon) - before) / seconds;
  };
  const idle = await rest();
  const file = join(folder, 'flight.db');
  const child = spawn(
    process.execPath,
    [bin, 'record', '--docker', `unix://${socket}`, '--dockerd-log', engine.log, '-o', file, '--every', '2s'],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  // The first look at everything is paid once.
  await sleep(15_000);
  const [began, at] = [bytes, cpuOf(child.pid)];
  const busy = await rest();
  const own = (cpuOf(child.pid) - at) / seconds;
  const wire = (bytes - began) / seconds;
  child.kill('SIGINT');
  await sleep(2_000);
  const again = await rest();
  const size = existsSync(file) ? statSync(file).size : 0;
  const percent = (value) => `${(value * 100).toFixed(2)} %`;
  console.log(`${tasks} tasks at rest, ${seconds} s each, poll 2 s`);
  console.log(`recorder: ${percent(own)} of a core (at most 1 %)`);
  console.log(
    `engine:   ${percent(busy - (idle + again) / 2)} of a core more than at rest (${percent(idle)} before, ${percent(again)} after; at most 1 %)`,
  );
  console.log(`wire:     ${(wire / 1024).toFixed(1)} KiB/s through the socket (at most 30)`);
  console.log(`file:     ${(size / 1024).toFixed(0)} KiB`);
} finally {
  server.close();
  await engine[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
}
