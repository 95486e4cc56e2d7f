// The layering of docs/ARCHITECTURE.md as rules: one row a folder; each comment says what to do instead.
const at = (...names) => names.map((name) => `^src/${name}/`);
const npm = (...names) => names.map((name) => `^node_modules/(@types/)?${name}/`);

/** What a folder may import when it runs, and what as types only. Anything else is an error. */
const rooms = {
  model: { runs: [], types: [], instead: 'it holds the nouns: move what it needs into it, or the code out of it' },
  config: { runs: [...at('model'), ...npm('zod', 'yaml')], types: [], instead: 'it is parsed text: read files in app' },
  compose: { runs: [...at('model'), ...npm('yaml')], types: [], instead: 'a compose file is parsed text: read files in app' },
  // LOOK
  transport: {
    runs: [...at('model'), ...npm('ssh2', 'dockerode', 'docker-modem', 'better-sqlite3', 'zod'), '^(node:)?[a-z0-9_/]+$'],
    types: [],
    instead: 'it fulfils ports and knows nothing above them',
  },
  probes: {
    runs: [...at('model'), ...npm('zod', 'fast-xml-parser')],
    types: ['^src/transport/ports\\.ts$'],
    instead: 'a probe asks a port: wire code into transport, judgement into classify',
  },
  bundle: {
    runs: [...at('model', 'probes'), ...npm('zod', 'tar-stream'), '^(node:)?(buffer|crypto|fs|fs/promises|path|zlib|stream)$'],
    types: [],
    instead: 'it stores evidence and knows no transport',
  },
  recording: {
    runs: [...at('model', 'probes', 'swarm'), ...npm('zod')],
    types: ['^src/transport/ports\\.ts$'],
    instead: 'it gives rows to a store and reads rows back: files are opened in transport',
  },
  // THINK: pure
  swarm: { runs: at('model'), types: at('probes', 'compose'), instead: 'the mechanics of Swarm know artifacts and nothing else' },
  classify: { runs: at('model', 'swarm'), types: at('probes'), instead: 'give it what it needs as evidence' },
  analysis: {
    runs: [
      ...at('model', 'swarm', 'classify', 'compose'),
      ...npm('zod'),
      '^src/probes/(ci-build/log-blob|read-evidence)\\.ts$',
      '^src/report/visible\\.ts$',
      '^(node:)?crypto$',
    ],
    types: at('probes', 'recording'),
    instead: 'another question to the same evidence: give it values, render in report',
  },
  // SHOW: pure
  report: {
    runs: [...at('model'), ...npm('chalk')],
    types: at('probes', 'analysis'),
    instead: 'a renderer gets a value and gives a string',
  },
  tui: {
    runs: [...at('model', 'report', 'swarm'), '^node_modules/'],
    types: at('probes'),
    instead: 'it shows what there is; capture and judgement are handed in',
  },
  // RUN
  app: {
    runs: ['^src/(?!cli/)', '^node_modules/', '^(node:)?[a-z0-9_/]+$'],
    types: [],
    instead: 'it takes values: flags and the terminal are for cli',
  },
};

const rows = Object.entries(rooms).flatMap(([room, { runs, types, instead }]) => [
  {
    name: `${room}-imports`,
    comment: instead,
    severity: 'error',
    from: { path: `^src/${room}/` },
    to: { path: '.', pathNot: [`^src/${room}/`, ...runs, ...types] },
  },
  ...(types.length === 0
    ? []
    : [
        {
          name: `${room}-types-only`,
          comment: `${types.join(' ')} are types here`,
          severity: 'error',
          from: { path: `^src/${room}/` },
          to: { path: types, pathNot: runs, dependencyTypesNot: ['type-only'] },
        },
      ]),
]);

export default {
  forbidden: [
    ...rows,
    {
      name: 'analyses-apart',
      comment: 'an analysis knows no other, but gates read triggers; what all cite alike is in cites.ts',
      severity: 'error',
      from: { path: '^src/analysis/([^/]+)/' },
      to: { path: '^src/analysis/', pathNot: ['^src/analysis/$1/', '^src/analysis/triggers/', '^src/analysis/cites\\.ts$'] },
    },
    {
      name: 'cli-parses-only',
      comment: 'a command reads flags and prints: work with ports and files belongs into app',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/transport/' },
    },
    {
      name: 'wire-picks-ports',
      comment: 'only app/wire.ts chooses the real transport, and a thread reads for itself',
      severity: 'error',
      from: { path: '^src/app/', pathNot: '^src/app/(wire|sweep/scan-worker)\\.ts$' },
      to: { path: '^src/transport/', pathNot: '^src/transport/ports\\.ts$' },
    },
    {
      name: 'no-circles',
      comment: 'break the circle: move the shared part below both (types count)',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'nobody imports this file: use it or delete it',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '\\.d\\.ts$' },
      to: {},
    },
    {
      name: 'bin-starts-dist',
      comment: 'bin imports the built program and nothing else',
      severity: 'error',
      from: { path: '^bin/' },
      to: { path: '^src/' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^dist/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
