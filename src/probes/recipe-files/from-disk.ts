import { Absent, messageOf } from '#model/errors';
import type { RecipeFileText } from '#transport/ports';
import type { Checkout, ProbeContext } from '../define-probe.ts';
import type { RecipeFile, RecipeFiles, RecipeSource } from './artifact.ts';
import { linesOf } from './lines.ts';

type Found = Pick<RecipeFiles, 'sources' | 'unread'>;

/** The files of the checkout and those beside it, as they lie on a disk; what cannot be read is told. */
export const readFromDisk = async ({ recipe: port, signal, count }: ProbeContext<'recipe'>, checkout: Checkout): Promise<Found> => {
  const { name, run, stack } = checkout;
  const words = { recipe: name, run, stack, domain: stack === null ? null : stack.replaceAll('_', '.') };
  try {
    const { value, bytes } = await port.read({ words, signal });
    count(bytes);
    const { folder, files } = value;
    const of = (place: RecipeFileText['place']): readonly RecipeFileText[] => files.filter((file) => file.place === place);
    const beside = (['env', 'overlay'] as const).flatMap((from): RecipeSource[] =>
      of(from).length === 0 ? [] : [{ from, place: of(from)[0]?.path ?? '', commit: null, files: of(from).map(fileOf) }],
    );
    return {
      sources: [
        ...(folder?.exists
          ? [{ from: 'folder' as const, place: folder.path, commit: folder.commit, files: of('folder').map(fileOf) }]
          : []),
        ...beside,
      ],
      unread: folder && !folder.exists ? [{ from: 'folder', because: `there is no folder ${folder.path}` }] : [],
    };
  } catch (error) {
    signal.throwIfAborted();
    return { sources: [], unread: [{ from: error instanceof Absent ? 'checkout' : 'folder', because: messageOf(error).slice(0, 300) }] };
  }
};

const fileOf = ({ path, text, because }: RecipeFileText): RecipeFile => ({ path, ...linesOf(text, because) });
