import { defineMessages } from './message.ts';

/** What programs write about migrations, backups and certificates. */
export const serviceLogMessages = defineMessages(
  ['service', 'ci'],
  [
    {
      id: 'postgres-lock-file',
      kind: 'migration-locked',
      source: 'postgres/postgres src/backend/utils/init/miscinit.c; measured: postgres 15.18 (the words are in its binary)',
      pattern: /\block file "postmaster\.pid" already exists\b/,
      suggests: ['two servers on one volume', 'the old one was killed'],
      labels: ['recipe-regression/crash', 'update-paused/dependency-not-ready'],
      examples: ['FATAL:  lock file "postmaster.pid" already exists'],
    },
    {
      id: 'mongo-feature-version',
      kind: 'migration-refused',
      source:
        'mongodb/mongo src/mongo/db, startup_recovery and fcv initializer ("UPGRADE PROBLEM: Found an invalid featureCompatibilityVersion document"), log id 20573 "Wrong mongod version" from 4.4',
      pattern:
        /\bWrong mongod version\b|\bUPGRADE PROBLEM: Found an invalid featureCompatibilityVersion document\b|\bInvalid featureCompatibilityVersion\b/,
      proves: 'The data was made by a MongoDB too old for this one.',
      examples: ['UPGRADE PROBLEM: Found an invalid featureCompatibilityVersion document (ERROR: Location4926900)', 'Wrong mongod version'],
    },
    {
      id: 'redis-format',
      kind: 'migration-refused',
      source: 'redis/redis src/rdb.c:3355 @4f8cdc2a1',
      pattern: /\bCan't handle RDB format version (?<version>\d{1,4})/,
      proves: 'The data was written by a newer Redis.',
      examples: ["Can't handle RDB format version 12"],
    },
    {
      id: 'mariadb-upgrade',
      kind: 'migration-refused',
      source:
        'MariaDB/server storage/innobase/log/log0recv.cc ("InnoDB: Upgrade after a crash is not supported."); mysql/mysql-server says the same of its own logs (MY-012526)',
      pattern: /\bUpgrade after a crash is not supported\b|\bInnoDB: Unsupported redo log format\b/,
      proves: 'The data was not left in a state this server takes.',
      suggests: ['the old server was killed'],
      examples: ['[ERROR] InnoDB: Upgrade after a crash is not supported. The redo log was created with MariaDB 10.6.16.'],
    },
    {
      id: 'ghost-migration-locked',
      kind: 'migration-locked',
      source: 'TryGhost/knex-migrator lib/locking.js d73ee40',
      pattern:
        /\bMigrationsAreLockedError\b|\bMigration lock was never released or currently a migration is running\b|\bError while acquire the migration lock\b/,
      suggests: ['an earlier task died in the middle of a migration', 'another task migrates at this moment'],
      examples: [
        'MigrationsAreLockedError: Migrations are running at the moment. Please wait that the lock get`s released.',
        'Migration lock was never released or currently a migration is running.',
      ],
    },
    {
      id: 'ghost-newer-data',
      kind: 'migration-refused',
      source: 'TryGhost/knex-migrator lib/index.js',
      pattern: /\bDetected more items in the migrations table than expected\b/,
      proves: 'An old Ghost was put on newer data.',
      suggests: ['a rollback of the swarm'],
      examples: ['Detected more items in the migrations table than expected. Please manually inspect the migrations table.'],
    },
    {
      id: 'ghost-migrations-missing',
      kind: 'migration-refused',
      source: 'TryGhost/knex-migrator lib/index.js',
      pattern: /\bMigrations are missing\. Please run\b/,
      proves: 'The migrations of Ghost have not been run.',
      examples: ['Migrations are missing. Please run `knex-migrator migrate`.'],
    },
    {
      id: 'knex-locked',
      kind: 'migration-locked',
      source: 'knex/knex lib/migrations/migrate/Migrator.js:463 and :21 @3.3.0',
      pattern: /\bMigration table is already locked\b|\bMigrationLocked\b/,
      suggests: ['another task migrates at this moment', 'an earlier one died in the middle'],
      examples: [' Migration table is already locked'],
    },
    {
      id: 'liquibase-locked',
      kind: 'migration-locked',
      source:
        'liquibase/liquibase liquibase-standard/src/main/java/liquibase/lockservice/StandardLockService.java:297 and :270 @nightly of 2026',
      pattern: /\bCould not acquire change log lock\b|\bWaiting for changelog lock\b/,
      suggests: ['another task migrates at this moment', 'an earlier one died in the middle'],
      examples: ['liquibase.exception.LockException: Could not acquire change log lock.  Currently locked by x since 6/12/26'],
    },
    {
      id: 'migrate-dirty',
      kind: 'migration-locked',
      source: 'golang-migrate/migrate migrate.go:53 @v4.19.1',
      pattern: /\bDirty database version (?<version>\d{1,20})\. Fix and force version\b/,
      proves: 'An earlier migration broke off in the middle.',
      examples: ['error: Dirty database version 3. Fix and force version.'],
    },
    {
      id: 'django-migrations',
      kind: 'dependency-not-ready',
      outer: true,
      source: 'django/django django/db/utils.py (the classes); measured form: Python prints the full name of the class',
      pattern: /\bdjango\.db\.utils\.(?<error>OperationalError|ProgrammingError|InterfaceError): /,
      suggests: ['the database is not up yet', 'the migrations have not been run'],
      examples: ['django.db.utils.OperationalError: the words of the database'],
    },
    {
      id: 'gitea-config-written',
      kind: 'read-only',
      source:
        'go-gitea/gitea modules/setting/oauth2.go, loadOAuth2From @06c488ec5a85 ("save oauth2.JWT_SECRET failed: "); "error saving JWT Secret" in releases before 1.21, not looked up line by line',
      pattern: /\berror saving JWT Secret\b|\bsave oauth2\.JWT_SECRET failed\b/,
      proves: 'The program wants to write its configuration, which is mounted read-only.',
      label: 'recipe-regression',
      fault: ['recipe'],
      examples: [
        'save oauth2.JWT_SECRET failed: open /etc/gitea/app.ini: read-only file system',
        'error saving JWT Secret: failed to save "/etc/gitea/app.ini"',
      ],
    },
    {
      id: 'restic-locked',
      kind: 'backup',
      surfaces: ['ci', 'service'],
      source: 'restic/restic internal/repository/lock.go',
      pattern: /\bunable to create lock in backend\b|\brepository is already locked\b/,
      suggests: ['a backup was killed before', 'two runs on one repository'],
      examples: ['unable to create lock in backend: repository is already locked by PID 12 on x'],
    },
    {
      id: 'restic-no-repository',
      kind: 'backup',
      surfaces: ['ci', 'service'],
      source: 'restic/restic internal/global/global.go:344',
      pattern: /\bIs there a repository at the following location\?/,
      suggests: ['not set up', 'not reached'],
      examples: ['Is there a repository at the following location?'],
    },
    {
      id: 'restic-password',
      kind: 'backup',
      surfaces: ['ci', 'service'],
      source: 'restic/restic internal/repository/key.go:22 @v0.19.1',
      pattern: /\bwrong password or no key found\b/,
      suggests: ['the secret of the backup changed'],
      examples: ['Fatal: wrong password or no key found'],
    },
    {
      id: 'restic-no-snapshot',
      kind: 'backup',
      surfaces: ['ci', 'service'],
      source: 'restic/restic internal/data/snapshot_find.go:15 and :157 @v0.19.1',
      pattern: /\bno (?:matching )?(?:snapshot|ID)s? found\b|\bno snapshots? found\b|\bno snapshot matched given filter\b/,
      suggests: ['nothing was backed up'],
      examples: [
        'no snapshot matched given filter (Paths:[/data] Tags:[] Hosts:[x])',
        'no snapshot found',
        'no matching ID found for prefix "x"',
      ],
    },
    {
      id: 'acme-rate-limited',
      kind: 'acme-refused',
      source:
        'letsencrypt/boulder ratelimits/limiter.go:111, :120, :128, :143 (since 2024 with the number in brackets), go-acme/lego acme/errors.go:88 @v5.3.1',
      pattern:
        /\burn:ietf:params:acme:error:rateLimited\b|\btoo many (?:certificates (?:\(\d{1,9}\) )?already issued|failed authorizations|new orders|(?:new )?registrations)\b/,
      proves: 'The certificate authority refused for the number of requests.',
      examples: [
        'too many new registrations (10) from this IP address in the last 3h0m0s, retry after 2026-01-01 00:00:00 UTC',
        'too many certificates (50) already issued for "example.org" in the last 168h0m0s',
        'acme: error: 429 :: POST :: https://acme-v02.api.letsencrypt.org/acme/new-order :: urn:ietf:params:acme:error:rateLimited',
        'too many failed authorizations (5) for "x" in the last 1h0m0s',
      ],
    },
    {
      id: 'acme-challenge',
      kind: 'acme-refused',
      source: 'go-acme/lego challenge',
      pattern:
        /\bcould not find the start of authority for\b|\btime limit exceeded: last error: |\burn:ietf:params:acme:error:(?:unauthorized|dns|connection|caa)\b/,
      suggests: ['DNS of the domain', 'port 80 of the host'],
      examples: [
        'could not find the start of authority for example.net.: NXDOMAIN',
        'time limit exceeded: last error: NS ns1.x returned NXDOMAIN',
        'acme: error: 403 :: urn:ietf:params:acme:error:unauthorized :: x',
      ],
    },
    {
      id: 'permission-denied-file',
      kind: 'crash',
      surfaces: ['service'],
      source: 'libuv/libuv include/uv.h (EACCES: permission denied); python/cpython Objects/exceptions.c, measured: Python 3.13.0',
      pattern:
        /\b(?:EACCES: permission denied, (?<call>\w{1,20}) '(?<path>[^']{1,400})'|PermissionError: \[Errno 13\] Permission denied: '(?<file>[^']{1,400})')/,
      suggests: ['the volume belongs to another user', 'NFS squashes root'],
      labels: ['recipe-regression/crash', 'recipe-regression/mount-missing'],
      fault: ['recipe', 'infra'],
      examples: ["Error: EACCES: permission denied, mkdir '/data/x'", "PermissionError: [Errno 13] Permission denied: '/data/x'"],
    },
  ],
);
