/** What a CI writes between the lines of the commands: where a command starts, where set-up begins and ends, and where it says that one failed. */
export interface Mark {
  /** A new command or group starts at this line. */
  readonly starts: boolean;
  /** 2 where the CI itself says that a command failed, 1 where a tool says so of its part, 0 otherwise. */
  readonly ends: 0 | 1 | 2;
  /** Whether the CI marks the line itself as an error: GitHub and those who follow it. */
  readonly isAnnotated: boolean;
  /** Whether set-up begins (true) or the work of the build (false) at this line, or nothing changes (null). */
  readonly setUp: boolean | null;
}

/**
 * The CI's own words for "this command failed" (CI-SOURCES 3 to 6): Travis, GitHub, Gitea and Forgejo, GitLab, Jenkins, CircleCI, Buildkite.
 * The first group is the exit status, where the words hold it.
 */
const ciFailed: readonly RegExp[] = [
  /The command ".{0,300}?(?:exited with ([1-9]\d*)|failed and exited with ([1-9]\d*)|" failed)/i,
  /^No output has been received|maximum time limit for jobs|Your build has been (?:stopped|terminated)/i,
  /Process completed with exit code ([1-9]\d*)|The process .{0,300} failed with exit code ([1-9]\d*)/i,
  /^\s*ERROR: Job failed(?:: .{0,80}?(?:exit code|exit status) (\d+))?/i,
  /^(?:CircleCI received exit code|Exited with code(?: exit status)?) ([1-9]\d*)/i,
  /marked build as failure|Finished: FAILURE|script returned exit code ([1-9]\d*)/,
  /Error: The command exited with (?:status|non-zero)(?: code)? ?([1-9]\d*)?|Command exited with non-zero|The job exceeded the maximum/i,
  /exitcode '([1-9]\d*)': failure|^\s*🏁 +Job failed|^\s*❌ +Failure - |^(?:Error: )?The operation was cancell?ed\.?$|context (?:deadline exceeded|canceled)$/,
];
const ciFailedWords =
  /command|output|limit for jobs|build has been|process|job|exited|exitcode|marked|Finished: F|script returned|operation was|context |Failure -/i;
const toolFailed =
  /make(?:\[\d+\])?: \*\*\*|^npm ERR! |^npm error|BUILD FAIL|ELIFECYCLE|exit(?:ed)?(?: with)?(?: code| status)? [1-9]|returned a non-zero|^FAILED$|^FAIL$|rake aborted|aborting due to|(?<![\w.:/-])[1-9]\d* (?:tests? )?(?:failed|failing|failures?)\b|^!! \w+ op failed/i;
const toolFailedWords = /make|npm|build|elifecycle|exit|returned|fail|abort/i;

const commandStart =
  /^\s*\$ \S|^\+ \S|^\[command\]|^Run \S|^#\d+ \[|^Step \d+\/\d+ :|^==> |^Executing "step_script"|^⭐ Run |^\[Pipeline\] (?:sh|bat|stage)|^#!\/bin\/(?:ba)?sh -e/;
const firstOfStart = new Set([...'$+[R#S=E⭐ \t'].map((char) => char.charCodeAt(0)));
const rawStart =
  /travis_time:start|section_start:|##\[(?:group|command|section)\]|^(?:\S+Z )?::group::|\x1b_bk;t=\d+\x07(?:---|\+\+\+|~~~) /;
const travisFold = /travis_fold:(start|end):(\S+)/g;
const gitlabSection = /section_(start|end):\d+:([\w-]+)/g;
const work = /^(?:script|after|deploy|step_script|build_script)/;
const actionsSetUp = /##\[group\](?:Operating System|Runner Image|GITHUB_TOKEN|Run actions\/|Virtual Environment|Getting action|Prepare)/;

/** What the CI says at this line. @param raw the line as it stands in the log; @param text the same cleaned */
export const markOf = (raw: string, text: string): Mark => {
  const special = raw.includes('travis_') || raw.includes('section_') || raw.includes('##[') || raw.includes('::') || raw.includes('_bk;');
  return {
    starts: (special && rawStart.test(raw)) || (firstOfStart.has(text.charCodeAt(0)) && commandStart.test(text)),
    ends: endsOf(text),
    isAnnotated: special && (raw.includes('##[error]') || annotation.test(raw)),
    setUp: special ? setUpOf(raw) : null,
  };
};

const annotation = /^(?:\S+Z )?::error(?: [^:]*)?::/;

const endsOf = (text: string): 0 | 1 | 2 => {
  if (text === '') return 0;
  if (ciFailedWords.test(text) && !text.includes('exited with 0') && ciFailed.some((pattern) => pattern.test(text))) return 2;
  return toolFailedWords.test(text) && toolFailed.test(text) ? 1 : 0;
};

const setUpOf = (raw: string): boolean | null => {
  let setUp: boolean | null = null;
  for (const pattern of [travisFold, gitlabSection])
    for (const [, word, name = ''] of raw.matchAll(pattern)) setUp = word === 'start' && !work.test(name);
  if (raw.includes('##[group]')) setUp = actionsSetUp.test(raw);
  return setUp;
};

/** The exit status that the CI's own words hold, or null. */
export const exitCodeIn = (text: string): number | null => {
  for (const pattern of ciFailed) {
    const found = pattern.exec(text);
    if (!found) continue;
    const code = found.slice(1).find((group) => group !== undefined);
    if (code !== undefined) return Number(code);
  }
  return null;
};

const commandForms: readonly RegExp[] = [
  /^\s*\$ (.+)$/,
  /^\+ (.+)$/,
  /^(?:⭐ )?Run (?:Main )?(.+)$/,
  /^\[command\](.+)$/,
  /^#\d+ \[[^\]]*\] (.+)$/,
  /^Step \d+\/\d+ : (.+)$/,
];

/** The command that this line echoes, or null where it echoes none. */
export const commandIn = (text: string): string | null => {
  for (const form of commandForms) {
    const found = form.exec(text);
    if (found?.[1]) return found[1].trim();
  }
  return null;
};

/** The command that Travis names in its words for the failure, or null. */
export const commandInFailure = (text: string): string | null => /The command "(.{0,300})" (?:failed|exited)/i.exec(text)?.[1] ?? null;
