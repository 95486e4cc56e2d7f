import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { openSsh } from '#app/open-sources';
import type { RunContext } from '#app/run-context';
import { checkedBundle, readBundle } from '#bundle/read';
import { namespace, signed } from '#bundle/signature';
import { signatureFile, statementFile } from '#bundle/signature-files';
import { writeFiles } from '#bundle/write';
import { classify } from '#classify/classify';
import { Usage } from '#model/errors';
import { version } from '#model/version';
import { buildReport } from '#report/build-report';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { visibleLine } from '#report/visible';

/** Signs a whole bundle in place, with the verdict it gives as a statement; an older signature is replaced. */
export const signBundle = async (path: string, key: string | null, json: boolean, context: RunContext): Promise<number> => {
  if (key === null) throw new Usage('with which key? Give --key ~/.ssh/id_ed25519, or its .pub where the agent holds it');
  const file = resolve(context.cwd, key.replace(/^~(?=\/)/, context.home));
  if (!existsSync(file)) throw new Usage(`--key: there is no ${file}`);
  const [{ files }, { capture, manifest }, ssh] = await Promise.all([checkedBundle(path), readBundle(path), openSsh()]);
  const report = buildReport(classify(capture), capture, manifest.digest, version);
  const check = (data: Uint8Array, signature: string) => ssh.check(data, signature, namespace);
  const bytes = files.get('manifest.json') ?? new Uint8Array();
  const fresh = await signed(bytes, report, { sign: (data) => ssh.sign(data, file, namespace) }, { check });
  const kept = [...files].filter(([name]) => !/^(?:signature|statement)\./.test(name) && name !== 'manifest.json').sort();
  await writeFiles([...kept, ...fresh, ['manifest.json', bytes]], path);
  const by = await check(bytes, new TextDecoder().decode(fresh.get(signatureFile)));
  await context.out(
    json
      ? jsonText({ schema: 'ccci-probe/sign@1', digest: manifest.digest, key: by, files: [signatureFile, statementFile] })
      : `signed by ${by}: ${visibleLine(manifest.digest)}, ${report.verdict.outcome} ${report.verdict.label}\n`,
  );
  return exitStatus.fine;
};
