import { jsonText } from './json.ts';
import type { LogPage } from './log-text.ts';

/** The explanation as `ccci-probe/log@1` (CONTRACT). */
export const logJson = ({ source, explanation, against }: LogPage): string => {
  const { lines, failure, blocks, shown, ranked, confidence, band, fault, novelty, leftOut, learned, notes } = explanation;
  return jsonText({
    schema: 'ccci-probe/log@1',
    source,
    lines,
    leftOut,
    failure,
    blocks,
    shown,
    ranked,
    confidence,
    band,
    fault,
    against: novelty === null ? null : { logs: against, novelLines: novelty.novelLines },
    learned,
    notes,
  });
};
