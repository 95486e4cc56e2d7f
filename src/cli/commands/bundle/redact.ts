import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { Io } from '#app/io';
import { readBundle } from '#bundle/read';
import { redact } from '#bundle/redact';
import { seal } from '#bundle/seal';
import { writeBundle } from '#bundle/write';
import { messageOf, Usage } from '#model/errors';
import { version } from '#model/version';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { visibleLine } from '#report/visible';

/** Writes the bundle anew with more taken out; what was taken out before stays out. */
export const redactBundle = async (path: string, flags: Readonly<Record<string, unknown>>, json: boolean, io: Io): Promise<number> => {
  if (flags['output'] === undefined) throw new Usage('where to? Give -o DIRECTORY or -o FILE.tar.gz');
  const rules = ((flags['rule'] as string[] | undefined) ?? []).map(ruleOf);
  const { capture, manifest } = await readBundle(path);
  const output = resolve(io.cwd, String(flags['output']));
  if (output === path) throw new Usage('a bundle is not redacted in place: give another name with -o');
  const { value, redactions } = redact(capture, { key: randomBytes(32), known: [], rules });
  const fresh = seal(value, redactions, version);
  await writeBundle(fresh, output);
  const count = redactions.length;
  await io.out(
    json
      ? jsonText({
          schema: 'ccci-probe/redact@1',
          bundle: String(flags['output']),
          from: manifest.digest,
          digest: fresh.manifest.digest,
          count,
          redactions: fresh.manifest.redactions,
        })
      : `${visibleLine(String(flags['output']))}: ${count} more taken out, ${fresh.manifest.digest}\n${fresh.manifest.redactions.map((one) => `  ${visibleLine(one.file)}: ${one.count} x ${one.kind}\n`).join('')}`,
  );
  return exitStatus.fine;
};

const ruleOf = (rule: string): RegExp => {
  try {
    return new RegExp(rule, 'g');
  } catch (error) {
    throw new Usage(`--rule ${JSON.stringify(rule)}: ${messageOf(error)}`);
  }
};
