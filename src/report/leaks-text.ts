import type { LeakReport } from '#analysis/leaks/find-leaks';
import type { Leak } from '#analysis/leaks/leak';
import type { RenderOptions } from './render-options.ts';
import { visibleLine } from './visible.ts';
import { wrap } from './wrap.ts';

/** `leaks` for people: how many, then each with its likely owner and what removes it. */
export const leaksText = ({ leaks, unread, unknowable, pattern }: LeakReport, { columns, paint, unicode }: RenderOptions): string => {
  const width = Math.min(Math.max(columns, 24), 120);
  const sign = unicode
    ? { no: '✘', yes: '✔', unsure: '?', arrow: '→', dot: '·' }
    : { no: 'x', yes: '+', unsure: '?', arrow: '->', dot: '*' };
  const item = (mark: string, text: string, indent = '  '): string[] =>
    wrap(visibleLine(text, 1_000), width - indent.length - 2).map((line, i) =>
      i === 0 ? `${indent}${mark} ${line}` : `${indent}  ${line}`,
    );
  const among = pattern === null ? '' : ` that match ${visibleLine(pattern, 80)}`;
  const head =
    leaks.length > 0
      ? paint.bad(`${sign.no} ${leaks.length} ${leaks.length === 1 ? 'thing' : 'things'} without an owner${among}`)
      : unread.length > 0
        ? paint.unsure(`${sign.unsure} CANNOT KNOW: nothing found${among}, but not everything could be looked at`)
        : paint.good(`${sign.yes} nothing without an owner${among}`);
  const part = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', paint.strong(title), ...lines]);
  return [
    head,
    ...(['certain', 'likely', 'possible'] as const).flatMap((confidence) =>
      part(
        confidence[0]?.toUpperCase() + confidence.slice(1),
        leaks
          .filter((leak) => leak.confidence === confidence)
          .flatMap((leak) => [
            ...item(sign.dot, headOf(leak)),
            ...item(' ', leak.because).map((line) => paint.quiet(line)),
            ...item(sign.arrow, leak.remedy, '    '),
          ]),
      ),
    ),
    ...part(
      'Could not look',
      unread.flatMap(({ what, because }) => item(sign.unsure, `${what}: ${because}`)),
    ),
    ...part(
      'Cannot be known from here',
      unknowable.flatMap(({ what, because }) => item(sign.unsure, `${what}: ${because}`)),
    ),
    '',
  ].join('\n');
};

const headOf = ({ kind, name, count, stack, recipe, build, since, sizeBytes }: Leak): string =>
  [
    `${kind} ${name}${kind === 'address' ? ` (${count || 'unknown number'})` : ''}`,
    build ? `build ${build.number}${recipe ? ` ${recipe}` : ''}` : recipe,
    stack !== null && !name.startsWith(stack) ? `stack ${stack}` : null,
    since === null ? null : `since ${since}`,
    sizeBytes === null ? null : `${(sizeBytes / 2 ** 20).toFixed(1)} MiB`,
  ]
    .filter((text) => text !== null)
    .join(', ');
