// The licences of what is bundled: every package of which a module is in dist, with its text.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the package that a module belongs to; null for our own. */
const packageOf = (id) => /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? null;

/** The text for these modules. @throws where a package has no licence */
export const noticesOf = (moduleIds) => {
  const folders = [...new Set(moduleIds.flatMap((id) => packageOf(id.replace(/^\0/, '')) ?? []))].filter((folder) =>
    existsSync(join(folder, 'package.json')),
  );
  const notices = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    if (!license && !file) throw new Error(`${name} ${version} is bundled and names no licence`);
    const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `Licensed under ${license}; the package holds no text of it.`;
    return { key: `${name} ${version}`, license: typeof license === 'string' ? license : '', text };
  });
  const unique = [...new Map(notices.map((notice) => [notice.key, notice])).values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const parts = unique.map(({ key, license, text }) => `${'-'.repeat(78)}\n${key}${license && ` (${license})`}\n\n${text}\n`);
  return `ccci-probe is MIT, see LICENSE. Its program holds parts of these ${unique.length} packages:\n\n${parts.join('\n')}`;
};
