// `scheme://user:password@host`, also where the password holds `/`, `:`, `@` or `#`, and `scheme://token@host`.
import type { Span } from './span.ts';

/** What ends a URL in a text. */
const STOP = /[\s"'`<>\\]/g;
/** An authority longer than this is none. */
const LONGEST = 2_000;

/** Passwords in URLs. The user's name stays where there is a password; a user that is a token alone goes. */
export const urlSpans = (text: string): readonly Span[] => {
  const spans: Span[] = [];
  for (let mark = text.indexOf('://'); mark >= 0; ) {
    const from = mark + 3;
    STOP.lastIndex = from;
    const to = Math.min(STOP.exec(text)?.index ?? text.length, from + LONGEST);
    const span = /[a-z0-9+.-]/i.test(text[mark - 1] ?? '') ? passwordIn(text.slice(from, to)) : undefined;
    if (span) spans.push({ from: from + span[0], to: from + span[1], kind: 'url-credentials' });
    mark = text.indexOf('://', to);
  }
  return spans;
};

const passwordIn = (rest: string): readonly [number, number] | undefined => {
  const slash = rest.search(/[/?#]/);
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  const at = authority.lastIndexOf('@');
  const colon = rest.indexOf(':');
  if (at >= 0) {
    if (colon < 0 || colon > at) return isToken(authority.slice(0, at)) ? [0, at] : undefined;
    return at - colon > 1 && !isReference(rest.slice(colon + 1, at)) ? [colon + 1, at] : undefined;
  }
  // No `@` before the first slash: a password that holds one, unless what stands before it is a port.
  const later = rest.search(/@[\w.-]{1,253}(?::\d{1,5})?(?:[/?#]|$)/);
  if (later < 0 || colon < 0 || colon > (slash < 0 ? later : slash) || /^\d{0,5}$/.test(authority.slice(colon + 1))) return undefined;
  return [colon + 1, later];
};

const isToken = (user: string): boolean => /^[\w-]{20,200}$/.test(user) && /\d/.test(user) && /[a-z]/i.test(user);
const isReference = (password: string): boolean =>
  /^(?:\$\{?\w{1,80}\}?|\*+|x{3,}|\{\{.{0,80}|\[redacted.{0,80}|<[^>]{0,80}>|%[sv])$/i.test(password);
