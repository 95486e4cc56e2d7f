// The layering of docs/ARCHITECTURE.md as rules; each comment says what to do instead.
const only = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^src/${from}/` },
  to: {
    path: '.',
    pathNot: [`^src/${from}/`, ...allowed],
  },
});
const typesOnly = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^src/${from}/` },
  to: { path: to, dependencyTypesNot: ['type-only'] },
});
const zod = '^node_modules/zod/';

export default {
  forbidden: [
    only('model-alone', 'model holds the nouns: move what it needs into it, or the code out of it', 'model', []),
    only('probes-look-only', 'a probe asks a port: put wire code into transport, judgement into classify', 'probes', [
      '^src/model/',
      '^src/transport/ports\\.ts$',
      zod,
      '^node_modules/fast-xml-parser/',
    ]),
    typesOnly('probes-ask-ports', 'ports are types to a probe', 'probes', '^src/transport/'),
    only('swarm-pure', 'the mechanics of Swarm are pure: they know artifacts and nothing else', 'swarm', [
      '^src/model/',
      '^src/probes/',
      '^src/stackfile/stack-file\\.ts$',
    ]),
    typesOnly('swarm-knows-artifacts', 'artifacts and compose files are types here', 'swarm', '^src/(probes|stackfile)/'),
    only('classify-pure', 'diagnosis is pure: give it what it needs as evidence', 'classify', [
      '^src/model/',
      '^src/probes/',
      '^src/swarm/',
    ]),
    typesOnly('classify-knows-evidence', 'probes are types to a detector', 'classify', '^src/probes/'),
    only('preflight-pure', 'whether a run fits is judged from evidence: give it what it needs as values', 'preflight', [
      '^src/model/',
      '^src/probes/',
      '^src/swarm/',
      '^src/stackfile/',
    ]),
    typesOnly('preflight-knows-evidence', 'probes are types to a check', 'preflight', '^src/probes/'),
    only('leaks-pure', 'what is left behind is judged from evidence', 'leaks', ['^src/model/', '^src/probes/', '^src/swarm/']),
    typesOnly('leaks-know-evidence', 'probes are types to a kind of leak', 'leaks', '^src/probes/'),
    only('report-renders', 'a renderer gets a report and gives a string; effects belong into cli', 'report', [
      '^src/model/',
      '^src/probes/',
      '^src/preflight/',
      '^src/leaks/',
      '^node_modules/chalk/',
    ]),
    typesOnly('report-knows-evidence', 'evidence and answers are types to a renderer', 'report', '^src/(probes|preflight|leaks)/'),
    only('gates-judge', 'a gate is pure: it gets evidence and gives answers; reading files is for cli', 'gates', [
      '^src/model/',
      '^src/probes/',
      '^src/classify/',
      '^src/report/',
      zod,
    ]),
    typesOnly('gates-know-evidence', 'probes are types to a gate', 'gates', '^src/probes/'),
    only('tui-shows', 'the terminal UI shows a report; capture happens in cli', 'tui', ['^src/model/', '^src/report/', '^node_modules/']),
    {
      name: 'transport-below',
      comment: 'transport fulfils ports and knows nothing above them',
      severity: 'error',
      from: { path: '^src/transport/' },
      to: { path: '^src/(probes|classify|swarm|stackfile|preflight|leaks|gates|bundle|report|tui|config|cli)/' },
    },
    {
      name: 'wire-only-in-transport',
      comment: 'only transport opens connections and loads native parts',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/transport/' },
      to: { path: '^node_modules/(ssh2|dockerode|docker-modem|better-sqlite3)/|^(node:)?(net|tls|http|https|child_process|dgram)$' },
    },
    only('bundle-stores', 'bundle reads and writes files; it knows schemas and no transport', 'bundle', [
      '^src/model/',
      '^src/probes/',
      zod,
      '^node_modules/(@types/)?tar-stream/',
      '^(node:)?(crypto|fs|fs/promises|path|zlib|stream)$',
    ]),
    only('stackfile-plain', 'a compose file is parsed text; reading files is for cli', 'stackfile', ['^src/model/', '^node_modules/yaml/']),
    only('config-plain', 'configuration is parsed text; reading files is for cli', 'config', ['^src/model/', zod, '^node_modules/yaml/']),
    {
      name: 'cli-on-top',
      comment: 'nothing below may know the command line',
      severity: 'error',
      from: { path: '^src/(?!cli/)' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'wire-picks-ports',
      comment: 'only cli/wire.ts chooses the real transport; ask for ports elsewhere',
      severity: 'error',
      from: { path: '^src/cli/', pathNot: '^src/cli/wire\\.ts$' },
      to: { path: '^src/transport/', pathNot: '^src/transport/ports\\.ts$' },
    },
    {
      name: 'bin-starts-dist',
      comment: 'bin imports the built program and nothing else',
      severity: 'error',
      from: { path: '^bin/' },
      to: { path: '^src/' },
    },
    {
      name: 'no-circles',
      comment: 'break the circle: move the shared part below both',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment: 'nobody imports this file: use it or delete it',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '\\.d\\.ts$' },
      to: {},
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
