import type { RunFolder, RunsPort } from '../ports.ts';
import { type Answer, payloadOf, readReply } from '../remote/reply.ts';
import type { Session } from '../ssh/session.ts';
import { RunReply } from './reply.ts';
import { runsCommand } from './script.ts';

/** A tree of run folders on the SSH host. */
export const runsOverSsh = (session: () => Promise<Session>, root: string): RunsPort => ({
  async read({ run, signal, pictures = false }) {
    const answer = await (await session()).exec(runsCommand(root, run, pictures), { signal });
    return { value: readRunReply(answer, pictures), bytes: answer.stdout.length };
  },
});

/** Reads either form of the reply: the JSON of python3, or the lines of the plain shell. */
const readRunReply = (answer: Answer, withPictures: boolean): RunFolder => {
  const payload = payloadOf(answer);
  if (payload.startsWith('{"error": "none"') || payload.startsWith('{"error":"none"')) return { exists: false, files: [], texts: [] };
  return payload.startsWith('{') ? readReply(RunReply, answer) : readShellReply(payload, withPictures);
};

const readShellReply = (payload: string, withPictures: boolean): RunFolder => {
  const files: RunFolder['files'][number][] = [];
  const texts: { path: string; text: string | null }[] = [];
  const pictures: { path: string; base64: string | null }[] = [];
  let coded: string[] = [];
  let open: ((base64: string) => void) | null = null;
  const close = () => {
    if (coded.length > 0) open?.(coded.join(''));
    coded = [];
    open = null;
  };
  const lines = payload.split('\n');
  if (!lines.includes('end')) throw new Error('the listing of the run folder was cut short');
  for (const line of lines) {
    const file = /^file (\d+) (\d+) \.\/(.*)$/.exec(line);
    const [, kind, path = ''] = /^(text|large|picture|vast) (.*)$/.exec(line) ?? [];
    if (file) files.push({ path: file[3] ?? '', size: Number(file[1]), mtimeMs: Number(file[2]) * 1000 });
    else if (kind !== undefined || line === 'end') close();
    else if (line !== '') coded.push(line);
    if (kind === 'text' || kind === 'large') {
      const text = { path, text: kind === 'large' ? null : '' };
      texts.push(text);
      open = (base64) => {
        text.text = Buffer.from(base64, 'base64').toString('utf8');
      };
    }
    if (kind === 'picture' || kind === 'vast') {
      const picture: (typeof pictures)[number] = { path, base64: null };
      pictures.push(picture);
      open = (base64) => {
        picture.base64 = base64;
      };
    }
  }
  return {
    exists: true,
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    texts,
    ...(withPictures ? { pictures } : {}),
  };
};
