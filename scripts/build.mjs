// Bundles the program into dist/: one entry, shared chunks loaded when they are needed, native parts left outside.
import { readFile, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
const root = new URL('..', import.meta.url).pathname;
await rm(`${root}dist`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { main: 'src/cli/start.ts' },
  outdir: 'dist',
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
  // dockerode loads a build-session client (gRPC, protobuf) at import; nothing here builds images. nothing here needs it.
  alias: { '@grpc/grpc-js': './scripts/not-used.mjs', '@grpc/proto-loader': './scripts/not-used.mjs' },
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url); const __dirname = import.meta.dirname;",
  },
  plugins: [
    {
      name: 'leave-out',
      setup: ({ onResolve }) => {
        const nothing = { path: `${root}scripts/not-used.mjs` };
        // docker-modem's SSH makes a login for each request and checks no host key.
        onResolve({ filter: /^\.\/ssh$/ }, ({ importer }) => (importer.includes('docker-modem') ? nothing : undefined));
        // commander could run subcommands as programs of their own; loading child_process doubles the time to --help.
        onResolve({ filter: /child_process$/ }, ({ importer }) => (importer.includes('commander') ? nothing : undefined));
      },
    },
  ],
  logLevel: 'warning',
});
