import type { Command } from 'commander';
import type { RunContext } from '#app/run-context';
import { detectors } from '#classify/detectors/index';
import { Usage } from '#model/errors';
import { exitStatus } from '#report/exit-status';
import { gateMeaningText, type LabelMeaning, labelsText, labelText } from '#report/explain-text';
import { jsonText } from '#report/json';
import { defineCommand } from '../define-command.ts';
import type { Flags } from '../flags/flags.ts';
import { formatOf } from '../flags/format.ts';
import { fitted } from '../terminal/fitted.ts';
import { terminalLook } from '../terminal/look.ts';

/** The label that no detector gives: what is left where none decides. */
const unexplained: LabelMeaning = {
  label: 'unexplained',
  title: 'Nothing that was read decides',
  because: 'No detector found its proof in what was read',
  refutedBy: 'Any finding',
  remedy: 'Read what the report says could not be read: it names the labels each source would decide. Then run again, or capture sooner',
  reasons: {},
  requires: [],
  uses: [],
};

const meanings: readonly LabelMeaning[] = [...detectors, unexplained];

const define = (command: Command): void => {
  command.addHelpText(
    'after',
    '\nWithout a label: the list of all. A reason such as image-missing works as well, and so does a gate such as ghost/M1, a check or a criterion.',
  );
};

const parse = ([name]: readonly string[], flags: Flags) => ({ name, format: formatOf(flags) });

const run = async ({ name, format }: ReturnType<typeof parse>, context: RunContext): Promise<number> => {
  const json = format === 'json';
  const chosen = name === undefined ? meanings : meanings.filter(({ label, reasons }) => label === name || Object.hasOwn(reasons, name));
  if (chosen.length === 0) return explainGate(name ?? '', json, context);
  if (json) await context.out(jsonText({ schema: 'ccci-probe/explain@1', labels: chosen.map(meaningOf) }));
  else if (name === undefined) await context.out(fitted(labelsText(chosen), context, ' '.repeat(23)));
  else await context.out(chosen.map((meaning) => labelText(meaning, name, terminalLook(context))).join('\n'));
  return exitStatus.fine;
};

/** A gate by its name, or a check or a criterion by its id. */
const explainGate = async (name: string, json: boolean, context: RunContext): Promise<number> => {
  const [{ gates }, { gateChecks }] = await Promise.all([import('#analysis/gates/specs/index'), import('#analysis/gates/checks/index')]);
  const gate = gates.find((spec) => spec.gate.toLowerCase() === name.toLowerCase());
  const check = gateChecks.find(({ id }) => id === name);
  const criteria = gates.flatMap((spec) =>
    spec.criteria
      .filter((criterion) => criterion.id === name || criterion.check === name)
      .map((criterion) => ({ gate: spec.gate, ...criterion })),
  );
  if (!gate && !check && criteria.length === 0)
    throw new Usage(`no label, reason, gate or criterion ${JSON.stringify(name)}: ccci-probe explain and gate list tell them`);
  if (json) {
    const shown = check ? { id: check.id, title: check.title, needs: check.needs } : null;
    await context.out(jsonText({ schema: 'ccci-probe/explain@1', gate: gate ?? null, check: shown, criteria }));
  } else await context.out(fitted(gateMeaningText(gate, check, criteria, gateChecks), context));
  return exitStatus.fine;
};

const meaningOf = ({ label, title, because, refutedBy, remedy, reasons, requires, uses }: LabelMeaning): LabelMeaning => ({
  label,
  title,
  because,
  refutedBy,
  remedy,
  reasons,
  requires,
  uses,
});

export const command = defineCommand({ define, parse, run });
