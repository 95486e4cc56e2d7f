// In: one text and the place it was read in. Out: which sentence of which program it is, with the names it holds.
// The files beside this one are data: a speaker each, every entry a sentence with what it proves and what is often taken for it.
// `kinds.ts` names what can happen, `message.ts` is the shape, `search.ts` finds candidates without trying every pattern.
// Each entry names its source: where the words were not looked up there, it says so.
// classify, analysis and app may import it; it imports the model only.
import { messages } from './all.ts';
import type { Message, Surface } from './message.ts';
import { Catalogue, type MessageMatch } from './search.ts';

export { messages } from './all.ts';
export type { MessageMatch } from './search.ts';

const catalogue = new Catalogue(messages);

/** Every message that occurs in `text` on that surface, the one nearest to the cause first. */
export const matchAll = (text: string, surface: Surface): readonly MessageMatch[] => catalogue.matchAll(text, surface);

/** The message nearest to the cause in `text`, null where no program we know says this. */
export const matchMessage = (text: string, surface: Surface): MessageMatch | null => catalogue.matchAll(text, surface)[0] ?? null;
