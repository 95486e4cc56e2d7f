import { defineMessages } from './message.ts';

/** How the package managers of Go, Rust, the distributions and others fail. */
export const dependenciesSystemMessages = defineMessages(
  ['ci'],
  [
    {
      id: 'go-module-not-found',
      kind: 'dependencies',
      source: 'golang/go src/cmd/go/internal/modfetch; known, not looked up',
      pattern:
        /\bgo: (?:module )?(?<package>\S{1,200}): (?:reading \S{1,300}: 404 Not Found|invalid version: unknown revision|unknown revision)/,
      proves: 'There is no such version of that Go module.',
      examples: [
        'go: example.org/x@v1.2.3: reading https://proxy.golang.org/example.org/x/@v/v1.2.3.mod: 404 Not Found',
        'go: example.org/x@v9.9.9: invalid version: unknown revision v9.9.9',
      ],
    },
    {
      id: 'go-checksum',
      kind: 'dependencies',
      source: 'golang/go src/cmd/go/internal/modfetch/fetch.go; known, not looked up',
      pattern: /\bverifying (?<package>\S{1,200}): checksum mismatch\b|\bSECURITY ERROR\b/,
      proves: 'What came is not what go.sum pins.',
      examples: ['verifying example.org/x@v1.2.3: checksum mismatch'],
    },
    {
      id: 'go-toolchain',
      kind: 'dependencies',
      source: 'golang/go toolchain; known, not looked up',
      pattern: /\bgo: go\.mod requires go >= (?<version>\S{1,20}) \(running go \S{1,20}/,
      proves: 'The Go of the step is older than the module asks for.',
      examples: ['go: go.mod requires go >= 1.24.0 (running go 1.22.3; GOTOOLCHAIN=local)'],
    },
    {
      id: 'cargo-resolve',
      kind: 'dependencies',
      source: 'rust-lang/cargo src/cargo/core/resolver; known, not looked up',
      pattern:
        /\berror: (?:failed to select a version for (?:the requirement )?`(?<package>[^`]{1,160})`|no matching package (?:named `(?<name>[^`]{1,160})` )?found|the lock file \S{1,300} needs to be updated but --(?:locked|frozen) was passed|package `[^`]{1,160}` cannot be built because it requires rustc )/,
      proves: 'cargo refused the dependencies as they are written.',
      examples: [
        'error: failed to select a version for `x`.',
        'error: no matching package named `nope` found',
        'error: the lock file /src/Cargo.lock needs to be updated but --locked was passed to prevent this',
      ],
    },
    {
      id: 'cargo-network',
      kind: 'packages-unreachable',
      source: 'rust-lang/cargo src/cargo/util/network; known, not looked up',
      pattern:
        /\bwarning: spurious network error \(\d{1,3} tries remaining\)|\berror: failed to (?:get `[^`]{1,160}` as a dependency|download (?:from|replaced source) )/,
      suggests: ['the network', 'the registry'],
      fault: ['infra', 'recipe'],
      examples: [
        "warning: spurious network error (3 tries remaining): [6] Couldn't resolve host name (Could not resolve host: index.crates.io)",
      ],
    },
    {
      id: 'apt-no-package',
      kind: 'dependencies',
      source: 'Debian/apt apt-pkg; known, not looked up',
      pattern:
        /\bE: (?:Unable to locate package (?<package>\S{1,120})|Package '(?<name>[^']{1,120})' has no installation candidate|Version '(?<version>[^']{1,120})' for '(?<what>[^']{1,120})' was not found|Couldn't find any package by (?:glob|regex))/,
      suggests: ['no such package in this release', 'the lists were not fetched: no apt-get update before, or it failed'],
      examples: [
        'E: Unable to locate package nope',
        "E: Package 'x' has no installation candidate",
        "E: Version '1.2' for 'x' was not found",
      ],
    },
    {
      id: 'apt-unmet',
      kind: 'dependencies',
      source: 'Debian/apt apt-pkg; known, not looked up',
      pattern:
        /\bE: (?:Unable to correct problems, you have held broken packages|Unmet dependencies)|\bThe following packages have unmet dependencies:/,
      proves: 'The packages asked for exclude each other.',
      examples: ['The following packages have unmet dependencies:', 'E: Unable to correct problems, you have held broken packages.'],
    },
    {
      id: 'apt-fetch',
      kind: 'packages-unreachable',
      source: 'Debian/apt methods; known, not looked up',
      pattern:
        /\bE: Failed to fetch (?<url>\S{1,400})|\bW: Failed to fetch (?<address>\S{1,400})|\bE: Some index files failed to download\b|\bTemporary failure resolving '(?<host>[^']{1,255})'/,
      proves: 'apt did not get a file over the network.',
      suggests: ['404: the lists are older than the server'],
      fault: ['infra'],
      examples: [
        'E: Failed to fetch http://deb.debian.org/debian/pool/x.deb  503  Service Unavailable [IP: 1.2.3.4 80]',
        "Err:1 http://deb.debian.org/debian bookworm InRelease  Temporary failure resolving 'deb.debian.org'",
      ],
    },
    {
      id: 'apt-release',
      kind: 'packages-unreachable',
      source: 'Debian/apt apt-pkg; known, not looked up',
      pattern:
        /\bE: (?:The repository '(?<url>[^']{1,300})' (?:does not have a Release file|is not signed|no longer has a Release file)|Release file for \S{1,300} is not valid yet|Release file for \S{1,300} is expired)/,
      suggests: ['the release was archived', 'the key is missing', 'the clock of the host is wrong: "not valid yet"'],
      fault: ['infra', 'recipe'],
      examples: [
        "E: The repository 'http://deb.debian.org/debian buster Release' does not have a Release file.",
        'E: Release file for http://x/InRelease is not valid yet (invalid for another 3h 2min 1s).',
      ],
    },
    {
      id: 'apt-lock',
      kind: 'packages-unreachable',
      source: 'Debian/apt apt-pkg; known, not looked up',
      pattern: /\bE: Could not get lock (?<path>\S{1,200})/,
      proves: 'Another apt runs on that host.',
      label: null,
      fault: ['infra', 'harness'],
      examples: ['E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)'],
    },
    {
      id: 'apt-hash',
      kind: 'packages-unreachable',
      source: 'Debian/apt; known, not looked up',
      pattern: /\bHash Sum mismatch\b/,
      proves: 'What came is not what the list says.',
      suggests: ['the mirror was being updated', 'a proxy between'],
      fault: ['infra'],
      examples: ['   Hash Sum mismatch'],
    },
    {
      id: 'apk-unsatisfied',
      kind: 'dependencies',
      source: 'alpinelinux/apk-tools src; known, not looked up',
      pattern: /^\s{0,4}(?<package>[\w.+-]{1,120}) \(no such package\):$|\bERROR: unable to select packages:/,
      proves: 'The lists of apk hold no such package or version.',
      examples: ['  nope (no such package):', 'ERROR: unable to select packages:'],
    },
    {
      id: 'apk-network',
      kind: 'packages-unreachable',
      source: 'alpinelinux/apk-tools src; known, not looked up',
      pattern:
        /\bWARNING: (?:fetching|updating and opening|ignoring) (?<url>https?:\/\/\S{1,300}): (?:temporary error \(try again later\)|network error \(check Internet connection and firewall\)|DNS (?:lookup error|: transient error \(try again later\))|could not connect to server)/,
      proves: 'apk did not get its lists over the network.',
      fault: ['infra'],
      examples: ['WARNING: updating and opening https://dl-cdn.alpinelinux.org/alpine/v3.20/main: temporary error (try again later)'],
    },
    {
      id: 'dnf-no-match',
      kind: 'dependencies',
      source: 'rpm-software-management/dnf; known, not looked up',
      pattern:
        /\b(?:Error: Unable to find a match: |No match for argument: |No package (?<name>\S{1,120}) available\.)(?<package>\S{0,120})/,
      proves: 'The lists hold no such package.',
      examples: ['Error: Unable to find a match: nope', 'No match for argument: nope'],
    },
    {
      id: 'dnf-network',
      kind: 'packages-unreachable',
      source: 'rpm-software-management/dnf; known, not looked up',
      pattern:
        /\bError: Failed to download metadata for repo '(?<repo>[^']{1,120})'|\bCannot download repomd\.xml\b|\bCurl error \(\d{1,3}\): /,
      proves: 'dnf did not get its lists over the network.',
      fault: ['infra'],
      examples: ["Error: Failed to download metadata for repo 'appstream': Cannot prepare internal mirrorlist"],
    },
    {
      id: 'bundler-resolve',
      kind: 'dependencies',
      source: 'rubygems/bundler; known, not looked up',
      pattern:
        /\bCould not find (?:gem '(?<package>[^']{1,160})' in |compatible versions\b|(?<gem>[\w-]{1,80})-\d[\w.]{0,30} in (?:any of the sources|locally installed gems))/,
      proves: 'bundler refused the gems as they are written.',
      examples: ["Could not find gem 'x (~> 9)' in rubygems repository https://rubygems.org/", 'Could not find compatible versions'],
    },
    {
      id: 'composer-resolve',
      kind: 'dependencies',
      source: 'composer/composer; known, not looked up',
      pattern:
        /\bYour requirements could not be resolved to an installable set of packages\b|\bYour lock file does not contain a compatible set of packages\b/,
      proves: 'composer refused the packages as they are written.',
      examples: ['Your requirements could not be resolved to an installable set of packages.'],
    },
    {
      id: 'maven-resolve',
      kind: 'dependencies',
      source: 'apache/maven; known, not looked up',
      pattern: /\bCould not (?:resolve dependencies for project (?<project>\S{1,200}?):?|find artifact (?<artifact>\S{1,200})) /,
      suggests: ['no such version', 'the server was not reached: then the rest says so'],
      examples: [
        '[ERROR] Failed to execute goal on project x: Could not resolve dependencies for project a:x:jar:1: the words of the server',
        'Could not find artifact a:b:jar:1 in central (https://repo.maven.apache.org/maven2)',
      ],
    },
    {
      id: 'maven-transfer',
      kind: 'packages-unreachable',
      source: 'apache/maven, apache/httpcomponents; known, not looked up',
      pattern:
        /\bCould not transfer (?:artifact|metadata) \S{1,200} from\/to \S{1,80} \(\S{1,300}\): [^\n]{0,300}(?:[Tt]imed out|[Cc]onnection re(?:set|fused)|[Uu]nknown host|No such host is known|Name or service not known|Temporary failure|Remote host terminated|status code: 5\d\d|reason phrase: [^\n]{0,60} \(5\d\d\))/,
      proves: 'Maven did not get its packages over the network.',
      fault: ['infra'],
      examples: [
        'Could not transfer artifact a:b:pom:1 from/to central (https://repo.maven.apache.org/maven2): Connect to repo.maven.apache.org:443 failed: Connection timed out',
      ],
      confusers: ['Could not find artifact a:b:jar:1 in central (https://repo.maven.apache.org/maven2)'],
    },
    {
      id: 'gradle-resolve',
      kind: 'dependencies',
      source: 'gradle/gradle; known, not looked up',
      pattern:
        /\bCould not (?:resolve all (?:files|dependencies|artifacts|task dependencies) for configuration '(?<configuration>[^']{1,120})'|find (?<artifact>[\w.-]{1,120}:[\w.-]{1,120}:[\w.-]{1,60})\.$)/,
      suggests: ['no such version', 'the server was not reached: then the rest says so'],
      examples: ["Could not resolve all files for configuration ':compileClasspath'.", 'Could not find a.b:c:1.2.'],
    },
    {
      id: 'node-module-missing',
      kind: 'dependencies',
      source: 'nodejs/node lib/internal/modules; known, not looked up',
      pattern:
        /\bError: Cannot find (?:module|package) '(?<module>[^'./][^']{0,200})'(?! from)|\bcode: '(?:MODULE_NOT_FOUND|ERR_MODULE_NOT_FOUND)'/,
      proves: 'A package the program imports is not installed.',
      examples: ["Error: Cannot find module 'express'", "  code: 'MODULE_NOT_FOUND',"],
      confusers: ["Cannot find module 'x' from 'src/a.test.js'", "Error: Cannot find module '/app/index.js'"],
    },
    {
      id: 'node-package-missing',
      kind: 'dependencies',
      source: 'nodejs/node lib/internal/modules/esm/resolve.js; known, not looked up',
      pattern: /\bError \[ERR_MODULE_NOT_FOUND\]: Cannot find (?:package|module) '(?<module>[^']{1,300})' imported from /,
      proves: 'An import names what is not there.',
      examples: ["Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'x' imported from /src/a.js"],
    },
    {
      id: 'node-program-missing',
      kind: 'exec-not-found',
      surfaces: ['service', 'ci'],
      source: 'nodejs/node lib/internal/modules/cjs/loader.js; known, not looked up',
      pattern: /\bError: Cannot find module '(?<path>\/[^']{1,300})'/,
      suggests: ['the image holds its program at another place than before', 'the build made no such file'],
      labels: ['recipe-regression/command-not-found', 'build-failed/dependencies'],
      examples: ["Error: Cannot find module '/app/index.js'"],
    },
    {
      id: 'nix-error',
      kind: 'dependencies',
      source: 'NixOS/nix; known, not looked up',
      pattern:
        /^\s{0,8}error: (?:attribute '(?<attribute>[^']{1,160})' (?:missing|in selection path)|builder for '(?<path>[^']{1,300})' failed with exit code (?<code>\d{1,3})|undefined variable '(?<variable>[^']{1,80})'|hash mismatch in fixed-output derivation)/,
      proves: 'nix could not make what was asked for.',
      label: null,
      examples: ["error: attribute 'nope' missing", "error: builder for '/nix/store/x.drv' failed with exit code 1"],
    },
  ],
);
