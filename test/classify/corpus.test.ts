import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { classify } from '#classify/classify';
import { detectors } from '#classify/detectors/index';
import type { Capture } from '#probes/index';
import { captureScenario, corpusFolder, expectedOf, scenarios, snapshotsOf } from './corpus.ts';
import { wrongness } from './score.ts';

const WITHHELD = ['networks', 'tasks', 'containers', 'services', 'nodes'];

describe.each(scenarios())('%s', (name) => {
  it('gets an accepted verdict', async () => {
    expect(wrongness(classify(await captureScenario(name)), expectedOf(name), false)).toBeUndefined();
  });

  it('cites something for every claim', async () => {
    for (const finding of classify(await captureScenario(name)).findings) {
      expect(finding.cites.length).toBeGreaterThan(0);
      for (const cite of finding.cites) expect(cite.quote).not.toBe('');
    }
  });

  it.each(WITHHELD)('is not sure of something else without %s', async (kind) => {
    expect(wrongness(classify(await captureScenario(name, { drop: [kind] })), expectedOf(name), true)).toBeUndefined();
  });

  it('is not sure of something else without the journal', async () => {
    expect(wrongness(classify(await captureScenario(name, { journal: false })), expectedOf(name), true)).toBeUndefined();
  });

  it('is not sure of something else without any one probe', async () => {
    const full = await captureScenario(name);
    for (const probe of Object.keys(full.evidence)) {
      const withheld = {
        ...full,
        evidence: { ...full.evidence, [probe]: { status: 'failed', because: 'withheld', ms: 0, bytes: 0 } },
      } as Capture;
      const diagnosis = classify(withheld);
      expect([probe, wrongness(diagnosis, expectedOf(name), true)]).toEqual([probe, undefined]);
      expect(diagnosis.unread.map((unread) => unread.probe)).toContain(probe);
    }
  });

  it('blames nothing else at any earlier moment', async () => {
    for (const [at] of snapshotsOf(join(corpusFolder, name)).entries()) {
      const diagnosis = classify(await captureScenario(name, { at }));
      if (diagnosis.verdict.outcome === 'red') expect([at, wrongness(diagnosis, expectedOf(name), true)]).toEqual([at, undefined]);
    }
  });

  it('gives the same bytes twice and from JSON', async () => {
    const capture = await captureScenario(name);
    expect(JSON.stringify(classify(JSON.parse(JSON.stringify(capture))))).toBe(JSON.stringify(classify(capture)));
  });
});

describe('a detector that throws', () => {
  it('is blind, never a label', async () => {
    const capture = await captureScenario('image-missing');
    const broken = detectors.map((detector) =>
      detector.id === 'image-missing'
        ? {
            ...detector,
            detect: () => {
              throw new Error('broken');
            },
          }
        : detector,
    );
    const diagnosis = classify(capture, broken);
    expect(diagnosis.findings.map(({ reason }) => reason)).not.toContain('image-missing');
    expect(diagnosis.unread.find(({ probe }) => probe === 'detector image-missing')?.wouldDecide).toEqual(['recipe-regression']);
    expect(diagnosis.verdict.outcome).not.toBe('green');
  });
});
