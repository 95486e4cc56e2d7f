import type { NamedSubject } from '#app/capture/target';
import { Usage } from '#model/errors';

/** What the user named: a build by its number, a stack by its name, or neither. */
export const subjectOf = (build: string | undefined, stack: string | null): NamedSubject => {
  if (stack !== null && !/^[A-Za-z0-9][\w.-]{0,127}$/.test(stack))
    throw new Usage(`--stack ${JSON.stringify(stack)} is no stack name: see docker stack ls`);
  if (build === undefined) return { build: null, stack };
  const number = /^#?(\d{1,9})$/.exec(build)?.[1];
  if (!number || Number(number) === 0)
    throw new Usage(`${JSON.stringify(build)} is no build number: give one such as 557, or --stack NAME`);
  return { build: Number(number), stack };
};
