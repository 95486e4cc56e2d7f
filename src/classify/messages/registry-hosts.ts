import { defineMessages } from './message.ts';

/** What single registries (Docker Hub, GHCR, ECR, GitLab, Quay) say in their own words. */
export const registryHostsMessages = defineMessages(
  ['task.err', 'daemon', 'ci', 'ci.step-error'],
  [
    {
      id: 'hub-pull-limit',
      kind: 'registry-rate-limited',
      source: 'docs.docker.com docker-hub/usage/pulls',
      pattern: /\byou have reached your (?:unauthenticated |authenticated )?pull rate limit\b/i,
      proves: 'Docker Hub refused for the number of pulls of that address or account.',
      examples: [
        'You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit',
        'toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit',
      ],
      confusers: ['toomanyrequests: Rate exceeded'],
    },
    {
      id: 'ecr-rate-exceeded',
      kind: 'registry-rate-limited',
      source: 'not found: AWS says it, whose source is not public',
      pattern: /\btoomanyrequests: (?:Rate exceeded|Data limit exceeded)\b/,
      proves: 'The Amazon registry refused for the number of pulls.',
      examples: ['toomanyrequests: Rate exceeded', 'toomanyrequests: Data limit exceeded'],
    },
    {
      id: 'ecr-token-expired',
      kind: 'registry-unauthorized',
      source: 'not found: AWS says it, whose source is not public',
      pattern: /\b(?:Your authorization token has expired\. Reauthenticate and try again\.|authorization token has expired)/i,
      proves: 'The login to the Amazon registry is older than 12 hours.',
      examples: ['denied: Your authorization token has expired. Reauthenticate and try again.'],
    },
    {
      id: 'ecr-repository-missing',
      kind: 'image-not-found',
      source: 'not found: AWS says it, whose source is not public',
      pattern: /\bname unknown: The repository with name '(?<image>[^']{1,255})' does not exist in the registry with id '\d{1,20}'/,
      proves: 'The Amazon registry has no such repository.',
      examples: ["name unknown: The repository with name 'app' does not exist in the registry with id '012345678901'"],
    },
    {
      id: 'ecr-not-authorized',
      kind: 'registry-unauthorized',
      source: 'not found: AWS says it, whose source is not public',
      pattern: /\bis not authorized to perform: ecr:(?<action>\w{1,60})/,
      proves: 'The account has no right to read that repository.',
      examples: ['denied: User: arn:aws:iam::1:user/x is not authorized to perform: ecr:BatchGetImage on resource: y'],
    },
    {
      id: 'ghcr-denied',
      kind: 'image-ambiguous',
      source: 'not found: GitHub says it, whose source is not public',
      pattern: /\bdenied: (?:denied|permission_denied: [^\n]{1,120}|installation not allowed to [^\n]{1,80})/,
      suggests: ['no such package (GitHub hides it)', 'the token lacks read:packages', 'the token expired'],
      labels: ['registry-unavailable/unauthorized', 'recipe-regression/image-missing'],
      examples: [
        'Error response from daemon: Head "https://ghcr.io/v2/acme/app/manifests/1": denied: denied',
        'denied: permission_denied: read_package',
      ],
    },
    {
      id: 'gitlab-registry-denied',
      kind: 'registry-unauthorized',
      source:
        'not found: gitlabhq/gitlabhq is too big to be brought here; seen in public logs of git and docker login ("HTTP Basic: Access denied")',
      pattern: /\bHTTP Basic: Access denied\b/,
      proves: 'The GitLab registry refused the login.',
      examples: ['denied: HTTP Basic: Access denied. The provided password or token is incorrect or your account has 2FA enabled'],
    },
    {
      id: 'quay-unauthorized',
      kind: 'image-ambiguous',
      source:
        'quay/quay endpoints/v2/errors.py, Unauthorized @061951021445; the small code before it is distribution/distribution registry/api/errcode',
      pattern: /\bunauthorized: access to the requested resource is not authorized\b/,
      suggests: ['no such repository (quay hides it)', 'no login'],
      labels: ['registry-unavailable/unauthorized', 'recipe-regression/image-missing'],
      examples: ['unauthorized: access to the requested resource is not authorized'],
    },
    {
      id: 'quay-tag-expired',
      kind: 'image-not-found',
      source:
        'quay/quay endpoints/v2/manifest.py:100 and errors.py:84 @v3.9 (code TAG_EXPIRED, which clients write as "unknown: " or "tag expired: "; older ones as "manifest unknown: ")',
      pattern: /\bTag (?<tag>\S{1,128}) was deleted or has expired\b/,
      proves: 'The registry once had that tag and has it no more.',
      examples: [
        'unknown: Tag 1.2 was deleted or has expired. To pull, revive via time machine',
        'manifest unknown: Tag v1 was deleted or has expired. To pull, revive via time machine',
      ],
    },
    {
      id: 'hub-maintenance',
      kind: 'registry-unreachable',
      source:
        "golang/go src/net/http/status.go:190 @go1.26.8, nginx/nginx src/http/ngx_http_header_filter_module.c:123 @release-1.31.4 (the words of the status); what stands after them is the client's",
      pattern:
        /\b(?:503 Service Unavailable|502 Bad Gateway|504 Gateway Time-?out)\b(?=[^\n]{0,80}(?:registry-1\.docker\.io|auth\.docker\.io|ghcr\.io|quay\.io))/,
      proves: 'The registry answered that it does not serve at this moment.',
      examples: ['503 Service Unavailable from https://registry-1.docker.io/v2/'],
    },
    {
      id: 'registry-forbidden-country',
      kind: 'registry-unauthorized',
      source: 'not found: Docker Hub says it, whose source is not public',
      pattern: /\bSince Docker is a US company, we must comply with US export control regulations\b/,
      proves: 'Docker Hub blocks the address for its country.',
      examples: [
        'Since Docker is a US company, we must comply with US export control regulations. In an effort to comply with these, we now block all IP addresses that are located in Cuba',
      ],
    },
    {
      id: 'registry-dns',
      kind: 'registry-unreachable',
      source: 'golang/go src/net/net.go:628 and :649, src/net/dnsclient_unix.go:46 @go1.26.8',
      pattern:
        /\blookup (?<host>(?:registry-1\.docker\.io|auth\.docker\.io|production\.cloudflare\.docker\.com|ghcr\.io|quay\.io|registry\.[\w.-]{1,200}))(?: on [0-9a-f.:[\]]{2,60})?: (?:no such host|server misbehaving|i\/o timeout|read udp [^\n]{1,120})/,
      proves: 'The name of the registry did not resolve on that node.',
      examples: [
        'dial tcp: lookup registry-1.docker.io on 10.0.2.3:53: server misbehaving',
        'failed to resolve reference "docker.io/library/x:1": failed to do request: dial tcp: lookup ghcr.io: no such host',
      ],
    },
    {
      id: 'pull-configuration',
      kind: 'registry-unreachable',
      outer: true,
      source: 'moby/moby daemon/internal/distribution/pull_v2.go:49',
      pattern: /\berror pulling image configuration: /,
      proves: 'The configuration of the image did not come from the blob host; the rest says why.',
      examples: ['error pulling image configuration: the words of the network'],
    },
    {
      id: 'image-unauthorized-schema',
      kind: 'image-invalid',
      source:
        'moby/moby daemon/internal/distribution/errors.go:231 and daemon/internal/builder-next/adapters/containerimage/pull.go:544 @docker-v29.7.2 ("has been removed"); distribution/errors.go:221 @v27.5.1 ("is disabled by default")',
      pattern:
        /\bDocker Image Format v1 and Docker Image manifest version 2, schema 1 (?:support (?:is disabled|has been removed)|has been removed)\b/,
      proves: 'The image is in a format this engine no longer takes.',
      examples: [
        'support for Docker Image Format v1 and Docker Image manifest version 2, schema 1 has been removed; the words of the builder',
        '[DEPRECATION NOTICE] Docker Image Format v1 and Docker Image manifest version 2, schema 1 support has been removed. Suggest the author of docker.io/library/x:1 to upgrade the image',
      ],
    },
    {
      id: 'image-unable-to-find',
      kind: 'image-absent',
      outer: true,
      surfaces: ['ci'],
      source: 'docker/cli cli/command/container/create.go:342 @v29.7.2, :193 in components/cli @v17.06.0-ce',
      pattern: /\bUnable to find image '(?<image>[^']{1,512})' locally\b/,
      suggests: ['a pull begins'],
      label: null,
      examples: ["Unable to find image 'ghost:5' locally"],
    },
  ],
);
