import type { Command } from 'commander';
import { type Outcome, reasonOf } from '#model/outcome';
import { Usage } from '#model/trouble';
import { verdictStatus } from '#report/exit-status';
import { paintOf } from '#report/paint';
import { text } from '#report/text';
import { visible, visibleLine } from '#report/visible';
import type { CommandUnit } from '../define-command.ts';
import { diagnose } from '../diagnose.ts';
import { type Io, speaksUnicode } from '../io.ts';
import { addSources } from '../options.ts';

const define = (command: Command): void => {
  addSources(command);
  command.option('--stack <name>', 'the stack as it stands now').option('--from <bundle>', 'look at a saved bundle; touches no host');
};

const run = async ([build]: readonly (string | undefined)[], flags: Readonly<Record<string, unknown>>, io: Io): Promise<number> => {
  if (!io.outIsTty || !io.inIsTty) throw new Usage('tui needs a terminal: use ccci-probe classify here');
  const { report, capture } = await diagnose(build, flags, io);
  const { mount } = await import('#tui/mount');
  const sources = (Object.entries(capture.evidence) as [string, Outcome<unknown>][]).map(([id, outcome]) => ({
    title: visibleLine(`${id}: ${outcome.status}${outcome.status === 'ok' ? '' : `, ${reasonOf(outcome)}`}`),
    lines: outcome.status === 'ok' ? visible(JSON.stringify(outcome.artifact, null, 1)).split('\n') : [visibleLine(reasonOf(outcome))],
  }));
  const verdict = (columns: number) => text(report, { columns, paint: paintOf(0), unicode: speaksUnicode(io.env) }).split('\n');
  const title = visibleLine(`${report.verdict.outcome.toUpperCase()} ${report.verdict.label}`);
  await mount({ title, verdict, sources });
  return verdictStatus(report.verdict);
};

export const command: CommandUnit = { define, run };
