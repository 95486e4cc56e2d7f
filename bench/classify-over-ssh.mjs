// Whole processes over a link of 30 ms: `ssh host true`, a sqlite3 one-liner over ssh, and `classify 557` from a 1 GB Drone database with a
// real swarm behind it. As root; node bench/classify-over-ssh.mjs [rounds] [megabytes]. CCCI_DB names a database to keep, CCCI_BIN the program,
// CCCI_HOLD=1 keeps it all up for a profile by hand.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { lacking, startEngine } from '../test/lab/engine.ts';
import { hostConfig, noSshd, startSshd } from '../test/lab/sshd.ts';
import { droneDb } from './drone-db.mjs';
import { paired } from './paired.mjs';

const rounds = Number(process.argv[2] ?? 9);
const megabytes = Number(process.argv[3] ?? 1000);
const delayMs = 15;
const root = new URL('..', import.meta.url).pathname;
const program = process.env.CCCI_BIN ?? join(root, 'bin/ccci-probe.js');
const missing = [...lacking(), ...(noSshd ? ['sshd'] : []), ...['ssh', 'sqlite3', 'unshare'].filter(isAbsent)];
if (missing.length > 0) throw new Error(`this machine lacks ${missing.join(', ')}`);

// What root's .bashrc does is paid by every command sshd starts (pyenv: 0.37 s on the machine this was written on) and says nothing about
// the program. Everything below runs in a mount namespace of its own where that file is empty.
const bashrc = join(homedir(), '.bashrc');
if (existsSync(bashrc) && !process.env.CCCI_BENCH_INSIDE) {
  const empty = join(mkdtempSync(join(tmpdir(), 'ccci-bench-')), 'bashrc');
  writeFileSync(empty, '');
  const inside = `mount --bind ${empty} ${bashrc} && exec "$@"`;
  const { status } = spawnSync('unshare', ['-m', 'sh', '-c', inside, 'sh', process.execPath, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env: { ...process.env, CCCI_BENCH_INSIDE: '1' },
  });
  rmSync(join(empty, '..'), { recursive: true });
  process.exit(status ?? 1);
}

const folder = mkdtempSync(join(tmpdir(), 'ccci-bench-'));
const database = droneDb(process.env.CCCI_DB ?? join(folder, 'database.sqlite'), megabytes);
const engine = await startEngine();
const sshd = await startSshd();
const link = await startLink(sshd.port);
try {
  engine.docker('network', 'create', '-d', 'overlay', '--attachable', '--subnet', '10.10.0.0/16', 'proxy');
  engine.deploy('traefik', stackOf('app'));
  engine.deploy('ghost', stackOf('web'));
  await new Promise((resolve) => setTimeout(resolve, 6000));
  for (const part of ['cc-ci-runs', 'dockerd.journal.jsonl'])
    cpSync(join(root, 'test/fixtures/drone', part), join(folder, part), { recursive: true, verbatimSymlinks: true });
  const known = join(folder, 'known_hosts');
  const key = execFileSync('ssh-keygen', ['-yf', sshd.hostKey], { encoding: 'utf8' }).split(' ').slice(0, 2).join(' ');
  writeFileSync(known, `[127.0.0.1]:${link.port} ${key}\n`);
  const config = join(folder, 'config');
  writeFileSync(config, hostConfig('lab', link.port, sshd.key, known));

  const ssh = (...more) => ({ argv: ['ssh', '-F', config, 'lab', ...more] });
  const sql =
    'SELECT b.*, p.step_name, p.step_exit_code, p.step_error, CAST(l.log_data AS TEXT) AS log FROM builds b JOIN stages ON stage_build_id=build_id JOIN steps p ON step_stage_id=stage_id LEFT JOIN logs l ON log_id=step_id WHERE build_number=557';
  // The log is named from the home folder of the SSH host: a path that exists here too would be read here, without ssh.
  const log = relative(homedir(), join(folder, 'dockerd.journal.jsonl'));
  const sources = [
    '--drone',
    database,
    '--runs',
    join(folder, 'cc-ci-runs'),
    '--dockerd-log',
    log,
    '--docker',
    `ssh://lab${engine.socket}`,
  ];
  const over = ['--ssh', 'lab', '--ssh-config', config, ...sources];
  const classify = { argv: [process.execPath, program, 'classify', '557', '--quiet', ...over], ok: [1], cwd: folder };
  const variants = {
    'ssh host true': ssh('true'),
    'ssh -o KexAlgorithms=curve25519-sha256 host true': {
      argv: ['ssh', '-o', 'KexAlgorithms=curve25519-sha256', ...ssh('true').argv.slice(1)],
    },
    'ssh host sqlite3 -json (the one-liner)': ssh('sqlite3', '-readonly', '-json', database, `'${sql}'`),
    'ccci-probe classify 557 --ssh': classify,
  };
  console.log(
    `conditions: ${rounds} rounds, delay ${delayMs} ms each way (a user-space link: ssh's TCP handshake costs nothing, to either),`,
  );
  console.log(
    `  echo through such a link ${(await echoMs()).toFixed(1)} ms, database ${megabytes} MB, an empty ${bashrc} for sshd's sessions,`,
  );
  console.log(`  KEX of ssh: ${kexOf(ssh('true').argv)}`);
  const [before, loginsBefore] = [await link.count(), sshd.logins()];
  const { stdout } = spawnSync(classify.argv[0], [...classify.argv.slice(1), '--json'], { cwd: folder, encoding: 'utf8' });
  const after = await link.count();
  // sshd's log comes through a pipe that was not read meanwhile.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const logins = sshd.logins() - loginsBefore;
  const bytes = after.up - before.up + after.down - before.down;
  console.log(`one classify: ${verdictOf(stdout)}`);
  console.log(`  ${logins} login, ${after.up - before.up} bytes up, ${after.down - before.down} bytes down`);
  if (logins !== 1 || bytes > 1e6) throw new Error('one classify takes one login and less than 1 MB');
  if (process.env.CCCI_HOLD) await hold(classify.argv);
  else await paired(variants, rounds);
} finally {
  link.stop();
  await sshd[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
}

function isAbsent(tool) {
  return spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0;
}

/** A delay link in front of a port: its own port, bytes so far each way, and its end. */
async function startLink(port) {
  const child = spawn(process.execPath, [join(root, 'bench/delay-link.mjs'), String(port), String(delayMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    port: Number((await said.next()).value),
    async count() {
      child.kill('SIGUSR2');
      return JSON.parse((await said.next()).value);
    },
    stop: () => child.kill('SIGTERM'),
  };
}

/** A byte and its echo through such a link, after one to warm up. */
async function echoMs() {
  const server = net.createServer((socket) => socket.setNoDelay(true).pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const echo = await startLink(server.address().port);
  const socket = net.connect({ port: echo.port, host: '127.0.0.1', noDelay: true });
  const times = [];
  for (let round = 0; round < 6; round++) {
    const start = performance.now();
    socket.write('x');
    await once(socket, 'data');
    times.push(performance.now() - start);
  }
  socket.destroy();
  server.close();
  echo.stop();
  return times.slice(1).reduce((sum, ms) => sum + ms, 0) / 5;
}

function kexOf(argv) {
  const { stderr } = spawnSync(argv[0], ['-v', ...argv.slice(1)], { encoding: 'utf8' });
  return /kex: algorithm: (\S+)/.exec(stderr)?.[1] ?? 'unknown';
}

function verdictOf(stdout) {
  const { verdict, probes } = JSON.parse(stdout);
  const shown = Object.entries(probes).map(
    ([id, { status, ms, bytes }]) => `${id} ${status === 'ok' ? '' : `${status} `}${ms} ms ${bytes} B`,
  );
  return `${verdict.outcome} ${verdict.label}\n  ${shown.join('\n  ')}`;
}

/** For a profile by hand: prints what to run and waits for a line. */
async function hold(argv) {
  console.log(argv.join(' '));
  await once(process.stdin, 'data');
  process.stdin.destroy();
}

function stackOf(service) {
  return `version: "3.8"
services:
  ${service}:
    image: bb:1
    command: ["sleep", "100000"]
    networks: [proxy]
networks:
  proxy:
    external: true
`;
}
