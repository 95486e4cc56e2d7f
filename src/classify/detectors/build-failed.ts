import { type Claim, defineDetector } from '../define-detector.ts';
import { citeStep } from '../facts/cite.ts';
import { withProofs } from '../judge/claim.ts';
import { fromDeploy } from '../judge/from-deploy.ts';

export const buildFailed = defineDetector({
  id: 'build-failed',
  label: 'build-failed',
  cause: 'unknown',
  title: 'A check or a build of the code itself failed',
  because: 'A linter, compiler, type checker or package manager ended the step with words of its own, or the tests could not be loaded',
  refutedBy: 'The step failed before it came to that command, or for want of a network',
  remedy: 'Correct what the tool names; whose change it was, the last green build tells',
  reasons: {
    lint: 'a linter or formatter objects',
    compile: 'a compiler or bundler failed',
    types: 'a type checker objects',
    dependencies: 'a package could not be resolved or installed',
    collection: 'the tests could not be loaded',
  },
  subject: 'build',
  requires: ['ci-build'],
  uses: [],
  detect: (facts) => {
    const cause = facts.build?.build.recipe != null ? 'recipe' : 'unknown';
    const claims = fromDeploy(facts, {
      lint: { reason: 'lint', cause, says: 'A linter or formatter ended the step' },
      compile: { reason: 'compile', cause, says: 'A compiler or bundler ended the step' },
      types: { reason: 'types', cause, says: 'A type checker ended the step' },
      dependencies: { reason: 'dependencies', cause, says: 'A package could not be resolved or installed' },
      collection: { reason: 'collection', cause: 'unknown', says: 'The tests could not be loaded' },
    });
    const [step] = facts.build?.failedSteps ?? [];
    return claims.map(
      (claim): Claim => (step ? { ...claim, proofs: withProofs(claim.proofs, { kind: 'symptom', cite: citeStep(step) }) } : claim),
    );
  },
});
