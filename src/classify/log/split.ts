/**
 * Whether a lone carriage return ends a line of this log. CIs whose page is a terminal (Travis, GitHub, GitLab, Drone) overwrite there and
 * count line feeds only; Jenkins shows its log as plain text in a page, where the browser makes a line break of it.
 * @param head the log's first characters
 */
export const returnsEndLines = (head: string): boolean => /^\ufeff?Started by (?:\w+)/.test(head);

/** The lines of a log as its CI counts them. The line after a last line feed is no line. */
export const splitLog = (text: string): string[] => {
  const lines = returnsEndLines(text.slice(0, 64)) ? text.split(/\r\n|\r|\n/) : text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
};
