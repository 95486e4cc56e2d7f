import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LearnedFailure } from '#classify/log/learned';
import { messageOf, Usage } from '#model/errors';
import type { RunContext } from '../run-context.ts';

const version = 1;

/** The user's file of failures that were named: `~/.local/state/ccci-probe/learned-failures.json`. */
export const learnedPath = (io: Pick<RunContext, 'env' | 'home'>): string =>
  join(io.env['XDG_STATE_HOME'] || join(io.home, '.local', 'state'), 'ccci-probe', 'learned-failures.json');

/** The named failures; none where the file is not there. @throws Usage where it cannot be read as one */
export const readLearned = async (io: Pick<RunContext, 'env' | 'home'>): Promise<readonly LearnedFailure[]> => {
  const path = learnedPath(io);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes((error as { code?: string }).code ?? '')) return null;
    throw new Usage(`cannot read ${path}: ${messageOf(error)}`);
  });
  if (text === null) return [];
  const broken = (): never => {
    throw new Usage(`${path} is no list of learned failures: mend it or delete it`);
  };
  try {
    const { failures } = JSON.parse(text) as { failures: readonly LearnedFailure[] };
    return Array.isArray(failures) && failures.every(isLearned) ? failures : broken();
  } catch {
    return broken();
  }
};

const isLearned = (value: unknown): value is LearnedFailure => {
  const { name, templates, example } = (value ?? {}) as Partial<Record<keyof LearnedFailure, unknown>>;
  return typeof name === 'string' && typeof example === 'string' && Array.isArray(templates) && templates.every(Number.isInteger);
};

/** Writes the list beside the old one and then in its place, for the user alone to read. */
export const writeLearned = async (io: Pick<RunContext, 'env' | 'home'>, failures: readonly LearnedFailure[]): Promise<void> => {
  const path = learnedPath(io);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify({ version, failures }, null, 1)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
};
