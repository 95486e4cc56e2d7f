import type { FailedCommand } from '#model/log';
import { commandIn, commandInFailure, exitCodeIn } from './sections.ts';
import type { LogTable } from './table.ts';

/**
 * The command that failed and its exit status. Where the CI writes that into the log, it is read there; else the status is the step's, as
 * its CI recorded it, and the command the last one echoed before the lines that explain the failure.
 */
export const failedCommandOf = (table: LogTable, exitCode: number | null, explained: number | undefined): FailedCommand | null => {
  const mark = table.failures.find((line) => exitCodeIn(table.texts[line] as string) !== null) ?? table.failures[0];
  if (mark !== undefined) {
    const text = table.texts[mark] as string;
    const start = commandLineBefore(table, mark);
    const command = commandInFailure(text) ?? (start === null ? null : commandIn(table.texts[start] as string));
    return { command, exitCode: exitCodeIn(text) ?? exitCode, line: mark + 1 };
  }
  const start = commandLineBefore(table, explained ?? table.size - 1);
  const command = start === null ? null : commandIn(table.texts[start] as string);
  if (command === null && exitCode === null) return null;
  return { command, exitCode, line: start === null ? null : start + 1 };
};

const commandLineBefore = (table: LogTable, line: number): number | null => {
  for (let i = line; i >= 0; i = (table.sectionStart[i] as number) - 1) {
    const start = table.sectionStart[i] as number;
    if (commandIn(table.texts[start] as string) !== null) return start;
  }
  return null;
};
