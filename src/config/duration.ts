/** Milliseconds of `500ms`, `30s`, `5m`, `1h30m`; a bare number is seconds. Undefined where the text is no duration. */
export const durationMs = (text: string): number | undefined => {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.round(Number(text) * 1000);
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(?<![\d.])(\d+(?:\.\d+)?)(ms|s|m|h)/g))
    total += Number(amount) * unitMs[unit as keyof typeof unitMs];
  return Math.round(total);
};

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
