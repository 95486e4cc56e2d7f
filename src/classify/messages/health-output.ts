import { defineMessages } from './message.ts';

/** What the programs of health checks print. */
export const healthOutputMessages = defineMessages(
  ['health'],
  [
    {
      id: 'health-program-missing',
      kind: 'health-command',
      source: 'bminor/bash execute_cmd.c:5762 @637f5c86; mirror/busybox shell/ash.c:8379 @371fe9f71; measured: dash of Debian 12',
      pattern: /(?:^|\s)(?<command>[\w./+-]{1,120}): (?:command )?not found$/,
      proves: 'The program of the health check is not in the image; the check cannot pass.',
      examples: ['/bin/sh: 1: curl: not found', 'sh: wget: not found', 'bash: line 1: nc: command not found'],
    },
    {
      id: 'health-refused',
      kind: 'unhealthy',
      source:
        'curl/curl src/tool_operate.c:619 and include/curl/curl.h:527, :579, :584 @curl-8_21_0; mirror/busybox libbb/xconnect.c:110 @371fe9f71; libuv/libuv include/uv.h',
      pattern: /\bcurl: \((?:7|52|56)\) |\b[Cc]onnection refused\b|\bcan't connect to remote host\b|\bECONNREFUSED\b/,
      suggests: ['the program is not up yet', 'it listens at another port or address', 'it ended'],
      labels: ['recipe-regression/unhealthy', 'update-paused/health-grace-too-short', 'update-paused/dependency-not-ready'],
      examples: [
        "curl: (7) Failed to connect to localhost port 80 after 0 ms: Couldn't connect to server",
        "wget: can't connect to remote host (127.0.0.1): Connection refused",
        'Error: connect ECONNREFUSED 127.0.0.1:3000',
      ],
    },
    {
      id: 'health-status',
      kind: 'unhealthy',
      source: 'curl/curl src/tool_operate.c:631, lib/http.c:631 @curl-8_21_0; mirror/busybox networking/wget.c @371fe9f71',
      pattern:
        /\bcurl: \(22\) [^\n]{0,200}|\bserver returned error: HTTP\/\d\.\d (?<status>[45]\d{2})\b|\bHTTP\/\d(?:\.\d)? (?<code>[45]\d{2})\b/,
      suggests: ['the program is up and not ready', 'what it needs is not there', 'the check asks for a wrong path'],
      labels: ['recipe-regression/unhealthy', 'update-paused/health-grace-too-short', 'update-paused/dependency-not-ready'],
      examples: ['curl: (22) The requested URL returned error: 503', 'wget: server returned error: HTTP/1.1 500 Internal Server Error'],
    },
    {
      id: 'health-slow-answer',
      kind: 'health-slow',
      source:
        'curl/curl include/curl/curl.h:555 @curl-8_21_0; mirror/busybox networking/wget.c @371fe9f71; bminor/musl src/errno/__strerror.h:33 @v1.2.5',
      pattern: /\bcurl: \(28\) |\bdownload timed out\b|\b[Oo]peration timed out\b/,
      suggests: ['the program hangs', 'the host is busy'],
      examples: ['curl: (28) Operation timed out after 5001 milliseconds with 0 bytes received', 'wget: download timed out'],
    },
    {
      id: 'health-database',
      kind: 'unhealthy',
      source:
        'postgres/postgres src/bin/scripts/pg_isready.c @0301db623de0; redis/redis src/redis-cli.c:1694 @4f8cdc2a1 and the error NOAUTH of src/server.c; mysql/mysql-server client/mysqladmin.cc',
      pattern:
        /\b(?:no response|rejecting connections)\b|\bmysqladmin: connect to server at '(?<host>[^']{1,120})' failed\b|\bCould not connect to Redis at (?<redis>\S{1,120}):|\bNOAUTH Authentication required\b/,
      suggests: ['the database is not up yet', 'it ended', 'the check logs in wrongly'],
      labels: ['recipe-regression/unhealthy', 'update-paused/health-grace-too-short'],
      examples: [
        '/var/run/postgresql:5432 - no response',
        "mysqladmin: connect to server at 'localhost' failed",
        'Could not connect to Redis at 127.0.0.1:6379: Connection timed out',
      ],
    },
    {
      id: 'health-other',
      kind: 'unhealthy',
      outer: true,
      source: 'curl/curl src/tool_operate.c:619 @curl-8_21_0',
      pattern: /\bcurl: \((?<code>\d{1,3})\) /,
      suggests: ['the number after curl says why'],
      labels: ['recipe-regression/unhealthy'],
      examples: ['curl: (6) Could not resolve host: app'],
    },
  ],
);
