/** The words of a name: `dbPassword`, `DB_PASSWORD`, `db-password` and `db.password` are all `db`, `password`. Trailing numbers are left out. */
export const wordsOfName = (name: string): readonly string[] => {
  const words = name
    .slice(-80)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(Boolean);
  while (
    words.length > 1 &&
    /^(?:v?\d+|old|new|current|previous|default|value|plain|raw|b64|base64|encoded|enc|hash(?:ed)?)$/.test(words.at(-1) ?? '')
  )
    words.pop();
  return words;
};

/** Last words that name a secret by themselves. */
const SECRET_WORDS = new Set(
  (
    'password passwords passwd passwds passphrase passphrases passcode passwort kennwort pass pwd pw psk secret token tokens credential credentials ' +
    'apikey apikeys apitoken apisecret secretkey accesskey privatekey privkey authkey authtoken accesstoken refreshtoken idtoken usertoken userpass mypass dbpass rootpass ' +
    'adminpass smtppass mailpass ldappass requirepass masterauth masterpass keypass storepass bindpw rootpw userpw bindpass encryptionkey signingkey masterkey ' +
    'sessionkey sharedkey presharedkey appkey hmackey salt pepper jwt pat'
  ).split(' '),
);

/** Words before `key` that make it one to keep: keys that sign, encrypt or let in. A public key, a cache key, a key of a map are not among them. */
const KEY_WORDS = new Set(
  (
    'api access private secret signing sign signature encryption encrypt encrypting cipher crypto master auth authentication session account shared app application ' +
    'storage hmac jwt cookie deploy service server license licence webhook admin root client user otp totp vault backup restic borg data storage signature aes rsa ed25519 ' +
    'ssh tls ssl wireguard preshared psk rpc internal drone woodpecker gitea forgejo bot push vapid stripe s3 minio aws azure gcp google turn federation invite token xsrf csrf'
  ).split(' '),
);

const ENDINGS = /(?:password|passwd|passphrase|secret|token|pwd|apikey)$/;
/** Names that only look like secrets of their own. */
const NOT_SECRET =
  /^(?:no|has|is|use|with|without|max|min|num|count|total|prompt|completion|csrf|pagination|page|next|sync|continuation|cancel|cancellation|snowflake)$/;

/** True where a name says that its value is a secret: the last word decides, so that `PASSWORD_FILE`, `token_url` and `secretName` are none. */
export const isSecretName = (name: string): boolean => {
  const words = wordsOfName(name);
  const last = words.at(-1)?.replace(/(?<=[a-z])\d{1,3}$/, '');
  if (last === undefined) return false;
  const before = words.at(-2) ?? '';
  if (words.some((word) => NOT_SECRET.test(word)) && !/^pass|^pwd/.test(last)) return false;
  if (last === 'pat') return words.length > 1;
  if (last === 'salt' || last === 'pepper') return words.length > 1;
  if (SECRET_WORDS.has(last) || ENDINGS.test(last)) return before !== 'public';
  if (last === 'key' || last === 'keys') return KEY_WORDS.has(before);
  if (last === 'base') return before === 'key';
  return last === 'authorization' || (last === 'phrase' && (before === 'pass' || before === 'seed' || before === 'mnemonic'));
};

/** True where the name is one of a password: a word that a human sets, which may be short, a number, or several words. */
export const isPasswordName = (name: string): boolean =>
  /^(?:.*(?:password|passwd|passphrase|pwd)|pw|requirepass|masterauth|passcode)$/.test(wordsOfName(name).at(-1) ?? '');

/** Names under which docker and registries keep `user:password` in base64. */
export const isAuthName = (name: string): boolean => /^(?:auth|x-registry-auth|identitytoken|registrytoken|_auth|_authtoken)$/i.test(name);
