// The catalogue of messages as data for the bundle: what only readers and tests need is left out (examples, look-alikes and sources are half of its
// bytes), patterns are text until they are used, and which texts a pattern requires is worked out here instead of at each start.
import { rolldown } from 'rolldown';

/** Bundled to be imported: the Node that builds may be one that takes no types. */
const bundled = async (root, input) => {
  const bundle = await rolldown({ cwd: root, input, tsconfig: `${root}tsconfig.json`, logLevel: 'warn' });
  const { output } = await bundle.generate({ format: 'esm' });
  return import(`data:text/javascript,${encodeURIComponent(output[0].code)}`);
};

/** A plugin that puts the packed list in the place of `src/classify/messages/all.ts`. */
export const packMessages = async (root) => {
  const [{ messages }, { requiredTexts }] = await Promise.all([
    bundled(root, 'src/classify/messages/all.ts'),
    bundled(root, 'src/classify/messages/literal.ts'),
  ]);
  const packed = messages.map(({ id, surfaces, pattern, outer, kind, proves, label, reason, labels, fault, captures }) => ({
    ...{ id, surfaces, outer, kind, proves, label, reason, labels, fault, captures },
    pattern: [pattern.source, pattern.flags],
    texts: requiredTexts(pattern),
  }));
  return {
    name: 'pack-messages',
    load(id) {
      if (!id.endsWith('src/classify/messages/all.ts')) return undefined;
      const data = JSON.stringify(JSON.stringify(packed));
      return { code: `import { unpack } from './unpack.ts';\nexport const messages = unpack(JSON.parse(${data}));`, moduleType: 'js' };
    },
  };
};
