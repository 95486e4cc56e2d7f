/** What a line of a CI log says once colour, time stamps and the CI's own control words are taken off, and which colours it had. */
export interface CleanLine {
  /** At most `longestLine` characters: a longer line keeps its head and its tail. */
  readonly text: string;
  /** `colour.red | colour.green | colour.yellow`, of the codes that were taken off. */
  readonly colours: number;
}

export const colour = { red: 1, green: 2, yellow: 4 } as const;

/** More than this of one line is never looked at: a progress line may hold 100 kB. */
export const longestLine = 260;
const headOfLong = 190;
const tailOfLong = 60;
const longestRaw = 8192;

/** CSI, character sets, OSC and APC (Buildkite writes its times as `ESC _bk;t=… BEL`). */
const escapes = /\x1b(?:\[[0-9;?=]*[ -/]*[@-~]|[=>()][0B]?|[\]_][^\x07\x1b]*(?:\x07|\x1b\\)?)/g;
const redCode = /\x1b\[(?:\d+;)*(?:31|91|41|38;5;(?:1|9|160|196|203))(?:;\d+)*m/;
const greenCode = /\x1b\[(?:\d+;)*(?:32|92|38;5;(?:2|10))(?:;\d+)*m/;
const yellowCode = /\x1b\[(?:\d+;)*(?:33|93)(?:;\d+)*m/;
/** The same where a program wrote the escape character as the two characters `^[`. */
const writtenEscapes = /\^\[\[[0-9;]*[A-Za-z]/g;
const travisToken = /travis_(?:fold|time):\S*/g;
const gitlabToken = /section_(?:start|end):\d+:[\w.-]+(?:\[[^\]]{0,300}\])?/g;
/** The forms of CI-SOURCES 3 to 6: GitHub, Gitea and Forgejo (7 digits), GitLab (6 digits, stream), `gh run view` columns, Jenkins, log4j. */
const stamp =
  /^\ufeff?(?:[^\t]{1,80}\t[^\t]{1,80}\t)?\ufeff?(?:\d{4}-\d\d-\d\dT[\d:.]+Z ?(?:[0-9a-f]{2}[OE][ +])?|\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.,\d]*Z?\]? ?|\[?\d\d:\d\d:\d\d(?:[.,]\d+)?\]? )/;
/** Output of a Dockerfile's RUN as BuildKit prints it: number of the step and seconds. */
const buildkitOutput = /^#\d+ \d+\.\d+ /;
const actionsWord = /^(?:##\[(\w+)\]|::(error|warning|notice|group|endgroup|debug)(?: [^:]*)?::)/;
const shownAs: Readonly<Record<string, string>> = { error: 'Error: ', warning: 'Warning: ', notice: 'notice: ', debug: 'debug: ' };

/** The line without what only a terminal or the CI's own page needs. */
export const cleanLine = (raw: string): CleanLine => {
  const { text, colours } = bareLine(raw);
  return { text: text.length > longestLine ? `${text.slice(0, headOfLong)} … ${text.slice(-tailOfLong)}` : text, colours };
};

const longestShown = 600;

/** The line as a person reads it: cleaned, but long lines are cut later than for reading by rule. */
export const displayLine = (raw: string): string => {
  const { text } = bareLine(raw);
  return text.length > longestShown ? `${text.slice(0, longestShown)}… (${text.length - longestShown} more)` : text;
};

const bareLine = (raw: string): CleanLine => {
  let text = raw.length > longestRaw ? raw.slice(0, longestRaw - 2048) + raw.slice(-2048) : raw;
  let colours = 0;
  if (text.includes('\x1b')) {
    colours =
      (redCode.test(text) ? colour.red : 0) | (greenCode.test(text) ? colour.green : 0) | (yellowCode.test(text) ? colour.yellow : 0);
    text = text.replace(escapes, '');
  }
  if (text.includes('^[[')) text = text.replace(writtenEscapes, '');
  if (text.includes('travis_')) text = text.replace(travisToken, '');
  if (text.includes('section_')) text = text.replace(gitlabToken, '');
  if (text.includes('\r')) text = lastPiece(text);
  const first = text.charCodeAt(0);
  if (mayBeStamp(first) || text.includes('\t')) text = withoutStamp(text);
  if (text.charCodeAt(0) === 0x23 || text.charCodeAt(0) === 0x3a) text = withoutCiWord(text);
  return { text: text.trimEnd(), colours };
};

const mayBeStamp = (code: number): boolean => (code >= 0x30 && code <= 0x39) || code === 0x5b || code === 0xfeff;

const withoutStamp = (text: string): string => {
  const found = stamp.exec(text);
  return found ? text.slice(found[0].length) : text;
};

/** What a terminal would show of a line that overwrites itself: the last piece with something in it. */
const lastPiece = (text: string): string => {
  let end = text.length;
  while (end > 0) {
    const from = text.lastIndexOf('\r', end - 1);
    const piece = text.slice(from + 1, end);
    if (piece.trim() !== '') return piece;
    end = from;
  }
  return '';
};

const withoutCiWord = (text: string): string => {
  const output = buildkitOutput.exec(text);
  if (output) return text.slice(output[0].length);
  const word = actionsWord.exec(text);
  if (!word) return text;
  return (shownAs[word[1] ?? word[2] ?? ''] ?? '') + text.slice(word[0].length);
};
