import { resolve } from 'node:path';
import type { Command } from 'commander';
import { classify } from '#classify/classify';
import { Usage } from '#model/trouble';
import { version } from '#model/version';
import { buildReport } from '#report/build-report';
import { verdictStatus } from '#report/exit-status';
import type { CommandUnit } from '../define-command.ts';
import type { Io } from '../io.ts';
import { addSources } from '../options.ts';
import { parsePlainly } from '../parse-plainly.ts';
import { readSettings } from '../settings.ts';
import { show } from '../show.ts';
import { subjectOf } from '../subject.ts';

type Flags = Readonly<Record<string, unknown>>;

const define = (command: Command): void => {
  addSources(command);
  command
    .option('--stack <name>', 'the stack as it stands now, with or without a build')
    .option('--from <bundle>', 'diagnose a saved bundle; touches no host')
    .option('--save <bundle>', 'write the evidence to a directory or a .tar.gz')
    .addHelpText(
      'after',
      '\nExamples:\n  ccci-probe classify 557 --from examples/ghost-557\n  ccci-probe classify 557 --ssh ci1 --drone /var/lib/drone/database.sqlite --runs /var/lib/cc-ci-runs\n  ccci-probe classify --stack ghos-bdd2f3_ci_commoninternet_net --json',
    );
};

const run = async ([build]: readonly (string | undefined)[], flags: Flags, io: Io): Promise<number> => {
  parsePlainly();
  const subject = subjectOf(build, flags['stack'] as string | undefined);
  const { capture, digest } = flags['from'] === undefined ? await live(subject, flags, io) : await saved(subject, flags, io);
  const report = buildReport(classify(capture), capture, digest, version);
  await show(report, flags, io);
  return verdictStatus(report.verdict);
};

const live = async (subject: ReturnType<typeof subjectOf>, flags: Flags, io: Io) => {
  const { settings } = await readSettings(flags, io);
  const { investigate } = await import('../investigate.ts');
  const { capture, sealed } = await investigate(subject, settings, io, flags['quiet'] === true);
  if (flags['save'] !== undefined) {
    const { writeBundle } = await import('#bundle/write');
    await writeBundle(sealed, resolve(io.cwd, String(flags['save'])));
  }
  return { capture, digest: sealed.manifest.digest };
};

const saved = async (subject: ReturnType<typeof subjectOf>, flags: Flags, io: Io) => {
  if (flags['save'] !== undefined) throw new Usage('--save and --from do not go together: the bundle is there already');
  const [{ readBundle }, { aimedAt }] = await Promise.all([import('#bundle/read'), import('#bundle/aim')]);
  const { capture, manifest } = await readBundle(resolve(io.cwd, String(flags['from'])));
  return { capture: aimedAt(capture, subject), digest: manifest.digest };
};

export const command: CommandUnit = { define, run };
