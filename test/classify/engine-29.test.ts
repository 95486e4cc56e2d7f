import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBundle } from '#bundle/read';
import { classify } from '#classify/classify';
import type { Truth } from '../lab/scenario.ts';
import { scenarios } from '../lab/scenarios.ts';

// Every scenario of the lab, staged once on an engine of 2026; the words of engines change, the verdicts must not.
const folder = new URL('../fixtures/engine-29/', import.meta.url).pathname;
const recorded = readdirSync(folder).map((file) => file.replace('.tar.gz', ''));

const expectedOf = ({ service, reason, ...truth }: Truth, stack: string | null) => ({
  ...truth,
  ...(service ? { service: `${stack}_${service}` } : {}),
  ...(reason ? { reason: expect.toBeOneOf([...reason]) } : {}),
});

describe('scenarios on engine 29', () => {
  it('are all recorded', () => {
    expect(recorded.toSorted()).toEqual(scenarios.map(({ id }) => id).toSorted());
  });

  it.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s', async (id, { truth, also = [] }) => {
    const { capture } = await readBundle(`${folder}${id}.tar.gz`);
    const nodes = capture.evidence['swarm-nodes'];
    const [node] = nodes?.status === 'ok' ? ((nodes.artifact as { nodes: { engine: string }[] | null }).nodes ?? []) : [];
    // Without a quorum no node is listed.
    if (id !== 'no-quorum') expect(node?.engine).toMatch(/^29\./);
    const { verdict, findings } = classify(capture);
    expect(verdict).toEqual(expect.toBeOneOf(truth.map((one) => expect.objectContaining(expectedOf(one, capture.target.stack)))));
    expect(findings.map(({ label }) => label)).toEqual(expect.arrayContaining([...also]));
  });
});
