import type { Settings } from '#config/settings';
import type { Capture, ProbeId } from '#probes/index';
import { bundleOf, saveBundle } from '../bundle-files.ts';
import type { RunContext } from '../run-context.ts';
import type { EvidenceRequest } from '../source.ts';
import { captureEvidence } from './evidence.ts';
import { targetOf } from './target.ts';

/** The swarm and its host as a whole, by these probes only: from the source asked for, saved where that was asked for. */
export const captureSwarm = async (
  probes: readonly ProbeId[],
  settings: Settings,
  request: EvidenceRequest,
  context: RunContext,
): Promise<Capture> => {
  const bundle = await bundleOf(request, context);
  if (bundle) return bundle.capture;
  if (request.source.from === 'recording')
    return (await import('./from-recording.ts')).captureSwarmFromRecording(probes, settings, request.source, context);
  const { capture, sealed } = await captureEvidence(
    { settings, target: targetOf({ build: null, stack: null }, settings), probes },
    context,
  );
  await saveBundle(sealed, request.save, context);
  return capture;
};
