import { visible } from './visible.ts';

/** Foreign text inside HTML or SVG, in text and in quoted attributes. */
export const escapeHtml = (text: string): string => visible(text).replace(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`);
