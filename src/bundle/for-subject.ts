import type { Capture, Evidence } from '#probes/index';

/**
 * The capture as evidence about the subject asked for. Where the bundle was taken of another build or stack, none of it is: every probe
 * becomes absent and says why.
 */
export const restrictedTo = (capture: Capture, asked: { readonly build: number | null; readonly stack: string | null }): Capture => {
  const { build, stack } = capture.target;
  if ((asked.build === null || asked.build === build) && (asked.stack === null || asked.stack === stack)) return capture;
  const because = `the bundle holds ${build === null ? `stack ${stack}` : `build ${build}`} and nothing about ${asked.build === null || asked.build === build ? `stack ${asked.stack}` : `build ${asked.build}`}`;
  const evidence = Object.fromEntries(
    Object.keys(capture.evidence).map((id) => [id, { status: 'absent', because, ms: 0, bytes: 0 }]),
  ) as Evidence;
  return { ...capture, target: { ...capture.target, build: asked.build, stack: asked.stack }, evidence };
};
