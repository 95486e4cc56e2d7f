import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ComposeRequest, readComposeFiles } from '#app/compose-files';
import type { RunContext } from '#app/run-context';

const service = (name: string) => `services: {${name}: {image: "x:\${TAG:-none}"}}\n`;

/** A recipe's folder with these files and what is read of it. */
const recipeWith = (files: Readonly<Record<string, string | Uint8Array>>) => {
  const folder = mkdtempSync(join(tmpdir(), 'ccci-recipe-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'sub'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
};
const read = async (folder: string, request: Partial<ComposeRequest>, context: Partial<RunContext> = {}) => {
  const given = await readComposeFiles({ files: [], recipe: null, envFile: null, stack: null, ...request }, {
    cwd: folder,
    home: folder,
    env: {},
    ...context,
  } as RunContext);
  return given?.file.services.map(({ name, image }) => `${name} ${image}`).sort();
};
const base = { 'compose.yml': service('app'), 'compose.db.yml': service('db'), 'sub/mail.yml': service('mail') };

describe('the compose files of a recipe', () => {
  it.each([
    [
      'grows line by line',
      'COMPOSE_FILE="compose.yml"\nCOMPOSE_FILE="$COMPOSE_FILE:compose.db.yml"\nCOMPOSE_FILE="${COMPOSE_FILE}:sub/mail.yml"\nTAG=1\n',
      ['app x:1', 'db x:1', 'mail x:1'],
    ],
    ['names files of folders', 'COMPOSE_FILE=./compose.yml:sub/mail.yml', ['app x:none', 'mail x:none']],
    ['is not there', 'TAG="two # 2" # a comment\n', ['app x:two # 2']],
    [
      'stands behind a value of several lines',
      'KEY="-----BEGIN\nCOMPOSE_FILE=no.yml\n-----END"\nCOMPOSE_FILE=compose.db.yml\n',
      ['db x:none'],
    ],
  ])('where COMPOSE_FILE %s', async (_, env, services) => {
    const folder = recipeWith({ ...base, '.env.sample': 'COMPOSE_FILE=compose.db.yml\n', 'app.env': env });
    expect(await read(folder, { recipe: './', envFile: 'app.env' })).toEqual(services);
  });
  it('are those of .env.sample where no env file is given, and the shell goes before it', async () => {
    const folder = recipeWith({ ...base, '.env.sample': 'COMPOSE_FILE=compose.db.yml\n' });
    expect(await read(folder, { recipe: './' })).toEqual(['db x:none']);
    expect(await read(folder, { recipe: './' }, { env: { COMPOSE_FILE: 'compose.yml' } })).toEqual(['app x:none']);
  });
  it.each([
    ['that is not there', 'COMPOSE_FILE=compose.yml:compose.nope.yml', /compose\.nope\.yml/],
    ['without a name', 'COMPOSE_FILE="$COMPOSE_FILE:compose.db.yml"', /:compose\.db\.yml/],
    ['behind an open quote', 'COMPOSE_FILE="compose.yml', /app\.env:1: a quote/],
  ])('a file %s is an error that names it', async (_, env, message) => {
    const folder = recipeWith({ ...base, 'app.env': env });
    await expect(read(folder, { recipe: './', envFile: 'app.env' })).rejects.toThrow(message);
  });
  it('are never outside of it where only its own .env.sample says so', async () => {
    const folder = recipeWith({ ...base, '.env.sample': 'COMPOSE_FILE=compose.yml:../other.yml\n' });
    await expect(read(folder, { recipe: './' })).rejects.toThrow(/\.\.\/other\.yml/);
  });
});

describe('--stack-file', () => {
  it('- is stdin, once', async () => {
    const stdin = async function* () {
      yield Buffer.from(service('in'));
    };
    expect(await read('/', { files: ['-'] }, { stdin: stdin() })).toEqual(['in x:none']);
    await expect(read('/', { files: ['-', '-'] }, { stdin: stdin() })).rejects.toThrow(/stdin/);
  });
  it.each(['utf16le', 'utf8'] as const)('is read in %s with a byte order mark', async (encoding) => {
    const folder = recipeWith({ 'x.yml': Buffer.from(`\uFEFF${service('app')}`, encoding) });
    expect(await read(folder, { files: ['x.yml'] })).toEqual(['app x:none']);
  });
  it.each(['include: [other.yml]\nservices: {a: {image: a}}', 'services: {a: {extends: {file: other.yml, service: b}}}'])(
    'that names a further file is an error: %s',
    async (text) => {
      const folder = recipeWith({ 'x.yml': text });
      await expect(read(folder, { files: ['x.yml'] })).rejects.toThrow(/other\.yml/);
    },
  );
});
