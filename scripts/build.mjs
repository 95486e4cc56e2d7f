// Bundles the program into dist/: a few CommonJS files, each loaded when it is needed, because Node starts those sooner than modules; the
// terminal UI stays a module, for Ink awaits at its top level. Native parts are left outside.
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { packMessages } from './pack-messages.mjs';
import { noticesOf } from './third-party-notices.mjs';

const root = new URL('..', import.meta.url).pathname;
const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'));
// `npx` in a checkout runs `prepare` again: what is built already stays, another call may be using it.
if (process.env.npm_command === 'exec' && existsSync(`${root}dist/main.js`)) process.exit(0);

const nothing = `${root}scripts/not-used.mjs`;
const leaveOut = {
  name: 'leave-out',
  resolveId(source, importer = '') {
    // dockerode is given a sender of ours: its own reads the environment, follows redirects, and its SSH checks no host key.
    if (source === 'docker-modem') return nothing;
    // dockerode loads what it builds images with, Ink looks for its developer tools; nothing here uses either.
    if (/^(@grpc\/(grpc-js|proto-loader)|protobufjs(\/.*)?|tar-fs|@balena\/dockerignore|react-devtools-core)$/.test(source)) return nothing;
    // commander could run subcommands as programs of their own; loading child_process doubles the time to --help.
    if (/^(node:)?child_process$/.test(source) && importer.includes('commander')) return nothing;
    return undefined;
  },
};
/** `x.py?raw` is the text of a script that runs on a host, as vitest reads it too. */
const scriptText = {
  name: 'script-text',
  async load(id) {
    if (!id.endsWith('?raw')) return undefined;
    return `export default ${JSON.stringify(await readFile(id.slice(0, -'?raw'.length), 'utf8'))};`;
  },
  resolveId: (source, importer) => (source.endsWith('?raw') ? { id: resolve(dirname(importer), source) } : undefined),
};
const common = {
  cwd: root,
  platform: 'node',
  external: ['better-sqlite3', 'cpu-features', /\.node$/],
  transform: { define: { __VERSION__: JSON.stringify(version), 'process.env.NODE_ENV': '"production"' }, target: 'node22.12' },
  tsconfig: `${root}tsconfig.json`,
  logLevel: 'warn',
  onLog: (level, log, say) => void (['INEFFECTIVE_DYNAMIC_IMPORT'].includes(log.code) || say(level, log)),
};
const minify = { mangle: false, compress: true, codegen: true };

/** What is loaded together is one file: every file costs a read, a hash and an entry of the compile cache. First match wins. */
const groups = [
  [
    'main',
    /rolldown[/\\]?runtime|@oxc-project|node_modules\/commander\/|src\/model\/|src\/cli\/((main|start|define-command|run-context)\.ts|flags\/(common|subject|flags|format|question|source)\.ts|terminal\/(fitted|progress|ask-passphrase))|src\/cli\/commands\/(index|classify)\.ts|src\/app\/(diagnose|run-context|bundle-files)\.ts|src\/report\/(visible|wrap|exit-status)\.ts|src\/bundle\/signature-files|not-used/,
  ],
  ['zod', /node_modules\/zod\/v4\/(mini|core)\//],
  ['sweep', /src\/(analysis|app|transport\/ci\/drone)\/sweep\/|src\/cli\/(commands\/sweep|terminal\/sweep-progress)/],
  [
    'dial',
    /node_modules\/zod\/|src\/transport\/(?!docker\/(client|modem|calls|agent)\.ts|ssh\/(session|channel|keys)\.ts)|src\/app\/(open-sources|read-settings|capture\/(evidence|subject|target))\.ts|src\/cli\/terminal\/(?!look)|src\/config\/(?!load)/,
  ],
  ['ssh2', /node_modules\/(ssh2|asn1|bcrypt-pbkdf|tweetnacl|safer-buffer)\/|src\/transport\/ssh\/(session|channel|keys)\.ts/],
  [
    'look',
    /src\/probes\/(.*(reply|\/list-[^/]+)\.ts|swarm-foreign|capture|run-results\/results-json|daemon-journal\/line|recipe-files\/(?!index|artifact))|src\/bundle\/(redact|secrets)|src\/app\/capture\/redacted/,
  ],
  [
    'judge',
    /node_modules\/chalk\/|src\/(classify|swarm)\/|src\/bundle\/(read|seal|manifest|for-subject)|src\/report\/(text|paint|build-report|json|index|signer-words)|src\/cli\/terminal\/look|src\/probes\/(?!run-results\/junit)/,
  ],
  ['dockerode', /node_modules\/dockerode\/|src\/transport\/docker\/(client|modem|calls|agent)\.ts/],
].map(([name, test], index) => ({ name, test, priority: 100 - index }));

const fresh = await mkdtemp(`${root}.dist-`);
const program = await rolldown({
  ...common,
  input: { main: 'src/cli/start.ts' },
  preserveEntrySignatures: 'allow-extension',
  plugins: [
    await packMessages(root),
    leaveOut,
    scriptText,
    { name: 'ui', resolveId: (source) => (source === '#tui/mount' ? { id: './tui.mjs', external: true } : undefined) },
  ],
});
const programOutput = await program.write({
  dir: fresh,
  format: 'cjs',
  entryFileNames: '[name].js',
  chunkFileNames: '[name].js',
  minify,
  comments: { legal: true, annotation: false, jsdoc: false },
  codeSplitting: { includeDependenciesRecursively: false, groups },
});
const ui = await rolldown({ ...common, input: { tui: 'src/tui/mount.tsx' }, plugins: [leaveOut, scriptText] });
const uiOutput = await ui.write({
  dir: fresh,
  format: 'esm',
  entryFileNames: '[name].mjs',
  chunkFileNames: 'tui-[name].mjs',
  minify,
  comments: { legal: true, annotation: false, jsdoc: false },
});
// A thread is started by its file and needs little: it gets a copy of its own.
const worker = await rolldown({ ...common, input: { 'scan-worker': 'src/app/sweep/scan-worker.ts' }, plugins: [scriptText] });
const workerOutput = await worker.write({ dir: fresh, format: 'cjs', entryFileNames: '[name].js', minify });
const moduleIds = [programOutput, uiOutput, workerOutput].flatMap(({ output }) => output.flatMap((chunk) => chunk.moduleIds ?? []));
await writeFile(`${fresh}/THIRD-PARTY-NOTICES.txt`, noticesOf(moduleIds));
await writeFile(`${fresh}/package.json`, '{"type":"commonjs"}\n');
await rm(`${root}dist`, { recursive: true, force: true });
await chmod(fresh, 0o755);
await rename(fresh, `${root}dist`);
