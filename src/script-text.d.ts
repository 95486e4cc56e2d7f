/** The text of a script that lies beside its port; taken in by the bundler (scripts/build.mjs) and by vitest. */
declare module '*?raw' {
  const text: string;
  export default text;
}
