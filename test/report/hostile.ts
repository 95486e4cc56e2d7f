import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { citeOf, fileAt } from '#model/cite';
import type { Finding, Report } from '#model/report';

const root = new URL('../..', import.meta.url);

/** Every string of the fixtures' list of strings that hurt. */
export const hostileStrings: readonly string[] = (
  JSON.stringify(JSON.parse(readFileSync(new URL('test/fixtures/hostile-strings.json', root), 'utf8'))).match(/"(?:[^"\\]|\\.)*"/g) ?? []
).map((one) => JSON.parse(one) as string);

const parts = fc.oneof(
  fc.constantFrom(...hostileStrings),
  fc.constantFrom(
    '!testme',
    '! testme',
    '@everyone',
    '(@name)',
    '#4',
    '!12',
    'https://evil.example/x',
    '[a](http://b)',
    '![i](http://b/c.png)',
  ),
  fc.constantFrom(
    '`',
    '```',
    '</code></pre>',
    '</details>',
    '<script>alert(1)</script>',
    '<img src=x onerror=y>',
    '&lt;',
    '| a | b |',
    '\n\n',
    '\n- ',
    '\n# ',
  ),
  fc.constantFrom(
    '\u001b[31m',
    '\u001b]0;x\u0007',
    '\u009b',
    '\u202e',
    '\u2066',
    '\u200b',
    '\u2028',
    '\ud800',
    '\r',
    '\t',
    '\0',
    '𝒳',
    '漢',
    '\u0301',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

/** Foreign text as it comes: bits of everything that ever acted somewhere, side by side. */
export const hostileText = fc.array(parts, { maxLength: 6 }).map((list) => list.join(''));

/** A report each of whose foreign strings is `foreign`. */
export const reportWith = (foreign: string): Report => {
  const cite = { ...citeOf('ci-build', fileAt(foreign, { key: foreign }), '2026-06-12T17:23:08.000Z', foreign), where: foreign };
  const finding: Finding = {
    ...{
      label: 'recipe-regression',
      cause: 'recipe',
      reason: 'crash',
      confidence: 'likely',
      service: foreign,
      network: foreign,
      task: foreign,
    },
    summary: foreign,
    cites: [cite],
    against: [cite],
  };
  return {
    schema: 'ccci-probe/report@1',
    log: {
      step: foreign,
      exitCode: 1,
      exitMeans: null,
      command: foreign,
      blocks: [
        {
          step: foreign,
          cited: true,
          from: 1,
          to: 2,
          title: foreign,
          titleLine: 1,
          score: 0.5,
          because: foreign,
          novel: true,
          quote: [foreign, foreign],
          repeats: 2,
        },
      ],
      confidence: 0.5,
      band: 'likely',
      fault: { answer: 'infra', confidence: 0.5, because: foreign },
      fingerprint: foreign,
      against: { build: 1, ref: foreign },
      alike: [{ build: 2, recipe: foreign, startedAt: null }],
      notes: [foreign],
    },
    epochs: [
      {
        name: foreign,
        at: '2026-06-13T05:38:00.000Z',
        why: foreign,
        source: 'declared',
        build: 'before',
        toleranceMs: 1000,
        inForce: true,
      },
    ],
    tool: { version: '1.2.3' },
    subject: {
      ...{ build: 557, repo: foreign, recipe: foreign, ref: foreign, pr: foreign, stack: foreign, event: foreign, status: foreign },
      ...{ startedAt: '2026-06-12T17:21:09.000Z', finishedAt: null, level: 1 },
    },
    verdict: {
      ...{ outcome: 'red', label: 'recipe-regression', cause: 'recipe', reason: 'crash', confidence: 'likely', admissible: false },
      ...{ qualifiers: ['same-ref-failed', foreign], service: foreign, network: foreign, summary: foreign },
    },
    findings: [finding, { ...finding, label: 'leak' }],
    ruledOut: [{ label: 'vip-exhaustion', because: foreign, cites: [cite] }],
    unread: [{ probe: 'host-load', status: 'failed', because: foreign, wouldDecide: ['host-exhausted'] }],
    history: { sameRef: [{ build: 1, outcome: 'red', label: foreign, startedAt: null }], overlapping: [2], load: null },
    advice: [
      {
        summary: foreign,
        change: { file: foreign, line: 3, path: foreign, from: foreign, to: foreign },
        simulated: { outcome: foreign, because: foreign },
        cost: foreign,
      },
    ],
    recipe: {
      files: [foreign],
      head: foreign,
      base: foreign,
      changes: [{ file: foreign, path: foreign, from: foreign, to: foreign }],
      unread: [foreign],
    },
    probes: { 'ci-build': { status: 'ok', ms: 1, bytes: 2 } },
    evidence: {
      signer: null,
      capturedAt: '2026-06-13T00:00:00.000Z',
      digest: `sha256:${'0'.repeat(64)}`,
      hosts: [{ name: foreign, via: foreign, hostKey: foreign, clockOffsetMs: 1, clockErrorMs: 2 }],
    },
  };
};

/** Characters a terminal or a page would act on. */
export const acting =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
