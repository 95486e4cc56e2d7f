import { expect, it } from 'vitest';
import { redact } from '#bundle/redact';

const key = new Uint8Array(32);
const scrub = (value: unknown, known: string[] = []) => redact(value, { key, known });
const line = (text: string) => scrub({ lines: [text] }).value as { lines: [string] };

it.each([
  ['https://bot:hunter2hunter2@git.example.org/x.git', 'hunter2hunter2'],
  ['DB_PASSWORD=hunter2hunter2', 'hunter2hunter2'],
  ['password: hunter2hunter2', 'hunter2hunter2'],
  ['"apiKey": "hunter2hunter2"', 'hunter2hunter2'],
  ['mysql --password=hunter2hunter2 -u x', 'hunter2hunter2'],
  ['Authorization: Bearer hunter2hunter2', 'hunter2hunter2'],
  ['authorization: token hunter2hunter2', 'hunter2hunter2'],
  ['Set-Cookie: session=hunter2hunter2; Path=/', 'hunter2hunter2'],
  ['GET /api?access_token=hunter2hunter2&x=1', 'hunter2hunter2'],
  ['docker swarm join --token SWMTKN-1-3pu6hszjas19xyp7ghgosyx9k8atbfcr8p2is99znpy26u2lkl-1awxwuwd3z9j1z3puu7rcgdbx', '3pu6hszjas19xyp7'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.sflKxwRJSMeKKF2QT4', 'sflKxwRJSMeKKF2QT4'],
  ['ghp_abcdefghijklmnopqrstuvwxyz0123456789', 'abcdefghijklmnop'],
])('takes the secret out of %s', (text, secret) => {
  expect(line(text).lines[0]).not.toContain(secret);
  expect(line(text).lines[0]).toContain('[redacted:');
});
it.each([
  'secret not found: ghost_db_password_v1',
  'no_secret_leak: true',
  'REF=d88f5801f9ea485ad81e446f7255eb5958222538',
  'network 10.10.0.0/16 of proxy',
  '/run/secrets/db_password',
  'PASSWORD_FILE=/run/secrets/db_password',
  'task 1: token: 12',
  'image sha256:5f2b1d9a0c3e4f5a6b7c8d9e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4',
])('leaves %s alone', (text) => expect(line(text).lines[0]).toBe(text));
it('takes a key block out whole and keeps the number of lines', () => {
  const { lines } = scrub({
    lines: ['a', '-----BEGIN OPENSSH PRIVATE KEY-----', 'b3BlbnNzaC1rZXk', '-----END OPENSSH PRIVATE KEY-----', 'z'],
  }).value as { lines: string[] };
  expect(lines).toHaveLength(5);
  expect(lines.join('\n')).not.toContain('b3Blbn');
  expect(lines.at(-1)).toBe('z');
});
it('takes known secrets out wherever they are, encoded too', () => {
  const secret = 'a-known-secret/1';
  const forms = [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret), Buffer.from(secret).toString('hex')];
  for (const form of forms) expect(JSON.stringify(scrub({ any: [`x ${form} y`] }, [secret]).value)).not.toContain(form);
});
it('gives one secret one name within a capture and another name in the next', () => {
  const name = (bytes: number) =>
    JSON.stringify(redact(['PASSWORD=hunter2hunter2'], { key: new Uint8Array(32).fill(bytes), known: [] }).value);
  expect(name(1)).toBe(name(1));
  expect(name(1)).not.toBe(name(2));
});
it('changes nothing the second time', () => {
  const once = scrub({ lines: ['DB_PASSWORD=hunter2hunter2', 'https://a:bcdefgh@x/'] }).value;
  expect(scrub(once).value).toEqual(once);
});
it('does not name the secret in its list', () => {
  const { redactions } = scrub({ a: { lines: ['DB_PASSWORD=hunter2hunter2'] } });
  expect(redactions).toEqual([{ kind: 'assignment', where: 'a.lines[0]' }]);
});
