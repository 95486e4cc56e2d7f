import { Usage } from '#model/errors';

/** Where to go by SSH, as the user wrote it; null is "as the SSH configuration says". */
export interface SshTarget {
  readonly host: string;
  readonly user: string | null;
  readonly port: number | null;
}

/** Reads `[USER@]HOST[:PORT]` or `ssh://[USER@]HOST[:PORT]`. A leading `-` would be an option to ssh(1), so it is refused. */
export const parseSshTarget = (text: string): SshTarget => {
  const found = /^(?:ssh:\/\/)?(?:([^@]*)@)?(\[[0-9a-f:.%]+\]|[^:[\]/]+)(?::(\d+))?\/?$/i.exec(text);
  if (!found) throw refused(text, 'write [USER@]HOST[:PORT]');
  const [, user, bracketed = '', port] = found;
  const host = bracketed.replace(/^\[|\]$/g, '');
  if (user?.includes(':')) throw refused(text, 'a password is never given here');
  if (user !== undefined && !/^[\w.][\w.+-]*$/.test(user)) throw refused(text, 'the user name has odd characters');
  if (!/^[\w.:%][\w.:%-]*$/.test(host)) throw refused(text, 'the host name has odd characters');
  if (port !== undefined && !(Number(port) >= 1 && Number(port) <= 65535)) throw refused(text, 'a port is 1 to 65535');
  return { host, user: user ?? null, port: port === undefined ? null : Number(port) };
};

const refused = (text: string, because: string): Usage => new Usage(`cannot use ${JSON.stringify(text)} as SSH host: ${because}`);
