/** The flags of a command line, each read as what it is. Names are in camel case, as commander has them. */
export interface Flags {
  /** The value; null where the flag was not given. */
  readonly text: (name: string) => string | null;
  /** The values of a flag that may be given again, in their order. */
  readonly texts: (name: string) => readonly string[];
  readonly isOn: (name: string) => boolean;
  /** True for `--no-…` of the name. */
  readonly isOff: (name: string) => boolean;
}

/** Flags over what commander parsed. */
export const flagsOf = (parsed: Readonly<Record<string, unknown>>): Flags => ({
  text: (name) => (parsed[name] === undefined ? null : String(parsed[name])),
  texts(name) {
    const value = parsed[name];
    if (value === undefined) return [];
    return Array.isArray(value) ? value.map(String) : [String(value)];
  },
  isOn: (name) => parsed[name] === true,
  isOff: (name) => parsed[name] === false,
});

/** For commander: a flag that may be given again. */
export const collected = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
