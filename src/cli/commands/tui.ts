import type { Command } from 'commander';
import type { Values } from '#gates/gate-facts';
import { gateText } from '#gates/report/text';
import { runGate } from '#gates/run-gate';
import { gates } from '#gates/specs/index';
import { findLeaks } from '#leaks/find-leaks';
import { artifactOf } from '#model/outcome';
import type { Report } from '#model/report';
import { Usage } from '#model/trouble';
import { version } from '#model/version';
import { defaultStack } from '#preflight/default-stack';
import { preflight } from '#preflight/preflight';
import { defaultLimits } from '#preflight/rules';
import type { Capture } from '#probes/index';
import { numberIn } from '#recipe/verdict';
import { verdictStatus } from '#report/exit-status';
import { leaksText } from '#report/leaks-text';
import { markdown } from '#report/markdown';
import { paintOf } from '#report/paint';
import { preflightText } from '#report/preflight-text';
import { timelineText } from '#report/timeline/text';
import { timelineOf } from '#timeline/timeline';
import type { CommandUnit } from '../define-command.ts';
import { diagnose } from '../diagnose.ts';
import { colorLevel, type Io, speaksUnicode } from '../io.ts';
import { addRecording, addSources } from '../options.ts';

const define = (command: Command): void => {
  addSources(command);
  addRecording(command);
  command
    .option('--stack <name>', 'the stack as it stands now')
    .option('--from <bundle>', 'look at a saved bundle; touches no host')
    .option('--screen-reader', 'plain lines instead of a screen')
    .addHelpText('after', '\nKeys: Tab and 1-9 screens, arrows or hjkl, Enter opens, Esc goes back, / searches, ? tells all.');
};

const run = async ([build]: readonly (string | undefined)[], flags: Readonly<Record<string, unknown>>, io: Io): Promise<number> => {
  if (!io.outIsTty || !io.inIsTty) throw new Usage('tui needs a terminal: use ccci-probe classify here');
  const { report, capture } = await diagnose(build, flags, io);
  const { mount } = await import('#tui/mount');
  const unicode = speaksUnicode(io.env);
  await mount(
    {
      subject: { report, capture, pages: pagesOf(capture, unicode), markdown: () => markdown(report), link: linkOf(report, capture) },
      unicode,
      color: colorLevel(io, flags['color'] === false) > 0,
      copy: (text) => void io.out(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`),
      suspend: io.suspend,
    },
    { signal: io.signal, aloud: flags['screenReader'] === true || io.env['INK_SCREEN_READER'] === 'true' },
  );
  io.signal.throwIfAborted();
  return verdictStatus(report.verdict);
};

/** What pvcheck, leaks and the gates say of the same evidence. */
const pagesOf = (capture: Capture, unicode: boolean) => {
  const paint = paintOf(0);
  const look = (columns: number) => ({ columns, paint, unicode });
  const params = (spec: (typeof gates)[number]): Values =>
    Object.fromEntries(
      Object.entries({
        ...spec.params,
        ...(capture.target.recipe ? { recipe: capture.target.recipe.name, pr: capture.target.recipe.pr } : {}),
      }).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
    );
  const held = (id: 'daemon-journal' | 'drone-queue' | 'host-load') =>
    capture.evidence[id] !== undefined && capture.evidence[id].status !== 'absent';
  return [
    {
      id: 'pvcheck',
      title: 'pvcheck',
      text: (columns: number) =>
        preflightText(
          preflight(capture, {
            file: defaultStack(capture.target.proxyNetwork),
            from: null,
            stack: null,
            rules: { limits: defaultLimits, maintenance: [], locks: [] },
            named: { journal: held('daemon-journal'), drone: held('drone-queue'), host: held('host-load') },
            hostname: null,
          }),
          look(columns),
        ),
    },
    {
      id: 'timeline',
      title: 'Timeline',
      text: (columns: number) => timelineText(timelineOf(capture, null, version), look(columns)),
    },
    { id: 'leaks', title: 'Leaks', text: (columns: number) => leaksText(findLeaks(capture, null, held('drone-queue')), look(columns)) },
    {
      id: 'gates',
      title: 'Gates',
      text: (columns: number) =>
        gates
          .filter(({ gate }) => gate.startsWith('ghost/'))
          .map((spec) => gateText(runGate(spec, params(spec), capture, '', version), { ...look(columns), verbose: true }))
          .join('\n'),
    },
  ];
};

/** The build's page in Drone, where a commit status names it. */
const linkOf = ({ subject }: Report, capture: Capture): string | null =>
  artifactOf(capture.evidence.gitea)?.statuses?.find(({ targetUrl }) => subject.build !== null && numberIn(targetUrl) === subject.build)
    ?.targetUrl ?? null;

export const command: CommandUnit = { define, run };
