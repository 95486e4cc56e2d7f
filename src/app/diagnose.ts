/**
 * From a subject to a report. In: what the user named, where evidence comes from, the run context. Out: the report and the capture it is about,
 * the same from a bundle and live. Commands may import it.
 *
 *   source -> capture (live, bundle or recording), redacted -> classify -> report
 */
import { Usage } from '#model/errors';
import type { Report } from '#model/report';
import { version } from '#model/version';
import type { Capture } from '#probes/index';
import { bundleOf, saveBundle } from './bundle-files.ts';
import type { NamedSubject } from './capture/target.ts';
import type { RunContext } from './run-context.ts';
import type { EvidenceRequest } from './source.ts';

/** What the build is wanted as evidence for: after which epoch, of which commit, of which PR. */
export type Question = Pick<Capture['target'], 'sinceEpoch' | 'asked'>;

/**
 * The report about a subject, from the source asked for.
 * @throws Usage where the question names an epoch that there is not
 */
export const diagnose = async (
  subject: NamedSubject,
  question: Question,
  request: EvidenceRequest,
  context: RunContext,
): Promise<{ readonly report: Report; readonly capture: Capture }> => {
  const { capture: taken, digest } = await evidenceFor(subject, request, context);
  const [{ classify }, { buildReport }] = await Promise.all([import('#classify/classify'), import('#report/build-report')]);
  const capture = { ...taken, target: { ...taken.target, ...question } };
  const diagnosis = classify(capture);
  const { sinceEpoch } = question;
  if (sinceEpoch !== undefined && diagnosis.epochs.every(({ name }) => name !== sinceEpoch))
    throw new Usage(
      `no epoch ${JSON.stringify(sinceEpoch)}: ${diagnosis.epochs.length > 0 ? `there are ${diagnosis.epochs.map(({ name }) => name).join(', ')}` : 'none is declared and none was found'}`,
    );
  return { report: buildReport(diagnosis, capture, digest, version), capture };
};

/** A recipe's folder that is named on the command line is evidence beside a bundle too. */
const withOwnRecipe = async (capture: Capture, { settings: wanted }: EvidenceRequest, context: RunContext): Promise<Capture> => {
  const folder = wanted.overrides['recipeDir'];
  if (folder === undefined) return capture;
  const [{ readSettings }, { withRecipe }] = await Promise.all([import('./read-settings.ts'), import('./capture/with-recipe.ts')]);
  return withRecipe(capture, folder, (await readSettings(wanted, context)).settings, context);
};

/** The evidence about the subject, live or saved, undiagnosed; a live capture is saved where that was asked for. */
export const evidenceFor = async (
  subject: NamedSubject,
  request: EvidenceRequest,
  context: RunContext,
): Promise<{ readonly capture: Capture; readonly digest: string }> => {
  const saved = await bundleOf(request, context);
  if (saved) {
    const { restrictedTo } = await import('#bundle/for-subject');
    const capture = restrictedTo(saved.capture, subject);
    return { capture: await withOwnRecipe(capture, request, context), digest: saved.manifest.digest };
  }
  const [{ readSettings }, { captureSubject }] = await Promise.all([import('./read-settings.ts'), import('./capture/subject.ts')]);
  const { settings } = await readSettings(request.settings, context);
  const { capture, sealed } =
    settings.recording === null
      ? await captureSubject(subject, settings, context, { keep: request.save !== null })
      : await (await import('./capture/from-recording.ts')).captureFromRecording(subject, settings, request.source, context);
  await saveBundle(sealed, request.save, context);
  return { capture, digest: sealed.manifest.digest };
};
