import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { openBundle } from '#app/bundle-files';
import type { RunContext } from '#app/run-context';
import { anySigner } from '#app/source';
import { redact } from '#bundle/redact';
import { seal } from '#bundle/seal';
import { writeBundle } from '#bundle/write';
import { messageOf, Usage } from '#model/errors';
import { version } from '#model/version';
import { redactionText } from '#report/bundle-text';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';

/** Writes the bundle anew with more taken out; what was taken out before stays out. */
export const redactBundle = async (
  path: string,
  request: { readonly output: string | null; readonly rules: readonly string[] },
  json: boolean,
  context: RunContext,
): Promise<number> => {
  if (request.output === null) throw new Usage('where to? Give -o DIRECTORY or -o FILE.tar.gz');
  const rules = request.rules.map(ruleOf);
  const { capture, manifest } = await openBundle(path, anySigner, context);
  const output = resolve(context.cwd, request.output);
  if (output === path) throw new Usage('a bundle is not redacted in place: give another name with -o');
  const { value, redactions } = redact(capture, { key: randomBytes(32), known: [], rules });
  const fresh = seal(value, redactions, version);
  await writeBundle(fresh, output);
  const count = redactions.length;
  await context.out(
    json
      ? jsonText({
          schema: 'ccci-probe/redact@1',
          bundle: request.output,
          from: manifest.digest,
          digest: fresh.manifest.digest,
          count,
          redactions: fresh.manifest.redactions,
        })
      : redactionText(request.output, count, fresh.manifest.digest, fresh.manifest.redactions),
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
