import { defineMessages } from './message.ts';

/** How git says that a commit, a branch or a tag is not there, or that two do not fit together. */
export const gitCommitsMessages = defineMessages(
  ['ci'],
  [
    {
      id: 'git-not-a-tree',
      kind: 'commit-missing',
      source: 'git/git builtin/checkout.c:1530 and :2012 @v2.55.0, :1039 @v2.11.0',
      pattern: /\bfatal: reference is not a tree: (?<commit>[0-9a-f]{7,64})/,
      proves: 'That commit is not in the clone.',
      suggests: ['the branch was pushed over by force', 'the clone is too shallow'],
      examples: ['fatal: reference is not a tree: d88f5801f9'],
    },
    {
      id: 'git-remote-ref',
      kind: 'commit-missing',
      source: 'git/git remote.c:2098 and builtin/fetch.c:576 @v2.55.0; "Couldn\'t" remote.c:1887 @v2.11.0 to v2.20.0',
      pattern: /\bfatal: [Cc]ouldn't find remote ref (?<ref>\S{1,255})/,
      proves: 'The server has no such branch or tag.',
      examples: ["fatal: Couldn't find remote ref refs/pull/12/head", "fatal: couldn't find remote ref refs/pull/12/head"],
    },
    {
      id: 'git-not-our-ref',
      kind: 'commit-missing',
      source: 'git/git upload-pack.c:815 @v2.55.0',
      pattern: /\bupload-pack: not our ref (?<commit>[0-9a-f]{7,64})/,
      proves: 'The server does not give out that commit.',
      suggests: ['the branch was pushed over by force'],
      examples: ['fatal: remote error: upload-pack: not our ref 0123456789abcdef0123456789abcdef01234567'],
    },
    {
      id: 'git-pathspec',
      kind: 'commit-missing',
      source: 'git/git dir.c:670 @v2.55.0',
      pattern: /\berror: pathspec '(?<ref>[^']{1,255})' did not match any file\(s\) known to git/,
      proves: 'No branch, tag or file of that name is in the clone.',
      examples: ["error: pathspec 'v9.9' did not match any file(s) known to git"],
    },
    {
      id: 'git-unknown-revision',
      kind: 'commit-missing',
      source: 'git/git setup.c:221, revision.c:368, builtin/rev-parse.c:1183 @v2.55.0, revision.c:200 and :1628 @v2.11.0',
      pattern:
        /\bfatal: (?:ambiguous argument '(?<ref>[^']{1,255})': unknown revision|bad object (?<commit>\S{1,64})|bad revision '(?<revision>[^']{1,255})')/,
      proves: 'The clone does not know that revision.',
      examples: ["fatal: ambiguous argument 'origin/main': unknown revision or path not in the working tree.", 'fatal: bad object 0123abc'],
    },
    {
      id: 'git-remote-branch',
      kind: 'commit-missing',
      source: 'git/git builtin/clone.c:1545 and :1550 ("Remote revision") @v2.55.0, :1090 @v2.11.0',
      pattern: /\bfatal: Remote (?:branch|revision) (?<ref>\S{1,255}) not found in upstream (?<remote>\S{1,64})/,
      proves: 'The server has no such branch.',
      examples: ['fatal: Remote revision 0123abc not found in upstream origin', 'fatal: Remote branch nope not found in upstream origin'],
    },
    {
      id: 'git-merge-conflict',
      kind: 'clone-failed',
      source: 'git/git merge-ort.c:4361, :4406, :3062, :3163, :3183, :2876, :4172, :4255 @v2.55.0, merge-recursive.c:1474 @v2.30.3',
      pattern: /\bCONFLICT \([a-z][a-z/ ]{2,60}\): /,
      proves: 'The branches cannot be merged without a hand.',
      label: null,
      fault: ['recipe', 'harness'],
      examples: [
        'CONFLICT (rename/rename): a renamed to b in HEAD, but renamed to c in x.',
        'CONFLICT (file location): x added in HEAD',
        'CONFLICT (content): Merge conflict in compose.yml',
      ],
    },
    {
      id: 'git-shallow',
      kind: 'commit-missing',
      source:
        'git/git fetch-pack.c:472, builtin/merge.c:1642, builtin/diff.c:387 (the two revisions before "no merge base"), diff-lib.c:612 @v2.55.0',
      pattern: /\bfatal: (?:error in object: unshallow|(?:\S{1,300}: )?no merge base|refusing to merge unrelated histories)\b/,
      suggests: ['the clone is too shallow', 'the branch was rewritten'],
      examples: ['fatal: origin/main...HEAD: no merge base', 'fatal: refusing to merge unrelated histories'],
    },
  ],
);
