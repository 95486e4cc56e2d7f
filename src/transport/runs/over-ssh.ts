import type { RunFolder, RunsPort } from '../ports.ts';
import { type Answer, payloadOf, readReply } from '../remote/reply.ts';
import type { Session } from '../ssh/session.ts';
import { RunReply } from './reply.ts';
import { runsCommand } from './script.ts';

/** A tree of run folders on the SSH host. */
export const runsOverSsh = (session: () => Promise<Session>, root: string): RunsPort => ({
  async read({ run, signal }) {
    const answer = await (await session()).exec(runsCommand(root, run), { signal });
    return { value: readRunReply(answer), bytes: answer.stdout.length };
  },
});

/** Reads either form of the reply: the JSON of python3, or the lines of the plain shell. */
const readRunReply = (answer: Answer): RunFolder => {
  const payload = payloadOf(answer);
  if (payload.startsWith('{"error": "none"') || payload.startsWith('{"error":"none"')) return { exists: false, files: [], texts: [] };
  return payload.startsWith('{') ? readReply(RunReply, answer) : readShellReply(payload);
};

const readShellReply = (payload: string): RunFolder => {
  const files: RunFolder['files'][number][] = [];
  const texts: { path: string; text: string | null }[] = [];
  let coded: string[] = [];
  const close = () => {
    const last = texts.at(-1);
    if (last && coded.length > 0) last.text = Buffer.from(coded.join(''), 'base64').toString('utf8');
    coded = [];
  };
  const lines = payload.split('\n');
  if (!lines.includes('end')) throw new Error('the listing of the run folder was cut short');
  for (const line of lines) {
    const file = /^file (\d+) (\d+) \.\/(.*)$/.exec(line);
    const text = /^(text|large) (.*)$/.exec(line);
    if (file) files.push({ path: file[3] ?? '', size: Number(file[1]), mtimeMs: Number(file[2]) * 1000 });
    else if (text || line === 'end') close();
    else if (line !== '') coded.push(line);
    if (text) texts.push({ path: text[2] ?? '', text: text[1] === 'large' ? null : '' });
  }
  return { exists: true, files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), texts };
};
