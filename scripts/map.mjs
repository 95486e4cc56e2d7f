// Prints the map of the folders into docs/ARCHITECTURE.md, from the table that dependency-cruiser checks; a test compares the two.
import { readFileSync, writeFileSync } from 'node:fs';
import { rooms } from '../.dependency-cruiser.mjs';

/** A pattern of the table in words. */
const nameOf = (pattern) => {
  const [, folder] = /^\^src\/(\w+)\/$/.exec(pattern) ?? [];
  if (folder) return folder;
  const [, library] = /^\^node_modules\/\(@types\/\)\?([\w-]+)\/$/.exec(pattern) ?? [];
  if (library) return library;
  const [, excluded] = /^\^src\/\(\?!(\w+)\/\)$/.exec(pattern) ?? [];
  if (excluded) return `all but ${excluded}`;
  if (pattern === '^node_modules/') return 'any library';
  const [, modules] = /^\^\(node:\)\?\(?([^)]*?)\)?\$$/.exec(pattern) ?? [];
  if (modules) return modules.startsWith('[') ? 'node' : `node (${modules.replaceAll('|', ', ')})`;
  return `\`${pattern
    .replace(/^\^src\//, '')
    .replace(/\$$/, '')
    .replaceAll('\\', '')}\``;
};

const row = ([folder, { what, runs, types }]) => {
  const names = [...runs.map(nameOf), ...(types.length > 0 ? [`types of ${types.map(nameOf).join(', ')}`] : [])];
  return `| \`src/${folder}\` | ${what} | ${names.join('; ') || 'nothing'} |`;
};

/** The map as a Markdown table. */
export const mapOf = () => ['| folder | what it is | may import |', '| --- | --- | --- |', ...Object.entries(rooms).map(row)].join('\n');

const [begin, end] = ['<!-- map: node scripts/map.mjs -->', '<!-- end of map -->'];

/** The page with the map as it is now. */
export const withMap = (page) => {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < 0) throw new Error('docs/ARCHITECTURE.md has no place for the map');
  return `${page.slice(0, from + begin.length)}\n\n${mapOf()}\n\n${page.slice(to)}`;
};

if (import.meta.filename === process.argv[1]) {
  const page = new URL('../docs/ARCHITECTURE.md', import.meta.url).pathname;
  writeFileSync(page, withMap(readFileSync(page, 'utf8')));
}
