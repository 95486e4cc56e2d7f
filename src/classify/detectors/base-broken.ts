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
  reasons: { base: 'the base deploy failed' },
  subject: 'build',
  requires: ['ci-build'],
  uses: ['run-results', 'daemon-journal'],
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
