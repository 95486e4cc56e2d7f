import type { RecipeFile, RecipeSource } from './artifact.ts';

/** Keys of a compose file whose values decide how a stack is deployed; what only goes into a container's environment is nobody's business here. */
const DEPLOYING =
  /^\s*(?:-\s*)?["']?(?:image|name|file|replicas|mode|endpoint_mode|order|failure_action|monitor|max_failure_ratio|parallelism|delay|condition|max_attempts|window|interval|timeout|start_period|start_interval|retries|stop_grace_period|memory|cpus|disable|external|subnet|driver|constraints|source|node\.[\w.]+)\b/;
const ALWAYS = ['COMPOSE_FILE', 'COMPOSE_PATH_SEPARATOR', 'STACK_NAME', 'DOMAIN', 'TYPE', 'RECIPE', 'TIMEOUT'];
const REFERENCE = /\$\{?([A-Za-z_]\w*)/g;

/**
 * The sources with the app's own variables kept only as far as the compose files deploy by them. Names and lines stay, for what follows counts
 * lines; a value that runs over several lines leaves empty ones.
 */
export const withoutPrivateValues = (sources: readonly RecipeSource[]): RecipeSource[] => {
  const lines = sources.flatMap(({ files }) => files).flatMap(({ path, lines: own }) => (/\.ya?ml$/.test(path) ? (own ?? []) : []));
  const used = lines.filter((line) => DEPLOYING.test(line)).flatMap((line) => [...line.matchAll(REFERENCE)].map(([, name]) => name ?? ''));
  const kept = new Set([...ALWAYS, ...used]);
  return sources.map((source) => ({
    ...source,
    // What lies in the repo for everybody, such as .env.sample, hides nothing.
    files: source.files.map((file) => (source.from === 'env' || file.path === '.env' ? hidden(file, kept) : file)),
  }));
};

const hidden = (file: RecipeFile, kept: ReadonlySet<string>): RecipeFile => {
  let open: string | null = null;
  const lines = file.lines?.map((line) => {
    if (open !== null) {
      if (line.includes(open)) open = null;
      return '';
    }
    const [, head = '', name = '', value = ''] = /^(\s*(?:export\s+)?([\w.-]+)\s*[=:]\s*)(.*)$/.exec(line) ?? [];
    // Comments may hold a value that was tried once.
    if (name === '') return /^\s*#/.test(line) ? '#' : line;
    const quote = /^["']/.exec(value)?.[0] ?? null;
    if (kept.has(name)) return line;
    if (quote !== null && !value.slice(1).includes(quote)) open = quote;
    return `${head}not-kept`;
  });
  return { ...file, lines: lines ?? null };
};
