import type { Question } from '#app/diagnose';
import { Usage } from '#model/errors';
import type { Flags } from './flags.ts';

/** What the build is wanted as evidence for: `--since-epoch`, `--ref` and `--pr`. */
export const questionOf = (flags: Flags): Question => {
  const [sinceEpoch, given, pr] = [flags.text('sinceEpoch'), flags.text('ref'), flags.text('pr')];
  const ref = given?.toLowerCase() ?? null;
  if (ref !== null && !/^[0-9a-f]{7,64}$/.test(ref)) throw new Usage(`--ref ${JSON.stringify(given)}: give a commit of at least 7 digits`);
  if (pr !== null && !/^#?[1-9]\d{0,8}$/.test(pr)) throw new Usage(`--pr ${JSON.stringify(pr)}: give the number of a PR`);
  return {
    ...(sinceEpoch === null ? {} : { sinceEpoch }),
    ...(ref === null && pr === null ? {} : { asked: { ref, pr: pr === null ? null : Number(pr.replace('#', '')) } }),
  };
};
