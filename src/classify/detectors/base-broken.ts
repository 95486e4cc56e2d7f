import { defineDetector } from '../define-detector.ts';
import { citeStepLine } from '../facts/cite.ts';

export const baseBroken = defineDetector({
  id: 'base-broken',
  label: 'base-broken',
  cause: 'recipe',
  title: 'The published base version fails before the code of the PR runs',
  because: 'The install tier deploys the published version; it failed there, and no infrastructure cause was found',
  refutedBy: 'An infrastructure cause in the same window, or the base passes in isolation',
  remedy: 'Repair or skip the base version; it says nothing about the PR',
  reasons: {
    base: 'the base deploy failed',
    'image-missing': 'the registry does not know an image that base and head both name',
    platform: 'an image that base and head both name has no build for the platform of the node',
    'command-not-found': 'entrypoint or command of a service that the PR does not touch is not in its image',
    'device-missing': 'a device that a service asks for in base and head is not on the node',
    'mount-missing': 'a bind source that base and head both name is not on the node',
    crash: 'a service exits with an error in the version that the PR was branched from',
    unhealthy: "a service's check fails in the version that the PR was branched from",
    'exits-at-once': 'a service ends at once in the version that the PR was branched from',
    'oom-killed': 'a service is killed for memory in the version that the PR was branched from',
    'config-missing': 'a secret or config is not there that base and head both name',
    'migration-refused': 'a service refuses its data in the version that the PR was branched from',
    'migration-locked': 'a lock of an earlier migration is held, and the PR does not touch the service',
  },
  subject: 'build',
  requires: ['ci-build'],
  uses: ['run-results', 'daemon-journal', 'recipe-files'],
  detect({ build }) {
    if (!build || build.failedSteps.length === 0 || build.failedTier !== 'install') return [];
    const said = build.log.findLast(({ text }) => /^!! install op failed|^FATA deploy timed out/.test(text));
    // Only a deploy of a pinned version is surely the base: without one the install tier may deploy the PR itself.
    const pinned = build.log.find((place) => build.tierOf(place) === 'install' && /^abra app deploy \S+ \d[\w.+-]+ /.test(place.text));
    if (!said || !pinned) return [];
    return [
      {
        reason: 'base',
        summary: 'The deploy of the published base version failed before the code of the PR ran.',
        proofs: [
          { kind: 'symptom', cite: citeStepLine(said) },
          { kind: 'symptom', cite: citeStepLine(pinned) },
        ],
      },
    ];
  },
});
