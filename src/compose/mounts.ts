import type { StackMount, StackReference } from './compose-file.ts';
import { MissingVariables } from './interpolate.ts';
import { isMap, type Tree, treeOf } from './tree.ts';

/** Volumes, binds and other mounts of a service in both forms (docker/cli internal/volumespec/volumespec.go). */
export const mountsOf = (service: Tree): readonly StackMount[] =>
  service.list('volumes').flatMap((entry): readonly StackMount[] => {
    if (entry instanceof MissingVariables) return service.note('volumes', entry) ?? [];
    const item = volumeItem(entry);
    if (!isMap(item)) throw service.wrong('volumes', `volumes such as "data:/data", not ${JSON.stringify(String(item).slice(0, 40))}`);
    const tree = partOf(service, 'volumes', item);
    return [
      {
        type: tree.text('type', 'volume'),
        source: tree.text('source', null),
        target: tree.text('target', null),
        readOnly: tree.flag('read_only', false),
      },
    ];
  });

/** Secrets or configs that a service takes, by the file's keys. */
export const referencesOf = (service: Tree, section: 'secrets' | 'configs'): readonly StackReference[] =>
  service.list(section).flatMap((entry): readonly StackReference[] => {
    if (entry instanceof MissingVariables) return service.note(section, entry) ?? [];
    if (typeof entry === 'string') return [{ source: entry, target: null }];
    if (!isMap(entry)) throw service.wrong(section, 'names or mappings with a source');
    const tree = partOf(service, section, entry);
    return [{ source: tree.text('source', null), target: tree.text('target', null) }];
  });

const partOf = (service: Tree, section: string, value: unknown): Tree =>
  treeOf(value, `${service.path}.${section}`, service.path, ({ variables }) => service.note(section, new MissingVariables(variables)));

/** The mapping that `target` or `source:target[:options]` stands for; what is no text is left as it is. */
export const volumeItem = (entry: unknown): unknown => {
  if (typeof entry !== 'string') return entry;
  // A single letter before the first colon is a drive of Windows to docker, whatever it was meant to be.
  const [, first = '', rest] = /^([A-Za-z]:[^:]*|[^:]*)(?::(.*))?$/s.exec(entry) ?? [];
  if (rest === undefined) return { type: 'volume', target: first };
  const [target = '', options = ''] = rest.split(':');
  return {
    type: /^(?:[./~\\]|[A-Za-z]:)/.test(first) ? 'bind' : 'volume',
    source: first,
    target,
    read_only: options.split(',').includes('ro'),
  };
};
