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

/** A case of LogDx: a log and the words or lines that a good extract of it holds. */
export interface SignalCase {
  readonly id: string;
  readonly lines: readonly string[];
  readonly signals: readonly Signal[];
  readonly category: string;
}

export interface Signal {
  readonly importance: string;
  readonly value?: string;
  readonly aliases?: readonly string[];
  readonly file?: string;
  readonly evidence_lines?: readonly (readonly [number, number])[];
}

export const readLogDx = (folder: string): SignalCase[] =>
  readdirSync(join(folder, 'cases'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('ground_truth.json'))
    .sort()
    .map((path) => join(folder, 'cases', path))
    .filter((path) => existsSync(path.replace(/ground_truth\.json$/, 'raw.log')))
    .map((path) => ({
      id: path.split('/').at(-2) ?? path,
      lines: readFileSync(path.replace(/ground_truth\.json$/, 'raw.log'), 'utf8').split('\n'),
      ...truthOf(readFileSync(path, 'utf8')),
    }));

const truthOf = (json: string): Pick<SignalCase, 'signals' | 'category'> => {
  const truth = JSON.parse(json) as { required_signals: Signal[]; root_cause: { category: string } };
  return { signals: truth.required_signals, category: truth.root_cause.category };
};
