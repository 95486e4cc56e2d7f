// What lies beside results.json in a run folder: badge.svg, lint.txt and screenshot.png (CC-CI.md section 4, DRONE.md section 10).
import type { RunFolder } from '#transport/ports';
import type { RunResults } from './artifact.ts';

const LINT_LINES_AT_MOST = 500;
const BADGE_TEXT_AT_MOST = 200;

const textOf = ({ texts }: RunFolder, path: string): string | null => texts.find((file) => file.path === path)?.text ?? null;

/** What the badge shows: the words between its tags, and the level among them. Null where there is no badge. */
export const badgeIn = (folder: RunFolder): NonNullable<RunResults['badge']> | null => {
  const svg = textOf(folder, 'badge.svg');
  if (svg === null) return null;
  const words = svg
    .replace(/<(?:style|script|title)\b[^<>]*>[^<]*<\/(?:style|script|title)>/gi, ' ')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const level = /\b(?:level|L)\s?(\d)\b/i.exec(words)?.[1];
  return { level: level === undefined ? null : Number(level), text: words.slice(0, BADGE_TEXT_AT_MOST) };
};

/** The lint report; null where there is none. `rule R009  FAIL` names a rule that failed. */
export const lintIn = (folder: RunFolder): NonNullable<RunResults['lint']> | null => {
  const text = textOf(folder, 'lint.txt');
  if (text === null) return null;
  const lines = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, LINT_LINES_AT_MOST);
  return { lines, failed: lines.filter((line) => /^\s*(?:rule\s+)?R\d{3}\b.*\b(?:FAIL(?:ED)?|ERROR)\b/i.test(line)) };
};

/** The screenshot by hash and size; its bytes where they are a PNG within the limit of the port. Null where there is none. */
export const screenshotIn = async (folder: RunFolder): Promise<NonNullable<RunResults['screenshot']> | null> => {
  const file = folder.files.find(({ path }) => path === 'screenshot.png');
  const base64 = folder.pictures?.find(({ path }) => path === 'screenshot.png')?.base64 ?? null;
  if (!file) return null;
  const bytes = base64 === null ? null : Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const isPng = bytes !== null && hexOf(bytes.subarray(0, 8)) === '89504e470d0a1a0a';
  return {
    sha256: bytes === null ? null : hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))),
    size: file.size,
    base64: isPng ? base64 : null,
  };
};

const hexOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
