import type { Cite } from '#model/report';
import { type Claim, defineDetector } from '../define-detector.ts';

export const leakFlags = defineDetector({
  id: 'leak-flags',
  label: 'leak',
  cause: 'harness',
  title: 'The run left something behind',
  because: "The harness' own scan after the teardown says so in results.json",
  refutedBy: 'The flags are true',
  remedy: 'Find what is left (ccci-probe leaks) and remove it; a leaked secret must be replaced',
  reasons: {
    secret: 'a secret showed up where it must not',
    teardown: 'the teardown was not clean',
    address: 'addresses of an overlay are held by nobody',
  },
  subject: 'build',
  requires: ['run-results'],
  uses: [],
  detect({ read }) {
    const results = read('run-results')?.results;
    const cite = (flag: string): Cite => ({
      probe: 'run-results',
      where: `results.json flags.${flag}`,
      at: results?.finishedAt ?? null,
      quote: 'false',
    });
    const claims: Claim[] = [];
    if (results?.noSecretLeak === false)
      claims.push({
        reason: 'secret',
        confidence: 'certain',
        summary: "The harness' scan found a secret where it must not be.",
        cites: [cite('no_secret_leak')],
      });
    if (results?.cleanTeardown === false)
      claims.push({
        reason: 'teardown',
        confidence: 'certain',
        summary: 'The teardown left something behind.',
        cites: [cite('clean_teardown')],
      });
    return claims;
  },
});
