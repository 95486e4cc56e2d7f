import { defineMessages } from './message.ts';

/** How the package managers of Go, Rust, the distributions and others fail. */
export const dependenciesSystemMessages = defineMessages(
  ['ci'],
  [
    {
      id: 'go-module-not-found',
      kind: 'dependencies',
      source: 'golang/go src/cmd/go/internal/web/api.go:54, src/cmd/go/internal/modfetch/codehost/codehost.go:175 @go1.26.8',
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
      source: 'golang/go src/cmd/go/internal/modfetch/fetch.go:817, :829, :870, :1065 @go1.26.8',
      pattern: /\bverifying (?<package>\S{1,200}): checksum mismatch\b|\bSECURITY ERROR\b/,
      proves: 'What came is not what go.sum pins.',
      examples: ['verifying example.org/x@v1.2.3: checksum mismatch'],
    },
    {
      id: 'go-toolchain',
      kind: 'dependencies',
      source:
        'golang/go src/cmd/go/internal/gover/toolchain.go:84 @go1.26.8 (what asks for it may be go.mod, go.work or a module at a version)',
      pattern: /\bgo: (?:module )?(?<what>\S{1,200}) requires go >= (?<version>\S{1,20}) \(running go \S{1,20}/,
      proves: 'The Go of the step is older than the module asks for.',
      examples: [
        'go: example.org/x@v1.2.3 requires go >= 1.25.0 (running go 1.24.1; GOTOOLCHAIN=local)',
        'go: go.mod requires go >= 1.24.0 (running go 1.22.3; GOTOOLCHAIN=local)',
      ],
      confusers: ['go: example.org/x@v1.2.3 requires go >= 1.25.0; switching to go1.25.4'],
    },
    {
      id: 'cargo-resolve',
      kind: 'dependencies',
      source:
        'rust-lang/cargo src/cargo/core/resolver/errors.rs:99, :254, :385 @0.99.0; "the lock file … needs to be updated" src/cargo/ops/lockfile.rs:55 up to @0.88.0, "cannot … the lock file … because --locked was passed" :64 @0.99.0; "package … cannot be built" src/cargo/ops/cargo_compile/mod.rs:516 @0.70.0, "rustc … is not supported by the following package" :656 @0.99.0, :499 @0.80.0',
      pattern:
        /\berror: (?:failed to select a version for (?:the requirement )?`(?<package>[^`]{1,160})`|no matching package (?:named `(?<name>[^`]{1,160})` )?found|(?:the lock file \S{1,300} needs to be updated but|cannot (?:update|create) the lock file \S{1,300} because) --(?:locked|frozen|offline) was passed|package `[^`]{1,160}` cannot be built because it requires rustc |rustc (?<version>\S{1,40}) is not supported by the following packages?:)/,
      proves: 'cargo refused the dependencies as they are written.',
      examples: [
        'error: rustc 1.70.0 is not supported by the following packages:',
        'error: cannot update the lock file /src/Cargo.lock because --locked was passed to prevent this',
        'error: failed to select a version for `x`.',
        'error: no matching package named `nope` found',
        'error: the lock file /src/Cargo.lock needs to be updated but --locked was passed to prevent this',
      ],
    },
    {
      id: 'cargo-network',
      kind: 'packages-unreachable',
      source:
        'rust-lang/cargo src/cargo/util/network/retry.rs:112 @0.88.0, src/cargo/util/network.rs:23 @0.50.0; src/cargo/core/resolver/dep_cache.rs:327, src/cargo/core/package.rs:477 @0.99.0',
      pattern:
        /\bwarning: spurious network error \(\d{1,3} (?:tries|try) remaining\)|\berror: failed to (?:get `[^`]{1,160}` as a dependency|download (?:from|replaced source) )/,
      suggests: ['the network', 'the registry'],
      fault: ['infra', 'recipe'],
      examples: [
        "warning: spurious network error (3 tries remaining): [6] Couldn't resolve host name (Could not resolve host: index.crates.io)",
      ],
    },
    {
      id: 'apt-no-package',
      kind: 'dependencies',
      source:
        'Debian/apt apt-pkg/cacheset.cc:719, :725, :737, :837, :843, apt-private/private-cacheset.cc:386 @3.1.12; measured: apt of Debian 12',
      pattern:
        /\bE: (?:Unable to locate package (?<package>\S{1,120})|Package '(?<name>[^']{1,120})' has no installation candidate|(?:Version|Release) '(?<version>[^']{1,120})' for '(?<what>[^']{1,120})' was not found|Couldn't find any package by (?:glob|regex))/,
      suggests: ['no such package in this release', 'the lists were not fetched: no apt-get update before, or it failed'],
      examples: [
        "E: Release 'bookworm-backports' for 'x' was not found",
        'E: Unable to locate package nope',
        "E: Package 'x' has no installation candidate",
        "E: Version '1.2' for 'x' was not found",
      ],
    },
    {
      id: 'apt-unmet',
      kind: 'dependencies',
      source: 'Debian/apt apt-pkg/algorithms.cc:1187, apt-private/private-install.cc:947, apt-private/private-output.cc:716 @3.1.12',
      pattern:
        /\bE: (?:Unable to correct problems, you have held broken packages|Unmet dependencies)|\bThe following packages have unmet dependencies:/,
      proves: 'The packages asked for exclude each other.',
      examples: ['The following packages have unmet dependencies:', 'E: Unable to correct problems, you have held broken packages.'],
    },
    {
      id: 'apt-fetch',
      kind: 'packages-unreachable',
      source: 'Debian/apt apt-pkg/acquire-item.cc:2091, apt-pkg/update.cc:139, methods/connect.cc:428 @3.1.12',
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
      source: 'Debian/apt apt-pkg/acquire-item.cc:228, :255, :256, :1840, :1859 @3.1.12',
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
      source: 'Debian/apt apt-pkg/contrib/fileutl.cc:315, :317, :320 @3.1.12',
      pattern: /\bE: Could not get lock (?<path>\S{1,200})/,
      proves: 'Another apt runs on that host.',
      label: null,
      fault: ['infra', 'harness'],
      examples: ['E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)'],
    },
    {
      id: 'apt-hash',
      kind: 'packages-unreachable',
      source: 'Debian/apt apt-pkg/acquire-item.cc:963 and :1114 @3.1.12',
      pattern: /\bHash Sum mismatch\b/,
      proves: 'What came is not what the list says.',
      suggests: ['the mirror was being updated', 'a proxy between'],
      fault: ['infra'],
      examples: ['   Hash Sum mismatch'],
    },
    {
      id: 'apk-unsatisfied',
      kind: 'dependencies',
      source: 'alpinelinux/apk-tools src/commit.c:775 and :945 @v3.0.6, :545 and :642 @v2.12.0; "unsatisfiable constraints:" :640 @v2.10.0',
      pattern:
        /^\s{0,4}(?<package>[\w.+-]{1,120}) \((?:no such package|missing)\):$|\bERROR: (?:unable to select packages|unsatisfiable constraints):/,
      proves: 'The lists of apk hold no such package or version.',
      examples: ['ERROR: unsatisfiable constraints:', '  nope (no such package):', 'ERROR: unable to select packages:'],
    },
    {
      id: 'apk-network',
      kind: 'packages-unreachable',
      source:
        'alpinelinux/apk-tools src/database.c:1656 and src/print.c:24 to :28 @v3.0.6, src/database.c:2296 to :2331 and src/print.c:94 to :102 @v2.14.0, src/database.c:2300 ("Ignoring") and src/print.c:169 @v2.12.0',
      pattern:
        /\bWARNING: (?:fetching|opening|updating(?: and opening)?|[Ii]gnoring) (?<url>https?:\/\/\S{1,300}): (?:temporary error \(try again later\)|network error \(check Internet connection and firewall\)|DNS lookup error|DNS: [^\n]{1,80}|could not connect to server)/,
      proves: 'apk did not get its lists over the network.',
      fault: ['infra'],
      examples: [
        'WARNING: updating and opening https://dl-cdn.alpinelinux.org/alpine/v3.23/main/x86_64/APKINDEX.tar.gz: DNS: transient error (try again later)',
        'WARNING: Ignoring https://dl-cdn.alpinelinux.org/alpine/v3.14/main: temporary error (try again later)',
        'WARNING: updating and opening https://dl-cdn.alpinelinux.org/alpine/v3.20/main: temporary error (try again later)',
      ],
    },
    {
      id: 'dnf-no-match',
      kind: 'dependencies',
      source: 'rpm-software-management/dnf dnf/cli/commands/install.py:122, dnf/base.py:2126, dnf/cli/cli.py:495 @4.24.0',
      pattern:
        /\b(?:Error: Unable to find a match: |No match for argument: |No package (?<name>\S{1,120}) available\.)(?<package>\S{0,120})/,
      proves: 'The lists hold no such package.',
      examples: ['Error: Unable to find a match: nope', 'No match for argument: nope'],
    },
    {
      id: 'dnf-network',
      kind: 'packages-unreachable',
      source:
        'rpm-software-management/libdnf libdnf/repo/Repo.cpp ("Failed to download metadata for repo"); librepo for the others, not looked up line by line',
      pattern:
        /\bError: Failed to download metadata for repo '(?<repo>[^']{1,120})'|\bCannot download repomd\.xml\b|\bCurl error \(\d{1,3}\): /,
      proves: 'dnf did not get its lists over the network.',
      fault: ['infra'],
      examples: ["Error: Failed to download metadata for repo 'appstream': Cannot prepare internal mirrorlist"],
    },
    {
      id: 'bundler-resolve',
      kind: 'dependencies',
      source:
        'rubygems/rubygems bundler/lib/bundler/resolver.rb:342, :347, resolver/base.rb:108, spec_set.rb:142, vendor/pub_grub/lib/pub_grub/solve_failure.rb:12 @69ec4a3a5f',
      pattern:
        /\bCould not find (?:gem '(?<package>[^']{1,160})'(?: in | with platform )|gems matching '(?<gems>[^']{1,160})' valid for|compatible versions\b|(?<gem>[\w-]{1,80})-\d[\w.]{0,30} in (?:any of the sources|locally installed gems))/,
      proves: 'bundler refused the gems as they are written.',
      examples: [
        "Could not find gem 'x (~> 9)' with platform 'x86_64-linux' in rubygems repository https://rubygems.org/ or installed locally.",
        "Could not find gem 'x (~> 9)' in rubygems repository https://rubygems.org/",
        'Could not find compatible versions',
      ],
    },
    {
      id: 'composer-resolve',
      kind: 'dependencies',
      source: 'composer/composer src/Composer/Installer.php:545 and :823 @2.10.2',
      pattern:
        /\bYour requirements could not be resolved to an installable set of packages\b|\bYour lock file does not contain a compatible set of packages\b/,
      proves: 'composer refused the packages as they are written.',
      examples: ['Your requirements could not be resolved to an installable set of packages.'],
    },
    {
      id: 'maven-resolve',
      kind: 'dependencies',
      source:
        'apache/maven impl/maven-core/src/main/java/org/apache/maven/project/DefaultProjectDependenciesResolver.java:199 @maven-4.0.0-rc-3; apache/maven-resolver ArtifactNotFoundException.java:54 @maven-resolver-2.0.22',
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
      source:
        'apache/maven-resolver ArtifactTransferException.java:83 and MetadataTransferException.java:83 @maven-resolver-2.0.22; the cause after the colon is java.net or httpcomponents',
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
      source:
        'gradle/gradle, String.format("Could not resolve all %s for %s.") in DefaultConfiguration and its heirs, read without the number of a line; measured form of the name: configuration \':x\'',
      pattern:
        /\bCould not (?:resolve all (?:files|dependencies|artifacts|task dependencies) for configuration '(?<configuration>[^']{1,120})'|find (?<artifact>[\w.-]{1,120}:[\w.-]{1,120}:[\w.-]{1,60})\.$)/,
      suggests: ['no such version', 'the server was not reached: then the rest says so'],
      examples: ["Could not resolve all files for configuration ':compileClasspath'.", 'Could not find a.b:c:1.2.'],
    },
    {
      id: 'node-module-missing',
      kind: 'dependencies',
      source: 'measured: node 20.20.2',
      pattern:
        /\bError: Cannot find (?:module|package) '(?<module>[^'./][^']{0,200})'(?! from)|\bcode: '(?:MODULE_NOT_FOUND|ERR_MODULE_NOT_FOUND)'/,
      proves: 'A package the program imports is not installed.',
      examples: ["Error: Cannot find module 'express'", "  code: 'MODULE_NOT_FOUND',"],
      confusers: ["Cannot find module 'x' from 'src/a.test.js'", "Error: Cannot find module '/app/index.js'"],
    },
    {
      id: 'node-package-missing',
      kind: 'dependencies',
      source: 'measured: node 20.20.2',
      pattern: /\bError \[ERR_MODULE_NOT_FOUND\]: Cannot find (?:package|module) '(?<module>[^']{1,300})' imported from /,
      proves: 'An import names what is not there.',
      examples: ["Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'x' imported from /src/a.js"],
    },
    {
      id: 'node-program-missing',
      kind: 'exec-not-found',
      surfaces: ['service', 'ci'],
      source: 'measured: node 20.20.2',
      pattern: /\bError: Cannot find module '(?<path>\/[^']{1,300})'/,
      suggests: ['the image holds its program at another place than before', 'the build made no such file'],
      labels: ['recipe-regression/command-not-found', 'build-failed/dependencies'],
      examples: ["Error: Cannot find module '/app/index.js'"],
    },
    {
      id: 'nix-error',
      kind: 'dependencies',
      source:
        'NixOS/nix src/libexpr/eval.cc:956 and :1500, src/libexpr/attr-path.cc:99, src/libstore/build/derivation-check.cc:30, src/libutil/unix/processes.cc:381, src/libstore/build/derivation-building-goal.cc:271 ("Cannot build") @88b09c64fb; "builder for … failed" src/libstore/build/derivation-goal.cc:952 @2.18.0',
      pattern:
        /^\s{0,8}error: (?:attribute '(?<attribute>[^']{1,160})' (?:missing|in selection path)|builder for '(?<path>[^']{1,300})' failed with exit code (?<code>\d{1,3})|Cannot build '(?<derivation>[^']{1,300})'|undefined variable '(?<variable>[^']{1,80})'|hash mismatch in fixed-output derivation)/,
      proves: 'nix could not make what was asked for.',
      label: null,
      examples: [
        "error: Cannot build '/nix/store/abc-x.drv'.",
        "error: attribute 'nope' missing",
        "error: builder for '/nix/store/x.drv' failed with exit code 1",
      ],
    },
  ],
);
