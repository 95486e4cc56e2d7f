import { defineMessages } from './message.ts';

/** What buildx, BuildKit and the classic builder print when an image cannot be built. */
export const buildxMessages = defineMessages(
  ['ci'],
  [
    {
      id: 'buildx-failed-to-solve',
      kind: 'step-exit',
      outer: true,
      source:
        'moby/buildkit client/solve.go:339 @v0.32.2, :214 @v0.8.0; docker/buildx commands/build.go:504 "failed to build" and cmd/buildx/main.go:124 "ERROR: " @v0.36.1',
      pattern: /\b(?:ERROR: )?failed to (?:build: failed to )?solve: /,
      proves: 'The image was not built; the rest says why.',
      examples: ['ERROR: failed to solve: the words of a later buildkit'],
    },
    {
      id: 'buildx-process-failed',
      kind: 'step-exit',
      outer: true,
      source:
        'moby/buildkit solver/llbsolver/ops/exec.go:555 and frontend/gateway/pb/exit.go:41 @v0.32.2, exec.go:357 @v0.9.0; "executor failed running [/bin/sh -c …]: exit code: 1" exec.go:354 @v0.8.3',
      pattern:
        /\b(?:process "(?<command>[^"\n]{1,600})" did not complete successfully|executor failed running \[(?<run>[^\n]{1,600}?)\]): exit code: (?<code>\d{1,3})/,
      proves: 'A RUN line of the Dockerfile ended with that status; its own output says why.',
      examples: [
        'failed to solve with frontend dockerfile.v0: failed to build LLB: executor failed running [/bin/sh -c npm ci]: exit code: 1',
        'ERROR: failed to solve: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1',
      ],
    },
    {
      id: 'buildx-process-killed',
      kind: 'oom',
      from: 'buildkit 0.16.0',
      source:
        'moby/buildkit executor/runcexecutor/executor_linux.go:221 (ENOMEM where the cgroup counts an oom_kill) under solver/llbsolver/ops/exec.go:555 @v0.32.2; there @v0.16.0, not @v0.15.0',
      pattern: /\bdid not complete successfully: cannot allocate memory\b/,
      suggests: ['memory of the host', 'memory limit of the builder'],
      label: null,
      fault: ['infra', 'recipe'],
      examples: ['process "/bin/sh -c make" did not complete successfully: cannot allocate memory'],
    },
    {
      id: 'buildx-copy-missing',
      kind: 'compile',
      source:
        'moby/buildkit solver/edge.go:916, solver/llbsolver/ops/opsutils/contenthash.go:60, cache/contenthash/checksum.go:895 @v0.32.2; ""/x" not found: not found" checksum.go:613 @v0.8.0',
      pattern:
        /\bfailed to (?:calculate checksum of ref \S{1,200}|compute cache key): (?:failed to calculate checksum of ref \S{1,200}: )?(?:failed to walk \S{1,300}: )?"?(?<path>\/[^\s":]{0,400})"?(?: not found)?: not found\b/,
      proves: 'COPY or ADD names a file that is not in the build context.',
      label: null,
      examples: [
        'failed to solve: failed to compute cache key: "/dist" not found: not found',
        'ERROR: failed to solve: failed to compute cache key: failed to calculate checksum of ref abc::def: "/nope.txt": not found',
      ],
    },
    {
      id: 'buildx-dockerfile-syntax',
      kind: 'compile',
      source: 'moby/buildkit frontend/dockerfile/instructions/parse.go:176 @v0.32.2, :134 ("parse error line") @v0.8.0',
      pattern: /\bdockerfile parse error(?: on)? line (?<line>\d{1,6}): /,
      proves: 'The Dockerfile cannot be read.',
      examples: ['ERROR: failed to solve: dockerfile parse error on line 3: unknown instruction: RUNN'],
    },
    {
      id: 'buildx-dockerfile-missing',
      kind: 'compile',
      source: 'moby/buildkit frontend/dockerui/config.go:403 @v0.32.2, frontend/dockerfile/builder/build.go:315 @v0.11.0',
      pattern: /\bfailed to read dockerfile: open (?<path>\S{1,255}): no such file or directory\b/,
      proves: 'There is no Dockerfile at that path.',
      label: null,
      examples: ['ERROR: failed to solve: failed to read dockerfile: open Dockerfile: no such file or directory'],
    },
    {
      id: 'buildx-target-missing',
      kind: 'compile',
      source: 'moby/buildkit frontend/dockerfile/dockerfile2llb/convert.go:513 @v0.32.2, :341 @v0.11.0 (without quotes)',
      pattern: /\btarget stage "?(?<target>[\w.-]{1,128})"? could not be found\b/,
      proves: 'The Dockerfile has no stage of that name.',
      label: null,
      examples: ['ERROR: failed to solve: target stage "prod" could not be found'],
    },
    {
      id: 'buildx-image-metadata',
      kind: 'pull-failed',
      outer: true,
      source: 'moby/buildkit client/llb/sourceresolver/imageresolver.go:51 @v0.32.2; not there @v0.11.0',
      pattern: /\bfailed to resolve source metadata for (?<image>\S{1,512}?): /,
      label: null,
      examples: [
        'ERROR: failed to solve: ghost:nope: failed to resolve source metadata for docker.io/library/ghost:nope: the words of the registry',
      ],
    },
    {
      id: 'buildx-base-missing',
      kind: 'image-not-found',
      source: 'moby/buildkit client/llb/sourceresolver/imageresolver.go:51 @v0.32.2; the end is containerd/errdefs "not found"',
      pattern: /\bfailed to resolve source metadata for (?<image>\S{1,512}): \S{1,512}: not found$/,
      proves: 'The registry answered and has no such base image.',
      labels: ['build-failed/dependencies', 'recipe-regression/image-missing'],
      examples: [
        'ERROR: failed to solve: ghost:nope: failed to resolve source metadata for docker.io/library/ghost:nope: docker.io/library/ghost:nope: not found',
      ],
    },
    {
      id: 'buildx-no-builder',
      kind: 'engine-unanswered',
      source:
        'docker/buildx store/storeutil/storeutil.go:109, driver/manager.go:95, build/utils.go:194 with driver/features.go:9 @v0.36.1; "… feature is currently not supported for docker driver" build/build.go:1675 @v0.10.0',
      pattern:
        /\bERROR: (?:no builder "(?<builder>[^"]{1,128})" found|failed to find driver "(?<driver>[^"]{1,128})"|(?<feature>[\w -]{1,60}) (?:is not supported for the|feature is currently not supported for) (?<kind>[\w-]{1,40}) driver)/,
      label: null,
      fault: ['harness', 'infra'],
      examples: [
        'ERROR: multiple platforms feature is currently not supported for docker driver. Please switch to a different driver (eg. "docker buildx create --use")',
        'ERROR: Cache export is not supported for the docker driver.',
        'ERROR: no builder "ci" found',
        'ERROR: Multi-platform build is not supported for the docker driver.',
      ],
    },
    {
      id: 'buildx-lost',
      kind: 'engine-unanswered',
      source: 'moby/buildkit client/build.go:34, client/workers.go:34, client/solve.go:386 @v0.32.2; client/solve.go:257 @v0.8.0',
      pattern:
        /\b(?:ERROR: listing workers for Build: failed to list workers: |failed to receive status: rpc error: code = Unavailable desc = )/,
      proves: 'The connection to the builder broke.',
      examples: [
        'ERROR: failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF',
        'ERROR: listing workers for Build: failed to list workers: Unavailable: connection error',
      ],
    },
    {
      id: 'buildx-push-refused',
      kind: 'registry-unauthorized',
      source:
        'moby/buildkit exporter/containerimage/export.go:407 @v0.32.2, :310 @v0.11.0; containerd/containerd core/remotes/docker/pusher.go:230 and authorizer.go:376',
      pattern:
        /\bfailed to push (?<image>\S{1,512}): (?:push access denied|denied|unauthorized|insufficient_scope|server message: insufficient_scope)[^\n]{0,200}/,
      suggests: ['no such repository', 'no right to push'],
      examples: [
        'ERROR: failed to push docker.io/acme/app:1: push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
      ],
    },
    {
      id: 'buildx-push',
      kind: 'registry-answer',
      outer: true,
      source: 'moby/buildkit exporter/containerimage/export.go:407 @v0.32.2, :310 @v0.11.0',
      pattern: /\bfailed to push (?<image>\S{1,512}?): /,
      label: null,
      examples: ['ERROR: failed to push docker.io/acme/app:1: the words of the registry'],
    },
    {
      id: 'classic-build-returned',
      kind: 'step-exit',
      outer: true,
      source: 'moby/moby daemon/builder/dockerfile/dispatchers.go:388 @docker-v29.7.2, builder/dockerfile/internals.go:323 @v17.06.0-ce',
      pattern: /\bThe command '(?<command>[^\n]{1,600}?)' returned a non-zero code: (?<code>\d{1,3})/,
      proves: 'A RUN line of the Dockerfile ended with that status.',
      examples: [
        "The command '/bin/sh -c echo 'x' && false' returned a non-zero code: 1",
        "The command '/bin/sh -c npm ci' returned a non-zero code: 1",
      ],
    },
  ],
);
