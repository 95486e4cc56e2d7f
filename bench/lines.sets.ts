/**
 * Reads the labelled sets of logs: LogChunks (labels.jsonl, logs/), CiDiff (breakages/*) and LogDx (cases/*).
 * They are read where they are and never become part of this project.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { splitLog } from '../src/classify/log/split.ts';

export type SetName = 'LogChunks' | 'CiDiff' | 'LogDx';

export interface LabelledLog {
  readonly set: SetName;
  readonly id: string;
  readonly project: string;
  readonly lines: readonly string[];
  /** Line ranges from 0, both ends included: in LogChunks each is a repeat of the whole label, in the others all together are the label. */
  readonly ranges: readonly (readonly [number, number])[];
  /** CiDiff: a log of the same project that passed. */
  readonly green?: readonly string[];
  /** LogDx: what a good extract of the log holds, and the kind of cause. */
  readonly signals?: readonly Signal[];
  readonly category?: string;
}

export interface Signal {
  readonly importance: string;
  readonly value?: string;
  readonly aliases?: readonly string[];
  readonly file?: string;
  readonly evidence_lines?: readonly (readonly [number, number])[];
}

/** The labelled logs of all sets that are in the folder, and the names of those that are not. */
export const readSets = (root: string): { readonly logs: readonly LabelledLog[]; readonly missing: readonly SetName[] } => {
  const logs: LabelledLog[] = [];
  const missing: SetName[] = [];
  for (const [set, archive, inside, read] of [
    ['LogChunks', 'logchunks-dev', 'logchunks', readLogChunks],
    ['CiDiff', 'cidiff', 'cidiff', readCiDiff],
    ['LogDx', 'logdx', 'logdx', readLogDx],
  ] as const) {
    const folder = setFolder(root, archive, inside);
    if (folder === null) missing.push(set);
    else logs.push(...read(folder));
  }
  return { logs, missing };
};

/** The folder that holds the unpacked set, unpacking it where only its archive is there; null where there is neither. */
const setFolder = (root: string, archive: string, inside: string): string | null => {
  if (existsSync(join(root, inside))) return join(root, inside);
  const packed = join(root, 'data', `${archive}.tar.xz`);
  if (!existsSync(packed)) return null;
  const folder = mkdtempSync(join(tmpdir(), 'lines-'));
  execFileSync('tar', ['xJf', packed, '-C', folder]);
  return join(folder, inside);
};

const linesOf = (path: string): string[] => splitLog(readFileSync(path, 'utf8'));

const readLogChunks = (folder: string): LabelledLog[] =>
  readFileSync(join(folder, 'labels.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((row) => JSON.parse(row) as { project: string; log: string; ranges: [number, number][] })
    .map(({ project, log, ranges }) => ({
      set: 'LogChunks',
      id: log,
      project,
      lines: linesOf(join(folder, 'logs', log)),
      ranges: ranges.map(([from, to]) => [from - 1, to - 1] as const),
    }));

const readCiDiff = (folder: string): LabelledLog[] =>
  readdirSync(join(folder, 'breakages'))
    .sort()
    .filter((name) => existsSync(join(folder, 'breakages', name, 'groundtruth')))
    .map((name) => {
      const file = (part: string) => join(folder, 'breakages', name, part);
      const marks = [...readFileSync(file('groundtruth'), 'utf8').matchAll(/^E (\d+)(?:-(\d+))?/gm)];
      return {
        set: 'CiDiff',
        id: name,
        project: name.replace(/_\d+$/, ''),
        lines: linesOf(file('fail.log')),
        green: linesOf(file('pass.log')),
        ranges: marks.map(([, from, to]) => [Number(from) - 1, Number(to ?? from) - 1] as const),
      };
    });

const readLogDx = (folder: string): LabelledLog[] =>
  readdirSync(join(folder, 'cases'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('ground_truth.json'))
    .sort()
    .map((path) => join(folder, 'cases', path))
    .filter((path) => existsSync(path.replace(/ground_truth\.json$/, 'raw.log')))
    .map((path) => {
      const id = path.split('/').at(-2) ?? path;
      const truth = JSON.parse(readFileSync(path, 'utf8')) as Truth;
      return {
        set: 'LogDx',
        id,
        project: `logdx ${id.split('-').slice(0, 2).join('-')}`,
        lines: readFileSync(path.replace(/ground_truth\.json$/, 'raw.log'), 'utf8').split('\n'),
        ranges: truth.evidence_spans.map(({ start_line, end_line }) => [start_line - 1, end_line - 1] as const),
        signals: truth.required_signals,
        category: truth.root_cause.category,
      };
    });

interface Truth {
  readonly required_signals: readonly Signal[];
  readonly evidence_spans: readonly { readonly start_line: number; readonly end_line: number }[];
  readonly root_cause: { readonly category: string };
}
