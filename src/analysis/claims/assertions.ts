/** A remark on the side, `(note: …)`; a cause, which is a claim of its own. */
const BESIDE =
  /\((?:note|see|cf)\b[^()]{0,300}\)|(?<=\w,?\s)(?:\b(?:because|due to|caused by)\b[^,.;?!]{0,300}|\bfor\s(?:[\w-]{1,40}\s){1,4}reasons?\b)/gi;

type Reason = readonly [why: string, words: RegExp];

const OF_SENTENCE: readonly Reason[] = [
  ['the sentence asks', /\?(?=["'”’)\]]{0,4}(?:\s|$))|^\W{0,8}(?:is|are|was|were|do|does|did|has|have)\s/i],
  [
    'the sentence is a condition',
    /^\W{0,8}had\s|\b(?:if|unless|provided|providing|assum(?:e|es|ed|ing)|suppos(?:e|es|ed|edly|ing)|in case|so that|in order)\b|\b(?:when|whenever|once|as soon as|until|till|wait for)\s(?:the\s)?(?:builds?\b|runs?\b|#\d|it\b|this\b|that\b)/i,
  ],
  [
    'the sentence reports what somebody says, thinks or wants',
    /\b(?:said|claim(?:s|ed|ing)|wrote|writes|told|tells|alleg\w{1,12}|assert(?:s|ed)|report(?:s|ed|edly)|insist(?:s|ed)|expect\w{0,9}|thinks?|thought|believ\w{1,9}|guess\w{0,9}|hop(?:e|es|ed|ing)|fear(?:s|ed)?|doubt\w{0,9}|predict\w{0,9}|imagin\w{1,9}|wonder\w{0,9}|want(?:s|ed)?|wish(?:es|ed)?|whether|make sure|ensure|according to|suspect\w{0,9}|suggest(?:s|ed)|pretend\w{0,9}|hypothes\w{1,9}|theory|theories|myths?|ideal(?:ly)?|hypothetical\w{0,4}|rumou?r\w{0,4})\b|(?<!\b(?:json|logs?|api|drone|gitea|database|db|sqlite|badge|evidence) (?:both )?)\bsays?\b/i,
  ],
  [
    'the sentence is negated',
    /\b(?:none of (?:these|this|that|it)|nobody|no one|far from|anything but|falsely|wrongly|mistaken(?:ly)?|den(?:y|ies|ied)|refut\w{1,9}|disprov\w{1,9}|contrary to|untrue|not done|not true|not so|not the case)\b|\b(?:is|was|it['’]s|that['’]s|are|were|be)\s(?:\w{1,20}\s)?(?:false|wrong|incorrect|a lie)\b|^\W{0,8}(?:false|wrong|incorrect|untrue|not)\b|[❌✘✗]/iu,
  ],
];

const OF_CLAUSE: readonly Reason[] = [
  [
    'the sentence speaks of what might be',
    /\b(?:would|could|should|might|must|ought|will|shall|going to|perhaps|maybe|possibly|probably|presumably|likely|unlikely|seem(?:s|ed)?|appear(?:s|ed)?|apparently)\b|\b(?:may|can)\s(?:be|have|well|fail|pass|turn|go)\b|['’](?:d|ll)\b/i,
  ],
  [
    'the sentence is negated',
    /\b(?:lack(?:s|ed|ing)?|except|un-\w{1,20}|non-(?:green|red)|unlike|compared|contrast|versus|either|hardly|barely|scarcely|instead of|rather than|other than|almost|nearly)\b|\b(?:fail|pass)(?:s|es|ed)?\s(?:in\s)?(?:0|zero|no|none)\b|\b(?:fail(?:s|ed)?|refused?|unable)\sto\s(?:pass|fail|succeed|be|go|turn|reach)\b|\b(?:with\s)?(?:no|without|zero|0)\s(?:\w{1,20}\s)?(?:failures?|success(?:es)?|pass(?:es)?|errors?)\b/i,
  ],
];

const reasonIn = (text: string, reasons: readonly Reason[]): string | null => {
  const plain = unquoted(text.replace(BESIDE, ' '));
  return reasons.find(([, words]) => words.test(plain))?.[0] ?? null;
};

/** Why a sentence does not assert what its words say: it asks, supposes, reports or denies it. Null where it asserts it. */
export const whyNotAsserted = (sentence: string): string | null => reasonIn(sentence, OF_SENTENCE);

/** Why a clause does not: it speaks of what might be, or denies it in a way that is not understood. Null where it asserts it. */
export const whyClauseNotAsserted = (clause: string): string | null => reasonIn(clause, OF_CLAUSE);

/** A cause, to the end of the sentence. */
const CAUSE = /\b(?:because|due to|caused by|owing to|thanks to|as a result of|on account of)\b|\bfor\s(?:[\w-]{1,40}\s){1,4}reasons?\b/i;

/** Where a sentence begins to give a cause, `because of …`; null where it gives none. */
export const causeAt = (sentence: string): number | null => CAUSE.exec(sentence)?.index ?? null;

/** A sentence without what it quotes. */
export const unquoted = (sentence: string): string => sentence.replace(/"[^"\n]{0,600}"|“[^“”\n]{0,600}”/g, ' ');
