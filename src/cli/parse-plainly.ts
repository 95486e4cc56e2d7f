import { config } from 'zod';

/** Makes zod interpret its schemas: each is used once or twice in a run, and compiling it to code costs more than it saves. */
export const parsePlainly = (): void => {
  config({ jitless: true });
};
