// Captures examples/ from a real run: a real sshd, a real Swarm, the Drone database and run folders of the fixtures. `npm run examples`, as root.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ghostMembers, ghostRepo } from '../gitea/ghost.ts';
import { startGitea } from '../gitea/server.ts';
import { lacking, startEngine } from './engine.ts';
import { startSshd } from './sshd.ts';

const root = new URL('../..', import.meta.url).pathname;
const missing = lacking();
if (missing.length > 0) throw new Error(`this machine lacks ${missing.join(', ')}`);

const engine = await startEngine();
const sshd = await startSshd();
const gitea = await startGitea({ repos: [ghostRepo()], members: ghostMembers, insider: true });
try {
  engine.docker('network', 'create', '-d', 'overlay', '--attachable', '--subnet', '10.10.0.0/16', 'proxy');
  engine.deploy('traefik_ci_commoninternet_net', stackOf('app', 'bb:1'));
  await new Promise((resolve) => setTimeout(resolve, 6000));
  const host = '/tmp/ccci-example';
  rmSync(host, { recursive: true, force: true });
  mkdirSync(host);
  for (const part of ['database.sqlite', 'cc-ci-runs', 'dockerd.journal.jsonl'])
    cpSync(join(root, 'test/fixtures/drone', part), join(host, part), { recursive: true, verbatimSymlinks: true });
  // The lab's network is as old as this run; what counts is when the real one was made anew.
  writeFileSync(
    join(host, 'ccci-probe.yaml'),
    'epochs:\n  - { name: proxy-fix, at: "2026-06-13T05:38:00Z", why: the proxy network was made anew as a /16 }\n',
  );
  for (const build of ['557', '612']) {
    const bundle = join(root, 'examples', `ghost-${build}`);
    rmSync(bundle, { recursive: true, force: true });
    const sources = [
      '--drone',
      `${host}/database.sqlite`,
      '--runs',
      `${host}/cc-ci-runs`,
      '--dockerd-log',
      `${host}/dockerd.journal.jsonl`,
      '--gitea',
      gitea.url,
      '--docker',
      `unix://${engine.socket}`,
    ];
    // Not execFileSync: the Gitea of this process must go on answering.
    await promisify(execFile)(
      process.execPath,
      [join(root, 'bin/ccci-probe.js'), 'capture', build, '--ssh', 'lab', '--ssh-config', sshd.configFile, ...sources, '-o', bundle],
      { cwd: host },
    );
  }
  rmSync(host, { recursive: true, force: true });
} finally {
  await gitea[Symbol.asyncDispose]();
  await sshd[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
}

function stackOf(service: string, image: string): string {
  return `version: "3.8"
services:
  ${service}:
    image: ${image}
    command: ["sleep", "100000"]
    networks: [proxy]
networks:
  proxy:
    external: true
`;
}
