import { defineMessages } from './message.ts';

/** How the package managers of JavaScript and Python fail. */
export const dependenciesMessages = defineMessages(
  ['ci'],
  [
    {
      id: 'npm-resolve',
      kind: 'dependencies',
      source: 'npm/cli workspaces/arborist, lib/utils/error-message.js; known, not looked up',
      pattern:
        /\bnpm (?:ERR!|error) code (?<code>ERESOLVE|ETARGET|E404|EBADENGINE|EBADPLATFORM|EUSAGE|ENOLOCK|EJSONPARSE|EINTEGRITY|ENOVERSIONS|EINVALIDTAGNAME|EUNSUPPORTEDPROTOCOL)\b/,
      proves: 'npm refused the dependencies as they are written.',
      examples: ['npm ERR! code ERESOLVE', 'npm error code ETARGET', 'npm error code E404'],
      confusers: ['npm error code ECONNRESET', 'npm error code 1'],
    },
    {
      id: 'npm-lock-out-of-sync',
      kind: 'dependencies',
      source: 'npm/cli; known, not looked up',
      pattern: /`npm ci` can only install packages (?:when your package\.json and package-lock\.json|with an existing package-lock)/,
      proves: 'The lock file does not fit package.json.',
      examples: [
        'npm error `npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync.',
      ],
    },
    {
      id: 'npm-no-version',
      kind: 'dependencies',
      source: 'npm/cli; known, not looked up',
      pattern: /\bNo matching version found for (?<package>\S{1,200})\./,
      proves: 'The registry has the package and no such version.',
      examples: ['npm error notarget No matching version found for x@^9.'],
    },
    {
      id: 'npm-network',
      kind: 'packages-unreachable',
      source: 'npm/cli; known, not looked up',
      pattern:
        /\bnpm (?:ERR!|error) code (?<code>ECONNRESET|ECONNREFUSED|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ERR_SOCKET_TIMEOUT|E5\d{2}|E429|CERT_HAS_EXPIRED|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|SELF_SIGNED_CERT_IN_CHAIN)\b/,
      proves: 'npm did not get its packages over the network.',
      fault: ['infra'],
      examples: ['npm ERR! code ECONNRESET', 'npm error code E503'],
      confusers: ['npm error code E404'],
    },
    {
      id: 'npm-unauthorized',
      kind: 'packages-unreachable',
      source: 'npm/cli; known, not looked up',
      pattern: /\bnpm (?:ERR!|error) code (?<code>E401|E403|ENEEDAUTH)\b/,
      proves: 'The package registry wants another login.',
      fault: ['harness', 'infra'],
      examples: ['npm error code E401'],
    },
    {
      id: 'npm-exit',
      kind: 'step-exit',
      outer: true,
      source: 'npm/cli lib/utils/error-message.js; known, not looked up',
      pattern: /\bnpm (?:ERR!|error) (?:code (?<code>\d{1,3})|Lifecycle script `(?<script>[^`]{1,80})` failed with error)/,
      proves: 'A script of npm ended with that status; its own output says why.',
      examples: ['npm error code 1', 'npm error Lifecycle script `build` failed with error:'],
    },
    {
      id: 'yarn-lock',
      kind: 'dependencies',
      source: 'yarnpkg/berry, yarnpkg/yarn; known, not looked up',
      pattern:
        /\bYN0028\b|\bThe lockfile would have been modified by this install, which is explicitly forbidden\b|\bYour lockfile needs to be updated, but yarn was run with `--frozen-lockfile`/,
      proves: 'The lock file does not fit package.json.',
      examples: [
        '➤ YN0028: │ The lockfile would have been modified by this install, which is explicitly forbidden.',
        'error Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`.',
      ],
    },
    {
      id: 'yarn-resolution',
      kind: 'dependencies',
      source: 'yarnpkg/berry; known, not looked up',
      pattern:
        /\bYN00(?:02|16|82|35)\b|\berror Couldn't find (?:package "(?<package>[^"]{1,200})"|any versions for "(?<name>[^"]{1,200})")/,
      suggests: ['no such package or version', 'the registry answered with an error'],
      examples: ['➤ YN0082: │ x@npm:^9: No candidates found', 'error Couldn\'t find any versions for "x" that matches "^9"'],
    },
    {
      id: 'pnpm-dependencies',
      kind: 'dependencies',
      source: 'pnpm/pnpm; known, not looked up',
      pattern:
        /\b(?<code>ERR_PNPM_(?:OUTDATED_LOCKFILE|NO_MATCHING_VERSION(?:_INSIDE_WORKSPACE)?|FETCH_404|PEER_DEP_ISSUES|UNSUPPORTED_ENGINE|NO_LOCKFILE|LOCKFILE_CONFIG_MISMATCH|BROKEN_LOCKFILE|LOCKFILE_BREAKING_CHANGE))\b/,
      proves: 'pnpm refused the dependencies as they are written.',
      examples: [
        ' ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile"',
        ' ERR_PNPM_FETCH_404  GET https://registry.npmjs.org/nope: Not Found - 404',
      ],
    },
    {
      id: 'pnpm-network',
      kind: 'packages-unreachable',
      source: 'pnpm/pnpm; known, not looked up',
      pattern: /\b(?<code>ERR_PNPM_(?:META_FETCH_FAIL|FETCH_5\d{2}|FETCH_429|BAD_TARBALL_SIZE|TARBALL_FETCH))\b/,
      proves: 'pnpm did not get its packages over the network.',
      fault: ['infra'],
      examples: [' ERR_PNPM_META_FETCH_FAIL  GET https://registry.npmjs.org/x: request failed'],
    },
    {
      id: 'pip-no-version',
      kind: 'dependencies',
      source: 'pypa/pip src/pip/_internal; known, not looked up',
      pattern:
        /\bNo matching distribution found for (?<package>\S{1,200})|\bCould not find a version that satisfies the requirement (?<requirement>\S{1,200}) \(from versions: (?!none\))/,
      suggests: ['no such package or version', 'no version for this Python', 'the index was not reached: then the lines before say so'],
      examples: [
        'ERROR: No matching distribution found for x==9',
        'ERROR: Could not find a version that satisfies the requirement x==9 (from versions: 1.0, 2.0)',
      ],
      confusers: ['ERROR: Could not find a version that satisfies the requirement x (from versions: none)'],
    },
    {
      id: 'pip-none',
      kind: 'dependencies',
      source: 'pypa/pip src/pip/_internal; known, not looked up',
      pattern: /\bCould not find a version that satisfies the requirement (?<package>\S{1,200}) \(from versions: none\)/,
      suggests: ['no such package', 'the index was not reached: then the lines before say so'],
      labels: ['build-failed/dependencies'],
      fault: ['recipe', 'infra', 'unknown'],
      examples: ['ERROR: Could not find a version that satisfies the requirement x (from versions: none)'],
    },
    {
      id: 'pip-conflict',
      kind: 'dependencies',
      source: 'pypa/pip src/pip/_internal/resolution; known, not looked up',
      pattern: /\bResolutionImpossible\b|\bbecause these package versions have conflicting dependencies\b/,
      proves: 'The versions asked for exclude each other.',
      examples: [
        'ERROR: ResolutionImpossible: for help visit https://pip.pypa.io/en/latest/topics/dependency-resolution/',
        'ERROR: Cannot install a==1 and b==2 because these package versions have conflicting dependencies.',
      ],
    },
    {
      id: 'pip-network',
      kind: 'packages-unreachable',
      source: 'pypa/pip src/pip/_vendor/urllib3; known, not looked up',
      pattern: /\bWARNING: Retrying \(Retry\(total=\d{1,3}, connect=[^\n]{1,200} after connection broken by '(?<error>\w{1,60})/,
      proves: 'pip did not reach its index at that moment and tries again.',
      fault: ['infra'],
      examples: [
        "WARNING: Retrying (Retry(total=4, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object at 0x1>: Failed to establish a new connection')': /simple/x/",
      ],
    },
    {
      id: 'pip-hashes',
      kind: 'dependencies',
      source: 'pypa/pip; known, not looked up',
      pattern: /\bTHESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE\b|\bHashes are required in --require-hashes mode\b/,
      proves: 'What came is not what the requirements pin.',
      examples: ['ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.'],
    },
    {
      id: 'pip-externally-managed',
      kind: 'dependencies',
      source: 'pypa/pip, PEP 668; known, not looked up',
      pattern: /\berror: externally-managed-environment\b/,
      proves: 'The Python of the system takes no packages from pip.',
      fault: ['harness', 'recipe'],
      examples: ['error: externally-managed-environment'],
    },
    {
      id: 'pip-wheel',
      kind: 'dependencies',
      source: 'pypa/pip, pypa/setuptools; known, not looked up',
      pattern:
        /\bFailed building wheel for (?<package>\S{1,120})|\bFailed to build installable wheels for some pyproject\.toml based projects\b|\berror: metadata-generation-failed\b/,
      proves: 'A package of Python could not be built.',
      examples: ['ERROR: Failed building wheel for psycopg2', 'error: metadata-generation-failed'],
    },
    {
      id: 'poetry-lock',
      kind: 'dependencies',
      source: 'python-poetry/poetry; known, not looked up',
      pattern: /\bpyproject\.toml changed significantly since poetry\.lock was last generated\b|\bversion solving failed\b/,
      suggests: ['the lock file does not fit pyproject.toml', 'the versions exclude each other'],
      examples: [
        'pyproject.toml changed significantly since poetry.lock was last generated. Run `poetry lock` to fix the lock file.',
        'version solving failed.',
      ],
    },
    {
      id: 'uv-no-solution',
      kind: 'dependencies',
      source: 'astral-sh/uv; known, not looked up',
      pattern:
        /\bNo solution found when resolving (?:dependencies|tool dependencies)\b|\bThe lockfile at `uv\.lock` needs to be updated, but `--(?:locked|frozen)` was provided/,
      proves: 'uv refused the dependencies as they are written.',
      examples: [
        '  × No solution found when resolving dependencies:',
        'error: The lockfile at `uv.lock` needs to be updated, but `--locked` was provided. To update the lockfile, run `uv lock`.',
      ],
    },
    {
      id: 'go-module-missing',
      kind: 'dependencies',
      source: 'golang/go src/cmd/go/internal/modload; known, not looked up',
      pattern:
        /\bmissing go\.sum entry for (?:module providing package |go\.mod file)|\bno required module provides package (?<package>\S{1,200})|\bgo: updates to go\.mod needed\b|\bcannot find module providing package (?<name>\S{1,200})|\bgo: inconsistent vendoring\b/,
      proves: 'go.mod and go.sum do not hold what the code imports.',
      examples: [
        'main.go:3:2: missing go.sum entry for module providing package x',
        'main.go:3:2: no required module provides package example.org/x; to add it:',
        'go: updates to go.mod needed; to update it:',
        'go: inconsistent vendoring in /src:',
      ],
    },
  ],
);
