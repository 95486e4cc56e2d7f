/** The program's version; replaced with package.json's when it is built. */
declare const __VERSION__: string | undefined;
export const version: string = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0-dev';
