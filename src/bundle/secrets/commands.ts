// Passwords that programs take as short options or bare words: `mysql -pX`, `redis-cli -a X`, `curl -u user:X`, `docker login -p X`, `sshpass -p X`.
import type { Span } from './span.ts';
import { isHarmless } from './values.ts';

interface Rule {
  /** Options whose next word, or whose rest, is the secret. */
  readonly options: readonly string[];
  /** The rest of the option's own word is the secret; the next word is none. */
  readonly attached?: boolean;
  /** Only the part behind this mark is secret: `user:X`, `user%X`, `pass:X`. */
  readonly behind?: string;
  /** Only after this word: `docker login -p`. */
  readonly after?: string;
}

const LOGIN = ['docker', 'podman', 'nerdctl', 'buildah', 'skopeo', 'crane', 'oras', 'helm', 'az', 'cf', 'oc', 'heroku'];
const MYSQL = [
  'mysql',
  'mysqldump',
  'mysqladmin',
  'mysqlimport',
  'mysqlcheck',
  'mysqlsh',
  'mariadb',
  'mariadb-dump',
  'mariadb-admin',
  'mariabackup',
  'xtrabackup',
];
const MONGO = ['mongo', 'mongosh', 'mongodump', 'mongorestore', 'mongoimport', 'mongoexport'];
const LDAP = ['ldapsearch', 'ldapadd', 'ldapmodify', 'ldapwhoami', 'ldappasswd', 'ldapdelete'];
const all = (names: readonly string[], ...rules: readonly Rule[]): [string, readonly Rule[]][] => names.map((name) => [name, rules]);

const COMMANDS: ReadonlyMap<string, readonly Rule[]> = new Map<string, readonly Rule[]>([
  ...all(LOGIN, { options: ['-p'], after: 'login' }),
  ...all(MYSQL, { options: ['-p'], attached: true }),
  ...all(MONGO, { options: ['-p'] }),
  ...all(LDAP, { options: ['-w', '-s', '-a'] }),
  ...all(['redis-cli', 'valkey-cli', 'keydb-cli'], { options: ['-a', '--pass'] }),
  ...all(['curl', 'http', 'https', 'ab'], { options: ['-u', '--user', '-U', '--proxy-user', '-a', '-A'], behind: ':' }),
  ...all(['sshpass'], { options: ['-p'] }),
  ...all(['smbclient', 'rpcclient', 'net'], { options: ['-U'], behind: '%' }),
  ...all(['zip', 'unzip', 'sqlcmd', 'bcp', 'osql'], { options: ['-P'] }),
  ...all(['7z', '7za', '7zr', 'rar', 'unrar'], { options: ['-p'], attached: true }),
  ...all(['openssl'], { options: ['-passin', '-passout', '-pass', '-password'], behind: ':' }, { options: ['-k', '-K'] }),
  ...all(['gpg', 'gpg2'], { options: ['--passphrase'] }),
  ...all(['ipmitool'], { options: ['-P'] }),
  ...all(['mosquitto_pub', 'mosquitto_sub', 'rabbitmqadmin', 'kinit', 'tsm', 'vncserver'], { options: ['-P', '-p'] }),
  ...all(['wg'], { options: ['private-key', 'preshared-key'] }),
]);

const WORD = /"(?:[^"\\\n]|\\.){0,400}"|'[^'\n]{0,400}'|[;|&\n()]|[^\s;|&()"'\n]+/g;
const HINT =
  /\b(?:redis-cli|valkey|keydb|mysql|maria|xtrabackup|mongo|ldap|curl|sshpass|smbclient|rpcclient|zip|unzip|7z|rar\b|unrar\b|sqlcmd|bcp|osql|openssl|gpg|ipmitool|mosquitto|rabbitmq|kinit|login\b|htpasswd|chpasswd|wg\b|https? |net\b|ab\b)|--(?:password-)?stdin/g;

interface Word {
  readonly text: string;
  readonly from: number;
  /** It stood in quotes, right behind the word before it where nothing lies between: `-p'X'`. */
  readonly glued?: boolean;
}

/** Secrets among the words of command lines in a text. */
export const commandSpans = (text: string): readonly Span[] => {
  const spans: Span[] = [];
  let done = 0;
  for (const { index } of text.matchAll(HINT)) {
    if (index < done) continue;
    const from = Math.max(done, text.lastIndexOf('\n', index) + 1);
    const end = text.indexOf('\n', index);
    const to = end < 0 ? text.length : end;
    for (const { from: first, to: last } of secretsAmong(wordsOf(text.slice(from, to))))
      spans.push({ from: from + first, to: from + last, kind: 'option' });
    done = to;
  }
  return spans;
};

const wordsOf = (line: string): readonly Word[] =>
  Array.from(line.matchAll(WORD), ({ index, 0: word }): Word => {
    const isQuoted = /^["']/.test(word);
    return isQuoted ? { text: word.slice(1, -1), from: index + 1, glued: /\S/.test(line[index - 1] ?? ' ') } : { text: word, from: index };
  });

/** Of the words of a command line, the parts that are secrets, as offsets into the text they come from. */
export const secretsAmong = (words: readonly Word[]): readonly { readonly from: number; readonly to: number }[] => {
  const found: { from: number; to: number }[] = [];
  let rules: readonly Rule[] = [];
  let seen = new Set<string>();
  let bare: number | null = null;
  const take = ({ text, from }: Word, start: number, behind?: string): void => {
    const cut = behind === undefined ? start : text.indexOf(behind, start) + 1;
    if (behind !== undefined && cut === 0) return;
    if (behind === ':' && /^(?:env|file|fd|stdin)$/.test(text.slice(start, cut - 1))) return;
    if (!isHarmless(text.slice(cut), { password: true, separated: false })) found.push({ from: from + cut, to: from + text.length });
  };
  words.forEach((word, index) => {
    const { text } = word;
    if (/^[;|&\n()]$/.test(text)) {
      if (text === '|') pipedInto(words, index, take);
      [rules, seen, bare] = [[], new Set(), null];
      return;
    }
    const name = text.slice(text.lastIndexOf('/') + 1);
    const next = COMMANDS.get(name);
    if (next && !text.startsWith('-')) [rules, seen] = [rules.includes(next[0] as Rule) ? rules : [...rules, ...next], new Set()];
    if (name === 'htpasswd') bare = 2;
    if (
      /^(?:add_user|change_password|authenticate_user)$/.test(name) &&
      words.slice(Math.max(0, index - 3), index).some((other) => /rabbitmqctl$/.test(other.text))
    )
      bare = 1;
    else if (bare !== null && !text.startsWith('-') && name !== 'htpasswd') {
      if (bare === 0) take(word, 0);
      bare = bare === 0 ? null : bare - 1;
    } else if (name === 'htpasswd' || bare === null) {
      const following = words[index + 1];
      for (const { options, attached, behind, after } of rules) {
        if (after !== undefined && !seen.has(after)) continue;
        for (const option of options) {
          if (text === option && following && (attached ? following.glued : !/^[;|&\n()-]/.test(following.text)))
            take(following, 0, behind);
          else if (text.startsWith(`${option}=`)) take(word, option.length + 1, behind);
          else if (
            text.startsWith(option) &&
            text.length > option.length &&
            /^-[A-Za-z]$/.test(option) &&
            !/^[=\s]/.test(text.slice(option.length))
          )
            take(word, option.length, behind);
        }
      }
    }
    seen.add(name);
  });
  return found;
};

/** `echo X | docker login --password-stdin`, `echo user:X | chpasswd`. */
const pipedInto = (words: readonly Word[], pipe: number, take: (word: Word, start: number, behind?: string) => void): void => {
  const command = words.slice(pipe + 1, pipe + 14);
  const end = command.findIndex(({ text }) => /^[;|&\n()]$/.test(text));
  const target = (end < 0 ? command : command.slice(0, end)).map(({ text }) => text.slice(text.lastIndexOf('/') + 1));
  const [last, before] = [words[pipe - 1], words[pipe - 2]];
  if (!last || !before || !/^(?:echo|printf|-n|-e|-ne|%s|%s\\n)$/.test(before.text)) return;
  if (target.includes('chpasswd')) take(last, 0, ':');
  else if (target.some((word) => word === '--password-stdin' || word === '--stdin' || word === '--with-token')) take(last, 0);
};
