import * as z from 'zod';

/** Shape of a run folder as a host sends it. */
export const RunReply = z.object({
  exists: z.boolean(),
  files: z.array(z.object({ path: z.string(), size: z.number(), mtimeMs: z.number() })),
  texts: z.array(z.object({ path: z.string(), text: z.string().nullable() })),
  pictures: z.array(z.object({ path: z.string(), base64: z.string().nullable() })).optional(),
});
