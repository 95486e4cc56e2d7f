import { describe, expect, it } from 'vitest';
import { redact } from '#bundle/redact';
import { innocent, secretForms } from './secret-forms.ts';

const key = new Uint8Array(32);
const redacted = (value: unknown): string => JSON.stringify(redact(value, { key, known: [] }).value);

describe('forms in which secrets stand', () => {
  it.each(secretForms.map((form) => [form.name, form] as const))('%s', (_, { value, secrets }) => {
    const out = redacted(value);
    for (const secret of secrets) expect(out).not.toContain(secret);
    expect(out).toContain('[redacted');
  });

  it.each(secretForms.map((form) => [form.name, form] as const))('changes nothing the second time: %s', (_, { value }) => {
    const once = redact(value, { key, known: [] }).value;
    expect(redact(once, { key, known: [] }).value).toEqual(once);
  });

  it('takes no line away and leaves the lines around alone', () => {
    for (const { value } of secretForms) {
      const { lines } = value as { lines?: string[] };
      if (!lines || lines[0] !== 'before') continue;
      const out = (redact(value, { key, known: [] }).value as { lines: string[] }).lines;
      expect([out.length, out[0], out.at(-1)]).toEqual([lines.length, 'before', 'after']);
    }
  });
});

describe('what only looks like a secret', () => {
  it.each(innocent)('stays: %s', (text) => {
    expect(redact({ lines: ['before', text, 'after'] }, { key, known: [] }).value).toEqual({ lines: ['before', text, 'after'] });
    expect(redact({ text }, { key, known: [] }).value).toEqual({ text });
  });

  it('a BEGIN without an end does not blot out the log', () => {
    const lines = [
      '-----BEGIN RSA PRIVATE KEY-----',
      'docker stack deploy -c compose.yml ghost',
      'deploy failed: exit 1',
      'ghost_app: task: non-zero exit (1)',
    ];
    expect(redact({ lines }, { key, known: [] }).value).toEqual({ lines: ['[redacted:private-key]', ...lines.slice(1)] });
  });
});

it('a mark that somebody else wrote hides nothing beside it', () => {
  for (const line of ['password: hunter2Xq9[redacted', 'DB_PASSWORD=hunter2Xq9[redacted:x', 'mysql -phunter2Xq9[redacted:a] -e x'])
    expect(redacted({ lines: [line] })).not.toContain('hunter2Xq9');
});
