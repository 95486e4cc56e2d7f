// The layering as rules: one row a folder; `instead` says what to do about a breach. `node scripts/map.mjs` prints it into docs/ARCHITECTURE.md.
const at = (...names) => names.map((name) => `^src/${name}/`);
const npm = (...names) => names.map((name) => `^node_modules/(@types/)?${name}/`);

/** What a folder is, what it may import when it runs, and what as types only. Anything else is an error. */
export const rooms = {
  model: {
    what: 'the nouns: Outcome, Report, Cite, the errors, and the few pure rules all share',
    runs: [],
    types: [],
    instead: 'it holds the nouns: move what it needs into it, or the code out of it',
  },
  config: {
    what: 'files, environment and profile as one value, the settings',
    runs: [...at('model'), ...npm('zod', 'yaml')],
    types: [],
    instead: 'it is parsed text: read files in app',
  },
  compose: {
    what: 'a compose file as Swarm takes it',
    runs: [...at('model'), ...npm('yaml')],
    types: [],
    instead: 'a compose file is parsed text: read files in app',
  },
  // LOOK
  transport: {
    what: 'the only code that reaches a host, a server or a database; `ports.ts` is what the rest knows of it',
    runs: [...at('model'), ...npm('ssh2', 'dockerode', 'docker-modem', 'better-sqlite3', 'zod'), '^(node:)?[a-z0-9_/]+$'],
    types: [],
    instead: 'it fulfils ports and knows nothing above them',
  },
  probes: {
    what: 'one place we look a unit; each ends in an Outcome',
    runs: [...at('model'), ...npm('zod', 'fast-xml-parser')],
    types: ['^src/transport/ports\\.ts$'],
    instead: 'a probe asks a port: wire code into transport, judgement into classify',
  },
  bundle: {
    what: 'evidence on disk: redact, seal, sign, read, write, compare',
    runs: [...at('model', 'probes'), ...npm('zod', 'tar-stream'), '^(node:)?(buffer|crypto|fs|fs/promises|path|zlib|stream)$'],
    types: [],
    instead: 'it stores evidence and knows no transport',
  },
  recording: {
    what: 'the flight recorder: `recorder/` writes what changed, `reader/` gives a capture of one moment',
    runs: [...at('model', 'probes', 'swarm'), ...npm('zod')],
    types: ['^src/transport/ports\\.ts$'],
    instead: 'it gives rows to a store and reads rows back: files are opened in transport',
  },
  // THINK: pure
  swarm: {
    what: "Swarm's own mechanics: address ledger, subnets, health checks, the updater's replay",
    runs: at('model'),
    types: at('probes', 'compose'),
    instead: 'the mechanics of Swarm know artifacts and nothing else',
  },
  classify: {
    what: 'what a build or stack died of: `messages/` (the catalogue), `facts/`, `agreement/` (whether the evidence of a run belongs together), `detectors/` (a file a label or reason), `judge/`; `log/` finds the lines of a log that explain a failure, `what-if/` replays an update',
    runs: at('model', 'swarm', 'compose'),
    types: at('probes'),
    instead: 'give it what it needs as evidence',
  },
  analysis: {
    what: 'other questions to the same evidence: preflight, leaks, gates, claims, triggers, timeline, sweep',
    runs: [
      ...at('model', 'swarm', 'classify', 'compose'),
      ...npm('zod'),
      '^src/probes/ci-build/log-blob\\.ts$',
      '^src/probes/read-evidence\\.ts$',
      '^(node:)?crypto$',
    ],
    types: at('probes', 'recording'),
    instead: 'another question to the same evidence: give it values, render in report',
  },
  // SHOW: pure
  report: {
    what: 'every renderer: a value in, a string out',
    runs: [...at('model'), ...npm('chalk')],
    types: at('probes', 'analysis'),
    instead: 'a renderer gets a value and gives a string',
  },
  tui: {
    what: 'the terminal UI: keys and events change a value, screens are functions of it',
    runs: [...at('model', 'report', 'swarm'), '^node_modules/'],
    types: at('probes'),
    instead: 'it shows what there is; capture and judgement are handed in',
  },
  // RUN
  app: {
    what: 'what each command does, from values to values: capture, diagnose, sweep, post, open the UI',
    runs: ['^src/(?!cli/)', '^node_modules/', '^(node:)?[a-z0-9_/]+$'],
    types: [],
    instead: 'it takes values: flags and the terminal are for cli',
  },
  cli: {
    what: 'arguments to one value, app, report, exit status; the terminal and the process',
    runs: ['^src/(?!transport/)', '^node_modules/', '^(node:)?[a-z0-9_/]+$'],
    types: [],
    instead: 'a command reads flags and prints: work with ports and files belongs into app',
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
      name: 'open-sources-picks-ports',
      comment: 'only app/open-sources.ts chooses the real transport, and a thread reads for itself',
      severity: 'error',
      from: { path: '^src/app/', pathNot: '^src/app/(open-sources|sweep/scan-worker)\\.ts$' },
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
