/** A trigger is exactly `!testme` or `!testme --quick` after trimming (CC-CI.md section 5); `!testmexyz` is none. */
export const isTrigger = (body: string): boolean => /^!testme(?: --quick)?$/.test(body.trim());
