import type { EvidenceRequest, EvidenceSource, SettingsRequest, Trust } from '#app/source';
import { Usage } from '#model/errors';
import type { Flags } from './flags.ts';

/** Flags that are keys of the configuration file as well. */
const overrides = [
  'ssh',
  'sshConfig',
  'docker',
  'drone',
  'runs',
  'gitea',
  'giteaOwner',
  'dockerdLog',
  'ciLog',
  'recording',
  'proxyNetwork',
  'repo',
  'recipeEnv',
  'recipeOverlay',
];

/** What the flags say about the settings. */
export const settingsRequestOf = (flags: Flags): SettingsRequest => ({
  config: flags.text('config'),
  profile: flags.text('profile'),
  timeout: flags.text('timeout'),
  overrides: Object.fromEntries(
    overrides.flatMap((name) => {
      const value = flags.text(name);
      return value === null ? [] : [[name, value]];
    }),
  ),
});

/** The same of a command whose --recipe is the folder of the deployed recipe. */
export const withRecipeFlag = <R extends { readonly settings: SettingsRequest }>(request: R, flags: Flags): R => {
  const folder = flags.text('recipe');
  if (folder === null) return request;
  return { ...request, settings: { ...request.settings, overrides: { ...request.settings.overrides, recipeDir: folder } } };
};

/** The evidence that the flags ask for. */
export const evidenceRequestOf = (flags: Flags): EvidenceRequest => {
  const [source, save] = [evidenceSourceOf(flags), flags.text('save')];
  if (source.from === 'bundle' && save !== null) throw new Usage('--save and --from do not go together: the bundle is there already');
  return { source, save, settings: settingsRequestOf(flags) };
};

/** Whose bundles the flags believe. */
export const trustOf = (flags: Flags): Trust => ({
  allowedSigners: flags.text('allowedSigners'),
  requireSigned: flags.isOn('requireSigned'),
});

const evidenceSourceOf = (flags: Flags): EvidenceSource => {
  const [bundle, recording, at] = [flags.text('from'), flags.text('recording'), flags.text('at')];
  if (at !== null && recording === null) throw new Usage('--at is a moment in a recording: give --recording FILE too');
  if (bundle !== null && recording !== null) throw new Usage('--from and --recording do not go together: each is evidence by itself');
  if (bundle !== null) return { from: 'bundle', path: bundle, trust: trustOf(flags) };
  if (flags.isOn('requireSigned') || flags.text('allowedSigners') !== null)
    throw new Usage('--require-signed and --allowed-signers are about a bundle: give --from BUNDLE too');
  return recording === null ? { from: 'live' } : { from: 'recording', path: recording, at: at === null ? null : momentOf(at) };
};

/** A time in epoch milliseconds. */
const momentOf = (text: string): number => {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isFinite(ms)) throw new Usage(`--at ${JSON.stringify(text)}: expected a time such as 2026-06-13T05:38:00Z`);
  return ms;
};
