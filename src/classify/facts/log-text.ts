/** ANSI escape sequences (ECMA-48 CSI and OSC), lone escapes and other control characters except tab. */
const ESCAPES =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b.|[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f]/g;

/** What there is to take out of a line, `\r` among it. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/;

/** A log line as a reader sees it: no escapes, and of a progress line its last state. */
export const plain = (line: string): string => {
  if (!CONTROL.test(line)) return line;
  const text = line.replace(/(?<!\r)\r+$/, '');
  return text.slice(text.lastIndexOf('\r') + 1).replace(ESCAPES, '');
};

/** A quote short enough to stand in a report. */
export const quoted = (text: string): string => (text.length > 400 ? `${text.slice(0, 399)}…` : text);

/** The local part of a swarm id that a reader can type. */
export const short = (id: string): string => id.slice(0, 12);
