/**
 * A review with all that its author does not state taken out, line for line: fenced code, block quotes with the lines that
 * belong to them, HTML comments, struck-through and preformatted text.
 */
export const statedIn = (text: string): string => {
  let fence: string | null = null;
  let quoted = false;
  const lines = text.split('\n').map((line) => {
    const mark = /^\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(`{3,}|~{3,})([^`]*)$/.exec(line);
    if (fence !== null) {
      if (mark?.[1]?.startsWith(fence) && mark[2]?.trim() === '') fence = null;
      return '';
    }
    if (mark) {
      fence = mark[1] ?? null;
      return '';
    }
    quoted = /^\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)?>/.test(line) || (quoted && !startsBlock(line));
    return quoted ? '' : line;
  });
  return lines.join('\n').replace(UNSTATED, (whole) => (whole.startsWith('`') ? whole : whole.replace(/[^\n]+/g, ' ')));
};

/** Code in a line comes first: marks within it are none. */
const UNSTATED =
  /`[^`\n]*`|<!--[\s\S]*?(?:-->|$)|~~(?=\S)(?:(?!\n\s*\n)[\s\S])*?~~|<(del|s|strike|blockquote|pre)(?:\s[^>\n]{0,200})?>[\s\S]*?(?:<\/\1>|$)/gi;

const startsBlock = (line: string): boolean => /^\s*(?:$|#{1,6}\s|[-*+]\s|\d{1,9}[.)]\s|\||(?:-{3,}|\*{3,}|_{3,})\s*$)/.test(line);

/** A sentence, or what stands of one on a line. */
export interface Piece {
  /** What stands of it on this line. */
  readonly text: string;
  /** The whole sentence, which may go on over the lines of its paragraph; of a list, with the sentence that leads it in. */
  readonly sentence: string;
}

/** A longer paragraph is cut: nobody reads a sentence of so many lines. */
const LINES_AT_MOST = 30;

/** The sentences of each line, in order; the lines are as written, and come out of `bare` without Markdown. */
export const piecesOf = (lines: readonly string[], bare: (line: string) => string): readonly (readonly Piece[])[] => {
  const pieces: Piece[][] = lines.map(() => []);
  let [first, lead] = [0, ''];
  const close = (end: number): void => {
    let at = first;
    const sentences = sentencesIn(lines.slice(first, end).map(bare).join('\n'));
    const last = sentences.at(-1)?.trim() ?? '';
    const item = /^\s*(?:[-*+]|\d{1,9}[.)])\s/.test(lines[first] ?? '');
    if (!item && last !== '') lead = last.endsWith(':') ? last.slice(-400) : '';
    for (const sentence of sentences) {
      for (const [index, text] of sentence.split('\n').entries()) {
        if (index > 0) at += 1;
        if (text.trim() !== '') pieces[at]?.push({ text: text.trim(), sentence: item ? `${lead} ${sentence}` : sentence });
      }
    }
    first = end;
  };
  for (const [index, line] of lines.entries())
    if (startsBlock(line) || /^#{1,6}\s/.test(lines[index - 1] ?? '') || index - first >= LINES_AT_MOST) close(index);
  close(lines.length);
  return pieces;
};

/** A sentence ends at a mark before a word that does not begin small; not behind `e.g.` or the number of a list. */
const END = /(?<=[.!?]["'”’)\]]{0,4})(?<!\b(?:e\.g|i\.e|vs|cf|approx|no)\.)(?<!^\W{0,6}\d{1,9}\.)(?=\s+(?![a-z\s]))/gm;

/** A quotation is never cut. */
const sentencesIn = (text: string): readonly string[] => {
  const ends = [...text.replace(QUOTATION, (whole) => '_'.repeat(whole.length)).matchAll(END)].map(({ index }) => index);
  return [0, ...ends].map((from, index) => text.slice(from, ends[index]));
};

const QUOTATION = /"[^"\n]*"|“[^”\n]*”/g;

/** A remark on the side, `(note: …)`; `tested PR#5, not PR#4`, which states the first; a cause, which is a claim of its own. */
const BESIDE =
  /\((?:note|see|cf)\b[^()]*\)|,\s+not\s+PR\s?#?\d+|(?<=\w,?\s)(?:(?:because|due to|caused by)\b[^,.;?!]*|for\s+(?:[\w-]+\s+){1,4}reasons?\b)(?:,\s+not\s+(?!true|so\b)[^,.;?!]*)?/gi;

const NOT_ASSERTED: readonly (readonly [why: string, words: RegExp])[] = [
  ['the sentence asks', /\?(?=["'”’)\]]*(?:\s|$))|^\W*(?:is|are|was|were|do|does|did|has|have)\s/i],
  [
    'the sentence is a condition or speaks of what might be',
    /^\W*had\s|\b(?:if|unless|provided|providing|assum(?:e|es|ed|ing)|suppos(?:e|es|ed|edly|ing)|in case|so that|in order|would|could|should|might|must|ought|will|shall|going to|perhaps|maybe|possibly|probably|presumably|likely|unlikely|seem(?:s|ed)?|appear(?:s|ed)?|apparently)\b|\b(?:may|can)\s+(?:be|have|well|fail|pass|turn|go)\b|['’](?:d|ll)\b|\b(?:when|whenever|once|as soon as|until|till|wait for)\s+(?:the\s+)?(?:builds?\b|runs?\b|#\d|it\b|this\b|that\b)/i,
  ],
  [
    'the sentence reports what somebody says, thinks or wants',
    /\b(?:said|claim(?:s|ed|ing)|wrote|writes|told|tells|alleg\w+|assert(?:s|ed)|report(?:s|ed|edly)|insist(?:s|ed)|expect\w*|thinks?|thought|believ\w+|guess\w*|hop(?:e|es|ed|ing)|fear(?:s|ed)?|doubt\w*|predict\w*|imagin\w+|wonder\w*|want(?:s|ed)?|wish(?:es|ed)?|whether|make sure|ensure|according to|suspect\w*|suggest(?:s|ed)|pretend\w*|hypothes\w+|theory|theories|myths?|ideal(?:ly)?|hypothetical\w*|rumou?r\w*)\b|(?<!\b(?:json|logs?|api|drone|gitea|database|db|sqlite|badge|evidence) (?:both )?)\bsays?\b/i,
  ],
  [
    'the sentence is negated',
    /\b(?:not|never|cannot|neither|nor|none of|nobody|no one|lack(?:s|ed|ing)?|except|un-\w+|non-(?:green|red)|hardly|barely|scarcely|no longer|far from|anything but|instead of|rather than|other than|almost|nearly|falsely|wrongly|mistaken(?:ly)?|den(?:y|ies|ied)|refut\w+|disprov\w+|contrary to|untrue)\b|n['’]t\b|\b(?:is|was|it['’]s|that['’]s|are|were|be)\s+(?:\w+\s+)?(?:false|wrong|incorrect|a lie)\b|^\W*(?:false|wrong|incorrect|untrue)\b|\b(?:no|without|zero)\s+(?:\w+\s+)?(?:green|red|pass\w*|fail\w*|success\w*)\b|\bno\s+(?:\w+\s+)?(?:build|run)\s+#?\d|\b(?:fail|pass)(?:s|es|ed)?\s+(?:in\s+)?(?:0|zero|no|none)\b|\b(?:fail(?:s|ed)?|refused?|unable)\s+to\s+(?:pass|fail|succeed|be|go|turn|reach)\b/i,
  ],
];

/** Why a sentence does not assert what its words say: it asks, supposes, reports or denies it. Null where it asserts it. */
export const whyNotAsserted = (sentence: string): string | null => {
  const plain = sentence.replace(BESIDE, '').replace(/\s+/g, ' ');
  return NOT_ASSERTED.find(([, words]) => words.test(plain))?.[0] ?? null;
};

/** A sentence without what it quotes. */
export const unquoted = (sentence: string): string => sentence.replace(QUOTATION, ' ');
