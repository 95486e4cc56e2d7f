import { defineMessages } from './message.ts';

/** How the package managers of JavaScript and Python fail. */
export const dependenciesMessages = defineMessages(
  ['ci'],
  [
    {
      id: 'npm-resolve',
      kind: 'dependencies',
      source:
        'npm/cli lib/utils/error-message.js:15, :28, :96, :161, :210, :276, :293 @v10.9.0, node_modules/npm-pick-manifest/lib/index.js:147 (ENOVERSIONS), node_modules/npm-package-arg/lib/npa.js:119 and :311; "npm ERR!" node_modules/npmlog/lib/log.js:396 @v9.0.0, "npm error" lib/utils/display.js:80 @v10.9.0',
      pattern:
        /\bnpm (?:ERR!|error) code (?<code>ERESOLVE|ETARGET|E404|EBADENGINE|EBADPLATFORM|EUSAGE|ENOLOCK|EJSONPARSE|EINTEGRITY|ENOVERSIONS|EINVALIDTAGNAME|EUNSUPPORTEDPROTOCOL)\b/,
      proves: 'npm refused the dependencies as they are written.',
      examples: ['npm ERR! code ERESOLVE', 'npm error code ETARGET', 'npm error code E404'],
      confusers: ['npm error code ECONNRESET', 'npm error code 1'],
    },
    {
      id: 'npm-lock-out-of-sync',
      kind: 'dependencies',
      source:
        'npm/cli lib/commands/ci.js:71 @v10.9.0; "The `npm ci` command can only install with an existing …" lib/commands/ci.js:40 @v9.0.0, lib/ci.js:29 @v7.0.0; "cipm can only install packages …" node_modules/libcipm/index.js:165 and :173 @v6.14.18',
      pattern:
        /(?:`npm ci`|\bcipm) can only install packages (?:when your package\.json and package-lock\.json|with an existing package-lock)|\bThe `npm ci` command can only install with an existing package-lock\.json/,
      proves: 'The lock file does not fit package.json.',
      examples: [
        'npm ERR! The `npm ci` command can only install with an existing package-lock.json or',
        'npm ERR! cipm can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync.',
        'npm error `npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync.',
      ],
    },
    {
      id: 'npm-no-version',
      kind: 'dependencies',
      source: 'npm/cli node_modules/npm-pick-manifest/lib/index.js:211 @v10.9.0, node_modules/npm-pick-manifest/index.js:122 @v6.14.18',
      pattern: /\bNo matching version found for (?<package>\S{1,200})\./,
      proves: 'The registry has the package and no such version.',
      examples: ['npm error notarget No matching version found for x@^9.'],
    },
    {
      id: 'npm-network',
      kind: 'packages-unreachable',
      source: 'npm/cli lib/utils/error-message.js @v10.9.0; the codes are those of node and libuv',
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
      source: 'npm/cli lib/utils/error-message.js:128, :157, :256 @v10.9.0',
      pattern: /\bnpm (?:ERR!|error) code (?<code>E401|E403|ENEEDAUTH)\b/,
      proves: 'The package registry wants another login.',
      fault: ['harness', 'infra'],
      examples: ['npm error code E401'],
    },
    {
      id: 'npm-exit',
      kind: 'step-exit',
      outer: true,
      source: 'npm/cli lib/commands/run-script.js:69 and lib/utils/error-message.js @v10.9.0',
      pattern: /\bnpm (?:ERR!|error) (?:code (?<code>\d{1,3})|Lifecycle script `(?<script>[^`]{1,80})` failed with error)/,
      proves: 'A script of npm ended with that status; its own output says why.',
      examples: ['npm error code 1', 'npm error Lifecycle script `build` failed with error:'],
    },
    {
      id: 'yarn-lock',
      kind: 'dependencies',
      source:
        'yarnpkg/yarn src/reporters/lang/en.js:125 @v1.22.22; yarnpkg/berry packages/yarnpkg-core/sources/MessageName.ts @02498f625ad2 (28 is FROZEN_LOCKFILE_EXCEPTION)',
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
      source:
        'yarnpkg/yarn src/reporters/lang/en.js:72, :77, :85 @v1.22.22; yarnpkg/berry packages/yarnpkg-core/sources/MessageName.ts @02498f625ad2 (16 REMOTE_NOT_FOUND, 35 NETWORK_ERROR with the status of the answer; 2 is only a missing peer, a warning)',
      pattern: /\bYN00(?:16|82|35)\b|\berror Couldn't find (?:package "(?<package>[^"]{1,200})"|any versions for "(?<name>[^"]{1,200})")/,
      suggests: ['no such package or version', 'the registry answered with an error'],
      examples: ['➤ YN0082: │ x@npm:^9: No candidates found', 'error Couldn\'t find any versions for "x" that matches "^9"'],
      confusers: ["➤ YN0002: │ app@workspace:. doesn't provide react (p1b2c3), requested by x"],
    },
    {
      id: 'pnpm-dependencies',
      kind: 'dependencies',
      source:
        'pnpm/pnpm pnpm11/installing/deps-installer/src/install/index.ts:1420, :1399, :1381, pnpm11/core/error/src/index.ts:59, pnpm11/config/package-is-installable/src/checkEngine.ts:10, pnpm11/lockfile/fs/src/read.ts:144 @v11.22.0',
      pattern:
        /\b(?<code>ERR_PNPM_(?:OUTDATED_LOCKFILE|FROZEN_LOCKFILE_WITH_OUTDATED_LOCKFILE|NO_MATCHING_VERSION(?:_INSIDE_WORKSPACE)?|FETCH_404|PEER_DEP_ISSUES|UNSUPPORTED_ENGINE|NO_LOCKFILE|LOCKFILE_CONFIG_MISMATCH|BROKEN_LOCKFILE|LOCKFILE_BREAKING_CHANGE|TARBALL_INTEGRITY))\b/,
      proves: 'pnpm refused the dependencies as they are written.',
      examples: [
        ' ERR_PNPM_FROZEN_LOCKFILE_WITH_OUTDATED_LOCKFILE  Cannot install',
        ' ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile"',
        ' ERR_PNPM_FETCH_404  GET https://registry.npmjs.org/nope: Not Found - 404',
      ],
    },
    {
      id: 'pnpm-network',
      kind: 'packages-unreachable',
      source:
        'pnpm/pnpm pnpm11/resolving/npm-resolver/src/fetch.ts:192, pnpm11/core/error/src/index.ts:59, pnpm11/fetching/tarball-fetcher/src/errorTypes/BadTarballError.ts:15 @v11.22.0',
      pattern: /\b(?<code>ERR_PNPM_(?:META_FETCH_FAIL|FETCH_5\d{2}|FETCH_429|BAD_TARBALL_SIZE))\b/,
      proves: 'pnpm did not get its packages over the network.',
      fault: ['infra'],
      examples: [' ERR_PNPM_META_FETCH_FAIL  GET https://registry.npmjs.org/x: request failed'],
    },
    {
      id: 'pip-no-version',
      kind: 'dependencies',
      source:
        'pypa/pip src/pip/_internal/resolution/resolvelib/factory.py:755 and :768 @26.2.1, src/pip/_internal/index/package_finder.py:920 @20.0',
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
      source:
        'pypa/pip src/pip/_internal/resolution/resolvelib/factory.py:755 @26.2.1, src/pip/_internal/index/package_finder.py:921 @20.0',
      pattern: /\bCould not find a version that satisfies the requirement (?<package>\S{1,200}) \(from versions: none\)/,
      suggests: ['no such package', 'the index was not reached: then the lines before say so'],
      labels: ['build-failed/dependencies'],
      fault: ['recipe', 'infra', 'unknown'],
      examples: ['ERROR: Could not find a version that satisfies the requirement x (from versions: none)'],
    },
    {
      id: 'pip-conflict',
      kind: 'dependencies',
      source: 'pypa/pip src/pip/_internal/resolution/resolvelib/factory.py:851 and :898 @26.2.1',
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
      source: 'pypa/pip src/pip/_vendor/urllib3/connectionpool.py:870 @26.2.1, :745 @20.0',
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
      source: 'pypa/pip src/pip/_internal/exceptions.py:741 and :681 @26.2.1, :242 and :190 @20.0',
      pattern: /\bTHESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE\b|\bHashes are required in --require-hashes mode\b/,
      proves: 'What came is not what the requirements pin.',
      examples: ['ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.'],
    },
    {
      id: 'pip-externally-managed',
      kind: 'dependencies',
      source: 'pypa/pip src/pip/_internal/exceptions.py:832 @26.2.1; PEP 668',
      pattern: /\berror: externally-managed-environment\b/,
      proves: 'The Python of the system takes no packages from pip.',
      fault: ['harness', 'recipe'],
      examples: ['error: externally-managed-environment'],
    },
    {
      id: 'pip-wheel',
      kind: 'dependencies',
      source: 'pypa/pip src/pip/_internal/operations/build/wheel.py:36, exceptions.py:1027 and :567 @26.2.1, wheel.py:44 @20.0',
      pattern:
        /\bFailed building wheel for (?<package>\S{1,120})|\bFailed to build installable wheels for some pyproject\.toml based projects\b|\berror: metadata-generation-failed\b/,
      proves: 'A package of Python could not be built.',
      examples: ['ERROR: Failed building wheel for psycopg2', 'error: metadata-generation-failed'],
    },
    {
      id: 'poetry-lock',
      kind: 'dependencies',
      source:
        'python-poetry/poetry src/poetry/installation/installer.py:269, src/poetry/mixology/failure.py:79 and incompatibility.py:155 @2.4.1',
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
      source:
        'astral-sh/uv crates/uv-resolver/src/error.rs:1779 to :1790, crates/uv-dispatch/src/lib.rs:347, crates/uv/src/commands/project/mod.rs:145 and :159 @0.12.5, crates/uv-resolver/src/error.rs:663 @0.4.0',
      pattern:
        /\bNo solution found when resolving(?: (?:[\w-]{1,30} )?dependencies\b|: )|\bThe lockfile at `uv\.lock` needs to be updated, but `--(?:locked|frozen)` was provided/,
      proves: 'uv refused the dependencies as they are written.',
      examples: [
        'Caused by: No solution found when resolving: `hatchling>=1.0`',
        '  × No solution found when resolving dependencies:',
        'error: The lockfile at `uv.lock` needs to be updated, but `--locked` was provided. To update the lockfile, run `uv lock`.',
      ],
    },
    {
      id: 'go-module-missing',
      kind: 'dependencies',
      source: 'golang/go src/cmd/go/internal/modload/import.go:72, :86, :191, :193, init.go:774 to :779, vendor.go:282 @go1.26.8',
      pattern:
        /\bmissing go\.sum entry (?:for (?:module providing package |go\.mod file)|needed to verify package )|\bno required module provides package (?<package>\S{1,200})|\bgo: updates to go\.mod needed\b|\bcannot find module providing package (?<name>\S{1,200})|\bgo: inconsistent vendoring\b/,
      proves: 'go.mod and go.sum do not hold what the code imports.',
      examples: [
        'main.go:3:2: missing go.sum entry needed to verify package x is provided by exactly one module; to add:',
        'main.go:3:2: missing go.sum entry for module providing package x',
        'main.go:3:2: no required module provides package example.org/x; to add it:',
        'go: updates to go.mod needed; to update it:',
        'go: inconsistent vendoring in /src:',
      ],
    },
  ],
);
