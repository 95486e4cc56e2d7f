import type { Command } from 'commander';
import { colorLevel, type Io } from '#app/io';
import { detectors } from '#classify/detectors/index';
import { Usage } from '#model/errors';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { paintOf } from '#report/paint';
import { wrap } from '#report/wrap';
import type { CommandUnit } from '../define-command.ts';
import { fitted, formatOf } from '../terminal/show.ts';

type Explained = Pick<(typeof detectors)[number], 'label' | 'title' | 'because' | 'refutedBy' | 'remedy' | 'reasons' | 'requires' | 'uses'>;

/** The label that no detector gives: what is left where none decides. */
const unexplained: Explained = {
  label: 'unexplained',
  title: 'Nothing that was read decides',
  because: 'No detector found its proof in what was read',
  refutedBy: 'Any finding',
  remedy: 'Read what the report says could not be read: it names the labels each source would decide. Then run again, or capture sooner',
  reasons: {},
  requires: [],
  uses: [],
};

const explained: readonly Explained[] = [...detectors, unexplained];

const define = (command: Command): void => {
  command.addHelpText(
    'after',
    '\nWithout a label: the list of all. A reason such as image-missing works as well, and so does a gate such as ghost/M1, a check or a criterion.',
  );
};

const run = async ([name]: readonly (string | undefined)[], flags: Readonly<Record<string, unknown>>, io: Io): Promise<number> => {
  const json = formatOf(flags) === 'json';
  const chosen = name === undefined ? explained : explained.filter((one) => one.label === name || Object.hasOwn(one.reasons, name));
  if (chosen.length === 0) return explainGate(name ?? '', json, io);
  if (json) await io.out(jsonText({ schema: 'ccci-probe/explain@1', labels: chosen.map(factsOf) }));
  else if (name === undefined) await io.out(fitted(listOf(chosen), io, ' '.repeat(23)));
  else await io.out(chosen.map((one) => pageOf(one, name, flags, io)).join('\n'));
  return exitStatus.fine;
};

/** A gate by its name, or a check or a criterion by its id. */
const explainGate = async (name: string, json: boolean, io: Io): Promise<number> => {
  const [{ gates }, { gateChecks }] = await Promise.all([import('#analysis/gates/specs/index'), import('#analysis/gates/checks/index')]);
  const gate = gates.find((one) => one.gate.toLowerCase() === name.toLowerCase());
  const check = gateChecks.find(({ id }) => id === name);
  const used = gates.flatMap((one) =>
    one.criteria
      .filter((criterion) => criterion.id === name || criterion.check === name)
      .map((criterion) => ({ gate: one.gate, ...criterion })),
  );
  if (!gate && !check && used.length === 0)
    throw new Usage(`no label, reason, gate or criterion ${JSON.stringify(name)}: ccci-probe explain and gate list tell them`);
  if (json) {
    await io.out(
      jsonText({
        schema: 'ccci-probe/explain@1',
        gate: gate ?? null,
        check: check ? { id: check.id, title: check.title, needs: check.needs } : null,
        criteria: used,
      }),
    );
    return exitStatus.fine;
  }
  const told = (id: string): string => {
    const one = gateChecks.find((other) => other.id === id);
    return one ? `${one.title}; reads ${one.needs.join(', ')}` : id;
  };
  const page = gate
    ? `${gate.gate}: ${gate.title}\n${gate.criteria.map((one) => `  ${one.id}: ${one.title}\n      ${told(one.check)}\n`).join('')}`
    : `${check ? `${check.id}: ${told(check.id)}\n` : ''}${used.map((one) => `${one.gate}, ${one.id}: ${one.title}\n    ${told(one.check)}\n`).join('')}`;
  await io.out(fitted(page, io));
  return exitStatus.fine;
};

const factsOf = ({ label, title, because, refutedBy, remedy, reasons, requires, uses }: Explained) => ({
  label,
  title,
  because,
  refutedBy,
  remedy,
  reasons,
  requires,
  uses,
});

const listOf = (chosen: readonly Explained[]): string => {
  const byLabel = new Map<string, Explained[]>();
  for (const one of chosen) byLabel.set(one.label, [...(byLabel.get(one.label) ?? []), one]);
  return [...byLabel].map(([label, list]) => `${label.padEnd(22)} ${list[0]?.title}\n${reasonsLine(list)}`).join('');
};

const reasonsLine = (list: readonly Explained[]): string => {
  const reasons = [...new Set(list.flatMap((one) => Object.keys(one.reasons)))];
  return reasons.length === 0
    ? ''
    : `${wrap(reasons.join(', '), 56)
        .map((line) => `${' '.repeat(23)}${line}`)
        .join('\n')}\n`;
};

const pageOf = (one: Explained, name: string, flags: Readonly<Record<string, unknown>>, io: Io): string => {
  const paint = paintOf(colorLevel(io, flags['color'] === false));
  const columns = Math.min(Math.max(io.columns, 40), 100);
  const part = (title: string, body: string) => [paint.strong(title), ...wrap(body, columns - 2).map((line) => `  ${line}`)].join('\n');
  const reasons = Object.entries(one.reasons).filter(([reason]) => one.label === name || reason === name);
  return `${[
    ...wrap(`${one.label}: ${one.title}`, columns, '  ').map(paint.strong),
    part('What proves it', one.because),
    part('What refutes it', one.refutedBy),
    part('What to do', one.remedy),
    ...(reasons.length === 0 ? [] : [part('Reasons', reasons.map(([reason, meaning]) => `${reason}: ${meaning}`).join('\n'))]),
    part('Needs', [...one.requires, ...one.uses.map((probe) => `${probe} (if there)`)].join(', ') || 'nothing'),
  ].join('\n')}\n`;
};

export const command: CommandUnit = { define, run };
