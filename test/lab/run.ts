// npm run lab -- SCENARIO: brings one kind of failure about on a real swarm, asks classify, and says whether it is right.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { lacking } from './engine.ts';
import { openGround } from './ground.ts';
import { play, sourcesOf, truthOf, wordsOf } from './play.ts';
import { ccciProbe } from './program.ts';
import type { Scenario } from './scenario.ts';
import { notStaged, scenarios } from './scenarios.ts';
import { deadSpaces, releaseSpace } from './space.ts';

const USAGE = 'usage: npm run lab -- SCENARIO [--nodes 1|3] [--engine DIR] [--keep] [--record DIR], or list, or clean';
const say = (line: string) => void process.stdout.write(`${line}\n`);
const complain = (line: string, status: number): number => {
  process.stderr.write(`${line}\n`);
  return status;
};

interface Wishes {
  readonly nodes: 1 | 3;
  readonly keep: boolean;
  readonly record: string | null;
}

const main = async (): Promise<number> => {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse();
  } catch (error) {
    return complain(`${(error as Error).message}\n${USAGE}`, 2);
  }
  const { positionals, values } = parsed;
  const [name] = positionals;
  if (name === undefined || positionals.length > 1) return complain(USAGE, 2);
  if (name === 'list') return list();
  if (name === 'clean') return clean();
  const scenario = scenarios.find(({ id }) => id === name);
  if (!scenario) return complain(`no scenario ${JSON.stringify(name)}; npm run lab -- list shows them all`, 2);
  const nodes = Number(values.nodes ?? scenario.nodes);
  if (nodes !== 1 && nodes !== 3) return complain('--nodes is 1 or 3', 2);
  if (nodes < scenario.nodes) return complain(`${name} needs ${scenario.nodes} nodes`, 2);
  if (nodes === 3 && scenario.pool) return complain(`${name} needs a swarm with a pool of its own: one node`, 2);
  if (values.engine !== undefined) process.env['CCCI_LAB_ENGINE'] = resolve(values.engine);
  const missing = lacking();
  if (missing.length > 0) return complain(`this machine lacks ${missing.join(', ')}`, 3);
  clean();
  return stage(scenario, { nodes, keep: values.keep ?? false, record: values.record === undefined ? null : resolve(values.record) });
};

const parse = () =>
  parseArgs({
    allowPositionals: true,
    options: { nodes: { type: 'string' }, engine: { type: 'string' }, keep: { type: 'boolean' }, record: { type: 'string' } },
  });

const list = (): number => {
  for (const { id, nodes, title } of scenarios) say(`${id.padEnd(34)} ${nodes === 1 ? '1 node ' : '3 nodes'}  ${title}`);
  say('\nCannot be staged here:');
  for (const { id, because } of notStaged) say(`${id.padEnd(34)} ${because}`);
  return 0;
};

/** Takes away what killed runs of the lab left: only what a process claimed that is dead. */
const clean = (): number => {
  for (const space of deadSpaces()) {
    say(`left by a killed run, taken away: ${space.folder}`);
    releaseSpace(space);
  }
  return 0;
};

const stage = async (scenario: Scenario, { nodes, keep, record }: Wishes): Promise<number> => {
  const leave = new Promise<number>((end) => {
    process.on('SIGINT', () => end(130));
    process.on('SIGTERM', () => end(143));
  });
  const opening = openGround({ ...scenario, nodes });
  // The teardown waits for an engine that is still starting; a second Ctrl-C does not shorten it.
  const left = await Promise.race([leave, opening.then(() => null)]);
  const ground = await opening;
  try {
    if (left !== null) return left;
    return await Promise.race([leave, staged()]);
  } finally {
    say('tearing down');
    await ground[Symbol.asyncDispose]();
  }

  async function staged(): Promise<number> {
    const { stage: on, report, wrong } = await play(ground, scenario, false);
    say(`scenario  ${scenario.id}: ${scenario.title}`);
    say(`truth     ${truthOf(scenario)}`);
    say(`verdict   ${wordsOf(report)}`);
    say(`          ${report.verdict.summary}`);
    say(wrong === null ? 'They agree.' : `They do not agree: ${wrong}`);
    if (record !== null) {
      mkdirSync(join(record, '..'), { recursive: true });
      const ran = await ccciProbe(['capture', ...sourcesOf(on), '-o', record]);
      say(ran.status === 0 ? `evidence  ${record}` : `capture ended with status ${ran.status}: ${ran.err.trim()}`);
      if (ran.status === 4 || ran.status === 2) return ran.status;
    }
    if (keep) {
      say(`stack     ${on.stack}\nexport DOCKER_HOST=unix://${on.ground.engines[on.at]?.socket}\nIt stays up until Ctrl-C.`);
      return await leave;
    }
    return wrong === null ? 0 : 1;
  }
};

process.exitCode = await main();
