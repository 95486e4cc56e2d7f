import type { ComposeRequest } from '#app/compose-files';
import { Usage } from '#model/errors';
import type { Flags } from './flags.ts';

/** The compose files of the next stack, as the flags name them. */
export const composeRequestOf = (flags: Flags, stack: string | null): ComposeRequest => {
  const [files, recipe] = [flags.texts('stackFile'), flags.text('recipe')];
  if (files.length > 0 && recipe !== null) throw new Usage('--stack-file and --recipe do not go together: give one of them');
  return { files, recipe, envFile: flags.text('envFile'), stack };
};
