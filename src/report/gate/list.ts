import { visibleLine } from '../visible.ts';

interface ShownSpec {
  readonly gate: string;
  readonly title: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly criteria: readonly { readonly id: string; readonly title: string; readonly check: string }[];
}

/** Every gate with its title. */
export const gateListText = (specs: readonly ShownSpec[]): string =>
  specs.map(({ gate, title }) => `${gate.padEnd(18)} ${visibleLine(title)}\n`).join('');

/** One gate: its parameters and its criteria, each with what its check reads. */
export const gateSpecText = (
  spec: ShownSpec,
  checks: readonly { readonly id: string; readonly title: string; readonly needs: readonly string[] }[],
): string => {
  const params = Object.entries(spec.params).map(([name, value]) => `  ${name} = ${paramText(value)}`);
  const criteria = spec.criteria.flatMap(({ id, title, check: wanted }) => {
    const check = checks.find((candidate) => candidate.id === wanted);
    const reads = check ? `${check.title}; reads ${check.needs.join(', ')}` : `there is no check ${wanted}`;
    return [`  ${id}: ${title}`, `      ${reads}`].map((line) => visibleLine(line));
  });
  return `${[`${spec.gate}: ${spec.title}`, '', 'Parameters (--set NAME=VALUE)', ...params, '', 'Criteria', ...criteria].join('\n')}\n`;
};

const paramText = (value: unknown): string => {
  if (value === null) return 'must be given';
  return Array.isArray(value) ? value.join(',') : String(value);
};

/** How the answer to one criterion changed; null where it was not asked. */
export interface CriterionChange {
  readonly id: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly because: { readonly before: string | null; readonly after: string | null };
}

/** What changed from one answer of a gate to another. */
export const gateDiffText = (
  gate: string,
  result: { readonly before: string; readonly after: string },
  changes: readonly CriterionChange[],
): string => {
  const lines = changes.map(
    ({ id, before, after, because }) =>
      `  ${visibleLine(id)}: ${before ?? 'not asked'} -> ${after ?? 'not asked'}; ${visibleLine(because.after ?? because.before ?? '', 500)}\n`,
  );
  return `${visibleLine(gate)}: ${result.before} -> ${result.after}\n${lines.join('')}`;
};
