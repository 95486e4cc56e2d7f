import { defineProbe } from '../define-probe.ts';
import { DaemonJournal } from './artifact.ts';

/** The newest lines are kept: what decides a build of today stands at the end. */
const KEEP = 20_000;

/** What the Docker daemon itself said. Only the swarm's leader writes about addresses. */
export const daemonJournal = defineProbe({
  id: 'daemon-journal',
  title: "Docker daemon's log",
  serves: 'both',
  needs: ['journal'],
  budgetMs: 30_000,
  schema: DaemonJournal,
  async collect({ journal, target, signal, count, note }) {
    const { readDaemonLine } = await import('./line.ts');
    const { value, bytes } = await journal.lines({ build: target.build, repo: target.repo, signal });
    count(bytes);
    const read = value.lines.flatMap((raw, index) => readDaemonLine(raw, index + 1) ?? []);
    const telling = read.filter((line) => line.level !== 'debug' || /Unselected|ReleaseAddress\(Global/.test(line.message));
    const lines = telling.slice(-KEEP);
    const unreadable = value.lines.filter((raw) => raw.trim() !== '').length - read.length;
    if (unreadable > 0) note({ code: 'line', text: `${unreadable} lines are not the daemon's` });
    if (telling.length > KEEP) note({ code: 'cut', text: `${telling.length - KEEP} older lines were left out` });
    return { source: value.source, truncated: value.truncated || telling.length > KEEP, lines };
  },
});
