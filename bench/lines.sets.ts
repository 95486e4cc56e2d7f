/**
 * Reads the labelled sets of logs: LogChunks (labels.jsonl, logs/), CiDiff (breakages/*) and LogDx (cases/*).
 * They are read where they are and never become part of this project.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { splitLog } from '../src/classify/log/split.ts';

export interface LabelledLog {
  readonly id: string;
  readonly project: string;
  readonly lines: readonly string[];
  /** Line ranges from 0, both ends included; each is one place where the label stands. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly green?: readonly string[];
}

/** The folder that holds the unpacked set, unpacking it where only its archive is there; null where there is neither. */
export const setFolder = (root: string, archive: string, inside: string): string | null => {
  if (existsSync(join(root, inside))) return join(root, inside);
  const packed = join(root, 'data', `${archive}.tar.xz`);
  if (!existsSync(packed)) return null;
  const folder = mkdtempSync(join(tmpdir(), 'lines-'));
  execFileSync('tar', ['xJf', packed, '-C', folder]);
  return join(folder, inside);
};

const linesOf = (path: string): string[] => splitLog(readFileSync(path, 'utf8'));

export const readLogChunks = (folder: string): LabelledLog[] =>
  readFileSync(join(folder, 'labels.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((row) => JSON.parse(row) as { project: string; log: string; ranges: [number, number][] })
    .map(({ project, log, ranges }) => ({
      id: log,
      project,
      lines: linesOf(join(folder, 'logs', log)),
      ranges: ranges.map(([from, to]) => [from - 1, to - 1] as const),
    }));

export const readCiDiff = (folder: string): LabelledLog[] =>
  readdirSync(join(folder, 'breakages'))
    .sort()
    .filter((name) => existsSync(join(folder, 'breakages', name, 'groundtruth')))
    .map((name) => {
      const file = (part: string) => join(folder, 'breakages', name, part);
      const marks = [...readFileSync(file('groundtruth'), 'utf8').matchAll(/^E (\d+)(?:-(\d+))?/gm)];
      return {
        id: name,
        project: name.replace(/_\d+$/, ''),
        lines: linesOf(file('fail.log')),
        green: linesOf(file('pass.log')),
        ranges: marks.map(([, from, to]) => [Number(from) - 1, Number(to ?? from) - 1] as const),
      };
    });
