import { defineDetector } from '../define-detector.ts';
import { fromTests, type TestMeanings } from '../judge/from-tests.ts';

/** Sentences that tell of the surroundings of a test and not of what it tests. */
export const SURROUNDINGS: TestMeanings = {
  'test-environment:tls': {
    reason: 'test-environment',
    cause: 'infra',
    says: 'A test failed at TLS: the certificate of what it asked was refused',
  },
  'test-environment:dns': { reason: 'test-environment', cause: 'infra', says: 'A test failed at a name that did not resolve' },
  'test-environment:browser': {
    reason: 'test-environment',
    cause: 'infra',
    says: 'A test failed for its browser, which was missing or crashed',
  },
  'test-environment:worker': { reason: 'test-environment', cause: 'unknown', says: 'A test failed because its worker process ended' },
  'test-environment:gateway': {
    reason: 'test-environment',
    cause: 'unknown',
    says: 'A test got the error of a gateway: the application was not there',
    open: true,
  },
  'test-environment:refused': {
    reason: 'test-environment',
    cause: 'unknown',
    says: 'A test could not connect to what it tests',
    open: true,
  },
  'dependency-not-ready': {
    reason: 'test-environment',
    cause: 'unknown',
    says: 'A test could not reach a service that it needs',
    open: true,
  },
  'test-environment:timeout': { reason: 'test-environment', cause: 'unknown', says: 'A test ran into a time limit', open: true },
  'name-unresolved': { reason: 'test-environment', cause: 'infra', says: 'A test failed at a name that did not resolve' },
  'packages-unreachable': { reason: 'test-environment', cause: 'infra', says: 'A test could not reach a package index' },
};

export const testEnvironment = defineDetector({
  id: 'test-environment',
  label: 'ci-failure',
  cause: 'infra',
  title: "The test's surroundings failed, not what it tests",
  because: 'The failed test ends with the words of TLS, name resolution, a browser, a worker or a gateway',
  refutedBy: 'An assertion of the test failed by itself, or the same test fails elsewhere too',
  remedy: 'Mend the surroundings the words name, then run again unchanged',
  reasons: { 'test-environment': 'certificate, name resolution, browser, worker or gateway' },
  subject: 'build',
  requires: ['ci-build'],
  uses: ['run-results'],
  detect: (facts) => fromTests(facts, SURROUNDINGS),
});
