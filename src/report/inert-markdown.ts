import { visible, visibleLine } from './visible.ts';

/** Foreign text inside a line. */
export const inline = (text: string): string => `<code>${entities(visibleLine(text, 500))}</code>`;

/** Foreign text as a block. `<pre>` is an HTML block that blank lines do not end (CommonMark 4.6, type 1). */
export const code = (text: string): string => `<pre><code>${entities(visible(text))}</code></pre>`;

const entities = (text: string): string => text.replace(/[^A-Za-z0-9 \n.,_-]/gu, (char) => `&#${char.codePointAt(0)};`);

const live = [/!\s*testme/i, /(?:^|[\s([])@[\w-]/, /(?:^|[\s(['"])[#!]\d+/, /https?:\/\//, /<(?:script|img|a)\b/i];

/** The last guard: a body that could act is a bug of ours and is not printed. */
export const inert = (body: string): string => {
  const hit = live.find((pattern) => pattern.test(body));
  if (hit) throw new Error(`the Markdown would act on ${hit}: not printed`);
  return body;
};
