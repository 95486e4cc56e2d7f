import { type Claim, defineDetector } from '../define-detector.ts';
import { citeResults } from '../facts/cite.ts';

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
    const cite = (flag: string) => citeResults(`flags.${flag}`, results?.finishedAt ?? null, 'false');
    const claims: Claim[] = [];
    if (results?.noSecretLeak === false)
      claims.push({
        reason: 'secret',
        summary: "The harness' scan found a secret where it must not be.",
        proofs: [{ kind: 'verdict', cite: cite('no_secret_leak') }],
      });
    if (results?.cleanTeardown === false)
      claims.push({
        reason: 'teardown',
        summary: 'The teardown left something behind.',
        proofs: [{ kind: 'verdict', cite: cite('clean_teardown') }],
      });
    return claims;
  },
});
