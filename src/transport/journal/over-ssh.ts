import type { JournalPort } from '../ports.ts';
import { readReply } from '../remote/reply.ts';
import type { Session } from '../ssh/session.ts';
import { JournalReply } from './reply.ts';
import { journalCommand } from './script.ts';

/** The daemon's log on the SSH host: a file there, or its journal; the build's window is looked up by the same command. */
export const journalOverSsh = (session: () => Promise<Session>, file: string | null, drone: string | null): JournalPort => ({
  async lines({ build, repo, window, signal }) {
    const answer = await (await session()).exec(journalCommand({ file, drone, build, repo, window: window ?? null }), { signal });
    return { value: readReply(JournalReply, answer), bytes: answer.stdout.length };
  },
});
