import { describe, expect, it } from 'vitest';
import { checkoutOf } from '#app/capture/checkout';
import type { Evidence } from '#probes/index';
import { captureScenario } from '../classify/corpus.ts';

const nowhere = { gitea: null, giteaOwner: 'recipes', recipeDir: null, recipeEnv: null, recipeOverlay: null };
const gitea = { ...nowhere, gitea: 'https://git.example.net' };

/** A recording with abra's labels on every service of its stack. */
const labelled = async (labels: Readonly<Record<string, string>>) => {
  const { evidence, target } = await captureScenario('image-missing');
  const services = evidence['swarm-services'];
  if (services?.status !== 'ok') throw new Error('the recording has services');
  const own = Object.fromEntries(Object.entries(labels).map(([name, value]) => [`coop-cloud.${target.stack}.${name}`, value]));
  const artifact = { ...services.artifact, services: services.artifact.services.map((service) => ({ ...service, labels: own })) };
  return { target, evidence: { ...evidence, 'swarm-services': { ...services, artifact } } as Evidence };
};

describe('which recipe a stack was made of', () => {
  it("is told by abra's labels: the commit of a chaos deploy, else the version", async () => {
    const chaos = await labelled({ recipe: 'ghost', version: '1.4.0+6.44.1-alpine', 'chaos-version': '7ae7b0f7+U' });
    expect(checkoutOf(chaos.evidence, chaos.target, gitea)).toEqual({
      ...{ owner: 'recipes', name: 'ghost', pr: null, ref: '7ae7b0f7', run: null, stack: chaos.target.stack },
    });
    const plain = await labelled({ recipe: 'ghost', version: '1.4.0+6.44.1-alpine' });
    expect(checkoutOf(plain.evidence, plain.target, gitea)?.ref).toBe('1.4.0+6.44.1-alpine');
  });

  it('is not looked for where no place is known, and in a folder without a name', async () => {
    const bare = await labelled({});
    expect(checkoutOf(bare.evidence, bare.target, nowhere)).toBeUndefined();
    expect(checkoutOf(bare.evidence, bare.target, gitea)).toBeUndefined();
    expect(checkoutOf(bare.evidence, bare.target, { ...nowhere, recipeDir: '/r' })).toMatchObject({ name: null, ref: null });
  });
});
