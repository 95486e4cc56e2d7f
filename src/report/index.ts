/**
 * The renderers of a report. In: a value. Out: a string; no renderer reads a clock, a file or the terminal, and all foreign text goes through
 * visible.ts. The commands and the terminal UI may import any file of this folder; each renderer is loaded when it is wanted.
 */
import type { Report } from '#model/report';
import type { RenderOptions } from './render-options.ts';

/** How a report can be rendered. Each renderer is loaded when it is asked for. */
export const formats = {
  text: async () => (await import('./text.ts')).text,
  json: async () => (await import('./json.ts')).jsonText as (report: Report) => string,
  markdown: async () => (await import('./markdown.ts')).markdown,
  html: async () => (await import('./html.ts')).html,
} as const satisfies Record<string, () => Promise<(report: Report, options: RenderOptions) => string>>;

/** The name of a format. */
export type Format = keyof typeof formats;
