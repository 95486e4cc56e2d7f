/** Words that tell a state, a kind or a placeholder where a secret could stand: `token: expired`, `password: YES`. */
const STATES = new Set(
  (
    'true false null none nil nan undefined unset empty missing absent present yes no on off ok okay pass passed fail failed failure skip skipped error errors warning warn info debug ' +
    'invalid valid expired expires expiring revoked rejected refused denied accepted required optional mandatory unauthorized forbidden unknown unexpected expected incorrect wrong ' +
    'mismatch mismatched match matches matched loaded loading created creating updated updating deleted deleting removed removing generated generating rotated found not is was are has ' +
    'been must should can cannot could will would may the a an for from of in to with without and or if when while using use used uses set sets setting reset changed change unchanged ' +
    'hidden redacted masked secret token password passwd passphrase key string number boolean bool int integer object array type text value values file files path env environment ' +
    'variable stdin stdout input output default external internal default name names bearer basic digest x509 bytes characters chars length id ids count size too short long weak strong ' +
    'enabled disabled active inactive available unavailable ready pending already exists exist ignored ignoring changeme example placeholder todo tbd here your my this that it ' +
    'sha256 sha512 md5 bcrypt scrypt argon2 argon2id pbkdf2 hs256 rs256 es256 eof end start'
  ).split(' '),
);

const PLACEHOLDER =
  /^(?:\$\{[^}]{0,200}\}?|\$\$?\(.{0,200}|\$\$?[A-Za-z_]\w{0,100}|\{\{.{0,200}|<[^<>]{0,100}>?|%[A-Za-z_]\w{0,60}%|%[sdvqr]|\*{2,}.{0,40}|x{3,}|X{3,}|\.{3,}|-+|_+|\[redacted.{0,200}|\[?(?:REDACTED|FILTERED|MASKED|HIDDEN)\]?|…+|•+)$/;

/** `/run/secrets/db`, `./certs/key.pem`, `~/.ssh/id_ed25519`, `C:\keys`: the way to a secret is none. */
const PATH =
  /^(?:\/[\w.@+-]{1,100}(?:\/[\w.@+-]{0,100}){1,20}|\/(?:run|etc|var|tmp|opt|srv|root|home)\b.{0,300}|\.{1,2}\/.{0,300}|~\/.{0,300}|[A-Za-z]:\\.{0,300}|[\w./-]{1,200}\.(?:pem|key|crt|cert|pub|txt|env|json|ya?ml|toml|conf|cfg|ini|js|ts|py|go|rb|php|sh))$/;
const DIGEST = /^(?:sha(?:1|256|512)[:-]\S{1,140}|SHA256:[A-Za-z0-9+/]{43}=?|[\w./-]{1,200}@sha256:[0-9a-f]{6,64})$/;
const REFERENCE =
  /^(?:(?:file|env|vault|secret|ssm|op|sops|keychain|awskms|kms|https?|git|ssh):\/{0,2}[^\s:@]{0,300}|!(?:vault|ref|env|secret)\b.{0,100}|&\w{1,60}|\*\w{1,60}|[[{(]{1,3}[\])}]{0,3}|@\w{1,40}|[A-Za-z_][\w.]{0,80}\(.{0,200}|(?:process\.env|os\.environ|config|cfg|self|this|ENV|settings|Deno\.env|req|request|params|ctx|props|opts|options|form|body|args|event)[.[].{0,200})$/;

/** True where what stands behind the name of a secret is no secret: a state, a placeholder, a path, a digest, a number. */
export const isHarmless = (
  value: string,
  { password, separated }: { readonly password: boolean; readonly separated: boolean },
): boolean => {
  if (value.length < (password ? 1 : 4) || value.length === 0) return true;
  if (value.length > 400) return false;
  const bare = value.replace(/(?<![.,;:!?])[.,;:!?]+$/, '');
  if (bare === '') return true;
  if (PLACEHOLDER.test(bare) || DIGEST.test(bare) || PATH.test(bare) || REFERENCE.test(bare)) return true;
  if (STATES.has(bare.toLowerCase())) return true;
  if (/^[\d.,:%+-]{1,20}$/.test(bare)) return !password || bare.length < (separated ? 6 : 4);
  return /^\d{1,9}(?:ms|s|m|h|d|w|y|b|kb|mb|gb|ki|mi|gi)$/i.test(bare) || /^\d{4}-\d\d-\d\d(?:[T ].{0,30})?$/.test(bare);
};
