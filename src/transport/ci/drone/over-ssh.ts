import type { CiPort } from '../../ports.ts';
import { readReply } from '../../remote/reply.ts';
import type { Session } from '../../ssh/session.ts';
import { DroneReply, HistoryReply, RecentReply } from './reply.ts';
import { buildCommand, historyCommand, recentCommand } from './script.ts';

/** A Drone database on the SSH host, read there by one command. */
export const droneOverSsh = (session: () => Promise<Session>, path: string): CiPort => ({
  async history({ signal, ...ask }) {
    const answer = await (await session()).exec(historyCommand(path, ask), { signal });
    return { value: readReply(HistoryReply, answer), bytes: answer.stdout.length };
  },
  async build({ number, repo, signal }) {
    const answer = await (await session()).exec(buildCommand(path, { number, repo }), { signal });
    return { value: readReply(DroneReply, answer), bytes: answer.stdout.length };
  },
  async recent({ signal }) {
    const answer = await (await session()).exec(recentCommand(path), { signal });
    return { value: readReply(RecentReply, answer), bytes: answer.stdout.length };
  },
});
