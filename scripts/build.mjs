// Bundles the program into dist/: one entry, shared chunks loaded when they are needed, native parts left outside.
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { build } from 'esbuild';

const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
const root = new URL('..', import.meta.url).pathname;
// `npx` in a checkout runs `prepare` again: what is built already stays, another call may be using it.
if (process.env.npm_command === 'exec' && existsSync(`${root}dist/main.js`)) process.exit(0);
const fresh = await mkdtemp(`${root}.dist-`);
await build({
  absWorkingDir: root,
  entryPoints: { main: 'src/cli/start.ts' },
  outdir: fresh,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.12',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  chunkNames: 'chunks/[name]-[hash]',
  external: ['better-sqlite3', 'cpu-features', '*.node'],
  define: { __VERSION__: JSON.stringify(version), 'process.env.NODE_ENV': '"production"' },
  // dockerode loads a client of build sessions (gRPC, protobuf) at import, Ink looks for its developer tools; nothing here uses either.
  alias: {
    'react-devtools-core': './scripts/not-used.mjs',
    '@grpc/grpc-js': './scripts/not-used.mjs',
    '@grpc/proto-loader': './scripts/not-used.mjs',
  },
  banner: {
    js: "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url); const __dirname = import.meta.dirname;",
  },
  plugins: [
    {
      name: 'leave-out',
      setup: ({ onResolve, onLoad }) => {
        const nothing = { path: `${root}scripts/not-used.mjs` };
        // docker-modem's SSH makes a login for each request and checks no host key.
        onResolve({ filter: /^\.\/ssh$/ }, ({ importer }) => (importer.includes('docker-modem') ? nothing : undefined));
        // commander could run subcommands as programs of their own; loading child_process doubles the time to --help.
        onResolve({ filter: /^node:(child_process|fs|path)$/ }, ({ importer }) => (importer.includes('commander') ? nothing : undefined));
        // An import statement of a builtin evaluates every lazy getter it has; asking for the module does not.
        onResolve({ filter: /.*/ }, ({ path, kind }) =>
          isBuiltin(path) && kind === 'import-statement' ? { path: path.replace(/^node:/, ''), namespace: 'builtin' } : undefined,
        );
        onLoad({ filter: /.*/, namespace: 'builtin' }, async ({ path }) => ({
          contents: onlyWhatIsUsed(path, Object.keys(await import(`node:${path}`))),
        }));
      },
    },
  ],
  logLevel: 'warning',
});
await rm(`${root}dist`, { recursive: true, force: true });
await chmod(fresh, 0o755);
await rename(fresh, `${root}dist`);

/** A builtin as a module whose unused names the bundler drops. */
function onlyWhatIsUsed(name, names) {
  const named = names
    .filter((one) => one !== 'default' && one !== 'module.exports')
    .map((one) => `export const ${one} = /* @__PURE__ */ (() => builtin.${one})();`);
  return [`const builtin = /* @__PURE__ */ process.getBuiltinModule('node:${name}');`, 'export default builtin;', ...named].join('\n');
}
