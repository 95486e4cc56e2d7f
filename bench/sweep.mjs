// The scan and the whole sweep against ripgrep over the already extracted text, and the sweep over SSH at 30 ms against scp of the database.
// node bench/sweep.mjs [rounds] [megabytes]; the second part needs sshd and a login as the user that runs it.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { rolldown } from 'rolldown';
import { signs } from '../src/analysis/sweep/signs.ts';
import { hostConfig, noSshd, startSshd } from '../test/lab/sshd.ts';
import { droneDb } from './drone-db.mjs';
import { paired } from './paired.mjs';

const [rounds, megabytes] = [Number(process.argv[2] ?? 5), Number(process.argv[3] ?? 1000)];
const root = new URL('..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'ccci-bench-'));
const at = (name) => join(folder, name);
// Inside of the project, where modules find what they import.
const built = mkdtempSync(join(root, '.bench-'));
const node = (...args) => ({ argv: [process.execPath, '--disable-warning=ExperimentalWarning', ...args] });
try {
  const database = droneDb(at('database.sqlite'), megabytes);
  // Of builds that passed, as most do: what is measured is looking through logs.
  const db = new Database(database);
  db.exec(
    "UPDATE stages SET stage_status='success' WHERE stage_build_id IN (SELECT build_id FROM builds WHERE build_number>1000); UPDATE steps SET step_status='success' WHERE step_stage_id IN (SELECT stage_id FROM stages JOIN builds ON build_id=stage_build_id WHERE build_number>1000)",
  );
  db.close();
  execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'bench/extract-logs.mjs'), database, at('text')]);
  writeFileSync(
    at('patterns'),
    `${signs.map(({ pattern }) => `${pattern.flags.includes('i') ? '(?i:' : '(?:'}${pattern.source.replaceAll('\\/', '/')})`).join('\n')}\n`,
  );
  const bundle = await rolldown({
    ...{ cwd: root, platform: 'node', tsconfig: join(root, 'tsconfig.json'), external: ['better-sqlite3'] },
    input: { 'scan-logs': 'bench/scan-logs.mjs', 'scan-worker': 'src/app/sweep/scan-worker.ts' },
  });
  await bundle.write({ dir: built, entryFileNames: '[name].js' });
  const scan = (how) => node(join(built, 'scan-logs.js'), database, how);
  const hitsOf = (how) => execFileSync(scan(how).argv[0], scan(how).argv.slice(1), { encoding: 'utf8', maxBuffer: 1 << 30 });
  console.log(`hits as the plain loop's: ${['0', '2'].every((how) => hitsOf(how) === hitsOf('plain'))}`);
  const program = join(root, 'bin/ccci-probe.js');
  const sweep = (...more) => ({ argv: [process.execPath, program, 'sweep', '--drone', database, '--json', '--quiet', ...more] });
  await paired(
    {
      'rg -j1 over the extracted text': { argv: ['rg', '-j1', '-c', '-a', '-f', at('patterns'), at('text')] },
      'scan, no thread': scan('0'),
      'scan, two threads': scan('2'),
      'ccci-probe sweep --workers 0': sweep('--workers', '0'),
      'ccci-probe sweep --workers 2': sweep('--workers', '2'),
    },
    rounds,
  );
  if (noSshd === null) await overSsh(database, sweep);
} finally {
  for (const made of [folder, built]) rmSync(made, { recursive: true, force: true });
}

async function overSsh(database, sweep) {
  await using sshd = await startSshd(['Subsystem sftp internal-sftp']);
  const link = spawn(process.execPath, [join(root, 'bench/delay-link.mjs'), String(sshd.port), '15'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const { value: port } = await createInterface({ input: link.stdout })[Symbol.asyncIterator]().next();
    const key = spawnSync('ssh-keygen', ['-yf', sshd.hostKey], { encoding: 'utf8' }).stdout.split(' ').slice(0, 2).join(' ').trim();
    writeFileSync(at('known_hosts'), `[127.0.0.1]:${port} ${key}\n`);
    writeFileSync(at('config'), hostConfig('lab', Number(port), sshd.key, at('known_hosts')));
    await paired(
      {
        'scp of the database, 30 ms': { argv: ['scp', '-q', '-F', at('config'), `lab:${database}`, at('copy')] },
        'ccci-probe sweep --ssh, 30 ms': sweep('--ssh', 'lab', '--ssh-config', at('config'), '--docker', 'unix:///nonexistent'),
      },
      Math.min(rounds, 3),
    );
  } finally {
    link.kill('SIGTERM');
  }
}
