import { defineMessages } from './message.ts';

/** What `docker compose` prints beside the words it shares with the stack commands. */
export const composeToolMessages = defineMessages(
  ['ci'],
  [
    {
      id: 'compose-dependency-unhealthy',
      kind: 'unhealthy',
      source:
        'docker/compose pkg/compose/convergence.go:496 under :218 @v5.5.0, :673 @v2.16.0; "container for service "x" is unhealthy", not wrapped before 2.15, :649 @v2.5.0 to :678 @v2.15.0',
      pattern:
        /\bdependency failed to start: container (?<container>(?!for service)\S{1,255}) is unhealthy\b|\bcontainer for service "(?<service>[^"]{1,128})" is unhealthy\b/,
      proves: 'The health check of that container did not pass, so what depends on it was not started.',
      examples: ['container for service "db" is unhealthy', 'dependency failed to start: container app-db-1 is unhealthy'],
      confusers: ['dependency failed to start: container app-db-1 exited (1)'],
    },
    {
      id: 'compose-dependency-exited',
      kind: 'exit',
      from: 'compose 2.15.0',
      source:
        'docker/compose pkg/compose/convergence.go:480 under :218 @v5.5.0, :658 @v2.16.0; "for service" :668 @v2.15.0; not there @v2.14.0',
      pattern:
        /\bdependency failed to start: container (?:(?<container>(?!for service)\S{1,255})|for service "(?<service>[^"]{1,128})") exited \((?<code>\d{1,3})\)/,
      proves: 'That container ended with that status, so what depends on it was not started.',
      examples: [
        'dependency failed to start: container for service "db" exited (1)',
        'dependency failed to start: container app-db-1 exited (1)',
      ],
    },
    {
      id: 'compose-dependency-missing',
      kind: 'deploy-refused:invalid-compose',
      source:
        'docker/compose pkg/compose/convergence.go:490 under :218 @v5.5.0, :678 under :316 @v2.17.0; "container for service "x" has no healthcheck configured", not wrapped, :515 @v2.0.0 to :662 @v2.14.0',
      pattern:
        /\bcontainer (?:(?<container>(?!for service)\S{1,255})|for service "(?<service>[^"]{1,128})") has no healthcheck configured\b/,
      proves: 'A service waits for a health check that the other one does not have.',
      examples: [
        'container for service "db" has no healthcheck configured',
        'dependency failed to start: container app-db-1 has no healthcheck configured',
      ],
    },
    {
      id: 'compose-v1-invalid',
      kind: 'deploy-refused:invalid-compose',
      to: 'compose 1.29.2',
      source: 'docker/compose compose/config/validation.py:543 @1.29.2 (without a file name where there are several)',
      pattern: /\bThe Compose file(?: '(?<path>[^']{1,400})')? is invalid because:/,
      proves: 'The compose file cannot be used as it is; the next lines say why.',
      examples: ['The Compose file is invalid because:', "ERROR: The Compose file './docker-compose.yml' is invalid because:"],
    },
    {
      id: 'compose-service-incomplete',
      kind: 'exit',
      from: 'compose 2.16.0',
      source:
        'docker/compose pkg/compose/convergence.go:235 @v5.5.0 (an optional dependency is only a warning: "optional dependency"), :330 @v2.16.0; not there @v2.15.0',
      pattern: /\bservice "(?<service>[^"]{1,128})" didn't complete successfully: exit (?<code>\d{1,3})/,
      proves: 'A service that has to end with 0 ended with that status.',
      examples: ['service "migrate" didn\'t complete successfully: exit 1'],
      confusers: ['optional dependency "seed" didn\'t complete successfully: exit 1'],
    },
    {
      id: 'compose-no-configuration',
      kind: 'deploy-refused:invalid-compose',
      source: 'compose-spec/compose-go loader/loader.go:303 @v2.13.0, cli/options.go:451 @v1.20.2',
      pattern: /\bno configuration file provided: not found\b/,
      proves: 'There is no compose file where compose was run.',
      examples: ['no configuration file provided: not found'],
    },
    {
      id: 'compose-undefined-network',
      kind: 'deploy-refused:undefined-reference',
      source: 'compose-spec/compose-go loader/validate.go:72, :103, :110, :116, :122, :128 @v2.13.0, :59, :87, :94, :100, :106 @v1.20.2',
      pattern:
        /\bservice "(?<service>[^"]{1,128})" refers to undefined (?:network|volume|(?:build )?secret|config|model) (?<object>\S{1,128}): invalid compose project\b/,
      proves: 'The compose file contradicts itself.',
      examples: [
        'service "web" refers to undefined build secret npm_token: invalid compose project',
        'service "web" refers to undefined network proxy: invalid compose project',
      ],
    },
    {
      id: 'compose-depends-undefined',
      kind: 'deploy-refused:undefined-reference',
      source: 'compose-spec/compose-go loader/validate.go:89 @v2.13.0, :73 @v1.20.2 (the dependency without quotes)',
      pattern:
        /\bservice "(?<service>[^"]{1,128})" depends on undefined service "?(?<dependency>[^\s":]{1,128})"?: invalid compose project\b/,
      proves: 'The compose file contradicts itself.',
      examples: ['service "web" depends on undefined service "db": invalid compose project'],
    },
    {
      id: 'compose-invalid-project',
      kind: 'deploy-refused:invalid-compose',
      outer: true,
      source: 'compose-spec/compose-go errdefs/errors.go:26 and loader/loader.go:512 @v2.13.0, loader/loader.go:273 @v1.20.2',
      pattern: /\b(?:invalid compose project|validating \S{1,400}: )/,
      proves: 'The compose file cannot be used as it is.',
      examples: [
        'service "web" has neither an image nor a build context specified: invalid compose project',
        "validating /src/compose.yml: services.web additional properties 'imgae' not allowed",
      ],
    },
    {
      id: 'compose-no-such-service',
      kind: 'deploy-refused:undefined-reference',
      source:
        'docker/compose pkg/compose/compose.go:417 and cmd/compose/ps.go:106 @v5.5.0 (the first quotes the name and adds "not found"), cmd/compose/ps.go:124 @v2.0.0, compose-spec/compose-go types/project.go:235 @v2.13.0; docker/cli cli/command/service/inspect.go:66 @v29.7.2 says the same of a service of the swarm',
      pattern: /\bno such service: "?(?<service>[^\s":]{1,128})/,
      proves: 'The compose file has no service of that name.',
      label: null,
      examples: ['no such service: "web": not found', 'no such service: web'],
    },
    {
      id: 'compose-external-missing',
      kind: 'network-missing',
      source: 'docker/compose pkg/compose/create.go:1493 @v5.5.0, :1204 @v2.20.0, :1011 @v2.0.0',
      pattern: /\bnetwork (?<network>\S{1,128}) declared as external, but could not be found\b/,
      proves: 'The network that has to be there beforehand is not there.',
      examples: ['network proxy declared as external, but could not be found'],
      confusers: ['network "proxy" is declared as external, but could not be found'],
    },
    {
      id: 'compose-external-volume',
      kind: 'mount-missing',
      source: 'docker/compose pkg/compose/create.go:221 @v5.5.0, create.go:1093 @v2.5.0',
      pattern: /\bexternal volume "(?<volume>[^"]{1,128})" not found\b/,
      proves: 'The volume that has to be there beforehand is not there.',
      examples: ['external volume "data" not found'],
    },
    {
      id: 'compose-not-created-by',
      kind: 'deploy-refused:name-conflict',
      to: 'compose 5.3.1',
      source: 'docker/compose pkg/compose/create.go:1075 @v2.20.0, :1237 @v2.30.0, :1354 @v5.2.0; gone @v5.4.0',
      pattern: /\bnetwork (?<network>\S{1,128}) was found but has incorrect label\b/,
      proves: 'A network of that name exists and is not of this project.',
      examples: ['network app_default was found but has incorrect label com.docker.compose.network set to ""'],
    },
    {
      id: 'compose-exited-wait',
      kind: 'exit',
      from: 'compose 2.15.0',
      source:
        'docker/compose pkg/compose/convergence.go:480 @v5.5.0, :658 @v2.16.0; "container for service "x" exited (1)" :668 @v2.15.0; not there @v2.14.0',
      pattern: /\bcontainer (?:(?<container>(?!for service)\S{1,255})|for service "(?<service>[^"]{1,128})") exited \((?<code>\d{1,3})\)$/,
      proves: 'That container ended with that status while compose waited for it.',
      examples: ['container for service "db" exited (1)', 'container app-web-1 exited (1)'],
    },
    {
      id: 'compose-wait-timeout',
      kind: 'deploy-timed-out',
      source: 'docker/compose pkg/compose/start.go:90 @v5.5.0, :122 @v2.20.0',
      pattern: /\bapplication not healthy after (?<time>\S{1,20})/,
      proves: 'Compose waited that long and not every service was healthy.',
      examples: ['application not healthy after 5m0s'],
    },
  ],
);
