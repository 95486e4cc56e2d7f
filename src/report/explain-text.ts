import type { RenderOptions } from './render-options.ts';
import { wrap } from './wrap.ts';

/** What a label means. */
export interface LabelMeaning {
  readonly label: string;
  readonly title: string;
  readonly because: string;
  readonly refutedBy: string;
  readonly remedy: string;
  readonly reasons: Readonly<Record<string, string>>;
  readonly requires: readonly string[];
  readonly uses: readonly string[];
}

/** Every label with its title and its reasons. */
export const labelsText = (meanings: readonly LabelMeaning[]): string => {
  const byLabel = new Map<string, LabelMeaning[]>();
  for (const meaning of meanings) byLabel.set(meaning.label, [...(byLabel.get(meaning.label) ?? []), meaning]);
  return [...byLabel].map(([label, list]) => `${label.padEnd(22)} ${list[0]?.title}\n${reasonsLine(list)}`).join('');
};

const reasonsLine = (meanings: readonly LabelMeaning[]): string => {
  const reasons = [...new Set(meanings.flatMap((meaning) => Object.keys(meaning.reasons)))];
  if (reasons.length === 0) return '';
  const lines = wrap(reasons.join(', '), 56).map((line) => `${' '.repeat(23)}${line}`);
  return `${lines.join('\n')}\n`;
};

/** One label in full: what proves it, what refutes it, what to do. @param name the label, or the one reason that is asked about */
export const labelText = (meaning: LabelMeaning, name: string, options: RenderOptions): string => {
  const { paint } = options;
  const columns = Math.min(options.columns, 100);
  const part = (title: string, body: string) => [paint.strong(title), ...wrap(body, columns - 2).map((line) => `  ${line}`)].join('\n');
  const reasons = Object.entries(meaning.reasons).filter(([reason]) => meaning.label === name || reason === name);
  return `${[
    ...wrap(`${meaning.label}: ${meaning.title}`, columns, '  ').map(paint.strong),
    part('What proves it', meaning.because),
    part('What refutes it', meaning.refutedBy),
    part('What to do', meaning.remedy),
    ...(reasons.length === 0 ? [] : [part('Reasons', reasons.map(([reason, words]) => `${reason}: ${words}`).join('\n'))]),
    part('Needs', [...meaning.requires, ...meaning.uses.map((probe) => `${probe} (if there)`)].join(', ') || 'nothing'),
  ].join('\n')}\n`;
};

interface CheckMeaning {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly string[];
}

interface CriterionMeaning {
  readonly id: string;
  readonly title: string;
  readonly check: string;
}

/** A gate with its criteria, or a check or criterion with the gates that use it. */
export const gateMeaningText = (
  gate: { readonly gate: string; readonly title: string; readonly criteria: readonly CriterionMeaning[] } | undefined,
  check: CheckMeaning | undefined,
  used: readonly (CriterionMeaning & { readonly gate: string })[],
  checks: readonly CheckMeaning[],
): string => {
  const meaningOf = (id: string): string => {
    const named = checks.find((candidate) => candidate.id === id);
    return named ? `${named.title}; reads ${named.needs.join(', ')}` : id;
  };
  if (gate) {
    const criteria = gate.criteria.map(({ id, title, check: by }) => `  ${id}: ${title}\n      ${meaningOf(by)}\n`);
    return `${gate.gate}: ${gate.title}\n${criteria.join('')}`;
  }
  const head = check ? `${check.id}: ${meaningOf(check.id)}\n` : '';
  return `${head}${used.map(({ gate: name, id, title, check: by }) => `${name}, ${id}: ${title}\n    ${meaningOf(by)}\n`).join('')}`;
};
