import { buildFactsOf } from '#classify/facts/build';
import type { Settings } from '#config/settings';
import { artifactOf } from '#model/outcome';
import type { Checkout, Target } from '#probes/define-probe';
import type { Evidence } from '#probes/index';
import { evidenceReader } from '#probes/read-evidence';
import type { Service } from '#probes/swarm-services/artifact';

type Wanted = Pick<Settings, 'gitea' | 'giteaOwner' | 'recipeDir' | 'recipeEnv' | 'recipeOverlay'>;

/** Which recipe and commit the build or stack was made of, as the first round tells; undefined where no place is known that has its files. */
export const checkoutOf = (evidence: Evidence, { build, stack }: Target, settings: Wanted): Checkout | undefined => {
  const onDisk = [settings.recipeDir, settings.recipeEnv, settings.recipeOverlay].some((path) => path !== null);
  const row = artifactOf(evidence['ci-build'])?.build;
  const own = (artifactOf(evidence['swarm-services'])?.services ?? []).filter((service) => stack !== null && service.stack === stack);
  const name = row?.recipe ?? labelOf(own, stack, 'recipe');
  if (!onDisk && (settings.gitea === null || name === null)) return undefined;
  return {
    owner: settings.giteaOwner,
    name,
    pr: Number(row?.pr ?? 0) || null,
    ref: row ? row.ref : deployedRef(own, stack),
    run: build === null ? null : String(build),
    stack: stack ?? buildFactsOf(evidenceReader(evidence))?.stack ?? null,
  };
};

/** abra puts `coop-cloud.<stack>.<name>` on every service (ABRA.md section 1). */
const labelOf = (services: readonly Service[], stack: string | null, name: string): string | null =>
  services.map(({ labels }) => labels[`coop-cloud.${stack}.${name}`]).find((value) => value !== undefined && value !== '') ?? null;

/** The commit a chaos deploy was made of, `+U` taken off; else the tag of the version. */
const deployedRef = (services: readonly Service[], stack: string | null): string | null =>
  labelOf(services, stack, 'chaos-version')?.replace(/\+U$/, '') ?? labelOf(services, stack, 'version');
