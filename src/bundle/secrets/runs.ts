/** A word of some length: where it begins, and the word. */
export interface Run {
  readonly index: number;
  readonly run: string;
}

const LEAST = 16;
const isTokenLetter = Uint8Array.from({ length: 128 }, (_, code) => (/[\w.+/=:~$,{}-]/.test(String.fromCharCode(code)) ? 1 : 0));

/** Words of 16 letters and more, of the letters that tokens and base64 are made of: by hand, for a pattern would read each short word many times. */
export const longRuns = (text: string): readonly Run[] => {
  const runs: Run[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (at < text.length && isTokenLetter[text.charCodeAt(at)] === 1) continue;
    if (at - start >= LEAST) runs.push({ index: start, run: text.slice(start, at) });
    start = at + 1;
  }
  return runs;
};
