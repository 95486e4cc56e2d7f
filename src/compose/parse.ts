import { Usage } from '#model/errors';
import { interpolate, type Variables } from './interpolate.ts';
import { isMap } from './tree.ts';
import { readYaml, type Yaml } from './yaml.ts';

export interface ComposeText {
  readonly file: string;
  readonly text: string;
}

export interface Parsed {
  readonly file: string;
  readonly value: Record<string, unknown>;
  /** The same before its variables were filled in. */
  readonly plain: unknown;
  /** The line, from 1, of what stands at a path. */
  readonly lineOf: (path: readonly string[]) => number;
  readonly placeOf: Yaml['placeOf'];
}

const MAX_BYTES = 1 << 20;
const MAX_DEPTH = 40;
/** As many as the CLI's parser unfolds without asking how much of it came through aliases (yaml.v3 decode.go, alias_ratio_range_low). */
const MAX_NODES = 400_000;

/** Reads one compose file that anybody may have written: bounded in size, depth and what its aliases unfold to. `Usage` names the file and the line. */
export const parseSource = ({ file, text }: ComposeText, variables: Variables): Parsed => {
  if (text.length > MAX_BYTES) throw new Usage(`${file} is larger than 1 MiB: not a compose file`);
  const { value: plain, lineOf, placeOf } = readYaml(file, text.replace(/^\uFEFF/, ''));
  const value = filled(plain ?? {}, variables, 0, file, { nodes: 0 });
  if (!isMap(value)) throw new Usage(`${file} is no compose file: it must be a mapping with "services"`);
  refuseFurtherFiles(value, file);
  return { file, value, plain, lineOf, placeOf };
};

/** Files that a compose file names itself are not read, and docker refuses them in a stack as well: better an error than half a stack. */
const refuseFurtherFiles = (value: Record<string, unknown>, file: string): void => {
  if (value['include'] !== undefined)
    throw new Usage(
      `${file}: docker stack takes no "include", so ${named(value['include'])} is not read: give each file with --stack-file`,
    );
  const services = isMap(value['services']) ? value['services'] : {};
  for (const [name, service] of Object.entries(services))
    if (isMap(service) && service['extends'] !== undefined)
      throw new Usage(
        `${file}: docker stack takes no "extends", so services.${name} is not whole: ${named(service['extends'])} is not read`,
      );
};

const named = (value: unknown): string => JSON.stringify(value).slice(0, 80);

const filled = (value: unknown, variables: Variables, depth: number, file: string, budget: { nodes: number }): unknown => {
  if (depth > MAX_DEPTH) throw new Usage(`${file} is nested too deeply: not a compose file`);
  budget.nodes += 1;
  if (budget.nodes > MAX_NODES) throw new Usage(`${file} unfolds to more than ${MAX_NODES} values: not a compose file`);
  if (typeof value === 'string') return interpolate(value, variables);
  if (Array.isArray(value)) return value.map((item) => filled(item, variables, depth + 1, file, budget));
  if (value === null || typeof value !== 'object') return value;
  const made: Record<string, unknown> = Object.create(null);
  for (const [key, item] of Object.entries(value)) made[key] = filled(item, variables, depth + 1, file, budget);
  return made;
};
