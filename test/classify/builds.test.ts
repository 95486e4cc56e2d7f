import { describe, expect, it } from 'vitest';
import { classify } from '#classify/classify';
import { captureBuild, manifest } from './builds.ts';

/** What each class of the recorded builds means in the contract's labels. */
const CLASSES: Readonly<Record<string, readonly string[]>> = {
  none: ['green'],
  infra: ['vip-exhaustion', 'registry-unavailable', 'host-exhausted', 'ci-failure', 'network-plumbing', 'swarm-unavailable'],
  'infra-or-recipe': ['update-paused'],
  test: ['stale-test'],
  timeout: ['ci-failure'],
  cancelled: ['ci-failure'],
  leak: ['leak'],
  teardown: ['leak'],
};
const OUTCOMES: Readonly<Record<string, string>> = { success: 'green', failure: 'red', killed: 'red', error: 'red', pending: 'pending' };

describe.each(manifest())('build $number ($expected_class, $status)', ({ number, expected_class, status }) => {
  it('gets the label of its class', async () => {
    const { verdict, findings } = classify(await captureBuild(number));
    if (expected_class) expect(CLASSES[expected_class], `${verdict.label}/${verdict.reason} ${verdict.summary}`).toContain(verdict.label);
    if (OUTCOMES[status]) expect(verdict.outcome).toBe(OUTCOMES[status]);
    for (const { cites } of findings) expect(cites.length).toBeGreaterThan(0);
  });
});

describe('single builds', () => {
  const verdictOf = async (build: number, options = {}) => classify(await captureBuild(build, options)).verdict;
  it.each([
    [504, 'ci-failure', 'timed-out'],
    [506, 'ci-failure', 'killed'],
    [508, 'registry-unavailable', 'rate-limited'],
    [512, 'vip-exhaustion', 'service-vip'],
    [515, 'vip-exhaustion', 'service-vip'],
    [517, 'vip-exhaustion', 'service-vip'],
    [519, 'update-paused', 'undetermined'],
    [557, 'update-paused', 'undetermined'],
    [578, 'update-paused', 'undetermined'],
    [521, 'ci-failure', 'pipeline-invalid'],
    [502, 'ci-failure', 'runner-lost'],
    [539, 'stale-test', 'selector'],
    [543, 'host-exhausted', 'disk'],
    [547, 'leak', 'secret'],
    [551, 'leak', 'teardown'],
    [619, 'pending', 'queued'],
    [620, 'pending', 'in-flight'],
  ])('%d is %s, %s', async (build, label, reason) => expect(await verdictOf(build)).toMatchObject({ label, reason }));

  it('515 is not decided without the journal', async () => {
    const verdict = await verdictOf(515, { journal: false });
    expect(verdict.confidence).toBe('possible');
    expect(verdict.qualifiers).toContain('evidence-partial');
  });

  it('a build that is not there is unknown, not red', async () => {
    expect(await verdictOf(99_999)).toMatchObject({ outcome: 'unknown', label: 'unexplained', summary: 'There is no build 99999.' });
  });
});
