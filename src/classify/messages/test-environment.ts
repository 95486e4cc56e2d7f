import { defineMessages } from './message.ts';

/** How TLS, names, connections and gateways fail under a test. */
export const testEnvironmentMessages = defineMessages(
  ['ci'],
  [
    {
      id: 'browser-certificate',
      kind: 'test-environment:tls',
      source: 'chromium/chromium net/base/net_error_list.h, the codes -107 to -181 and -200 on @0182b17bc505',
      pattern: /\bnet::ERR_(?<error>CERT_\w{1,60}|SSL_\w{1,60}|BAD_SSL_CLIENT_AUTH_CERT)\b/,
      proves: 'The browser of the test did not get through TLS.',
      examples: ['Error: page.goto: net::ERR_CERT_AUTHORITY_INVALID at https://x.example.net/', 'net::ERR_SSL_PROTOCOL_ERROR'],
    },
    {
      id: 'browser-name',
      kind: 'test-environment:dns',
      source:
        'chromium/chromium net/base/net_error_list.h, the codes -105 and -137, DNS from -800 on @0182b17bc505; NS_ERROR_UNKNOWN_HOST is of Gecko, not looked up line by line',
      pattern: /\bnet::ERR_(?<error>NAME_NOT_RESOLVED|NAME_RESOLUTION_FAILED|DNS_\w{1,60})\b|\bNS_ERROR_UNKNOWN_HOST\b/,
      proves: 'The browser of the test could not resolve the name.',
      examples: ['Error: page.goto: net::ERR_NAME_NOT_RESOLVED at https://x.example.net/'],
    },
    {
      id: 'browser-connection',
      kind: 'test-environment:refused',
      source:
        'chromium/chromium net/base/net_error_list.h, the codes -100 to -138 @0182b17bc505; NS_ERROR_… are of Gecko, not looked up line by line',
      pattern:
        /\bnet::ERR_(?<error>(?:PROXY_|TUNNEL_|SOCKS_)?CONNECTION_\w{1,40}|EMPTY_RESPONSE|ADDRESS_UNREACHABLE|INTERNET_DISCONNECTED|TIMED_OUT|HTTP2_\w{1,40}|QUIC_\w{1,40}|NETWORK_\w{1,40})\b|\bNS_ERROR_(?:CONNECTION_REFUSED|NET_\w{1,40})\b/,
      proves: 'The browser of the test got no connection.',
      examples: [
        'page.goto: net::ERR_TUNNEL_CONNECTION_FAILED at https://x/',
        'Error: page.goto: net::ERR_CONNECTION_REFUSED at https://x.example.net/',
      ],
    },
    {
      id: 'python-tls',
      kind: 'test-environment:tls',
      source: 'psf/requests src/requests/exceptions.py:78 @v2.34.2; python/cpython Modules/_ssl.c names the reason as OpenSSL does',
      pattern:
        /\bCERTIFICATE_VERIFY_FAILED\b[^\n]{0,120}|\brequests\.exceptions\.SSLError\b(?![^\n]{0,600}CERTIFICATE_VERIFY_FAILED)|\bssl\.SSL\w{0,40}Error: /,
      proves: 'A Python program did not get through TLS.',
      examples: [
        'ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1006)',
        'requests.exceptions.SSLError: the words of urllib3',
      ],
    },
    {
      id: 'node-tls',
      kind: 'test-environment:tls',
      source: 'measured: node 20.20.2 (the words are in its binary)',
      pattern:
        /\b(?:unable to verify the first certificate|self[- ]signed certificate(?: in certificate chain)?|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_HAS_EXPIRED|ERR_TLS_CERT_ALTNAME_INVALID|Hostname\/IP does not match certificate's altnames)\b/,
      proves: 'A Node program did not get through TLS.',
      examples: ['Error: unable to verify the first certificate', 'Error: self-signed certificate', "code: 'ERR_TLS_CERT_ALTNAME_INVALID'"],
    },
    {
      id: 'curl-tls',
      kind: 'test-environment:tls',
      source: 'curl/curl src/tool_operate.c:619 and include/curl/curl.h:562, :588 @curl-8_21_0',
      pattern: /\bcurl: \((?:35|51|53|58|60|66|77|80|82|83|91)\) [^\n]{0,300}/,
      proves: 'curl did not get through TLS.',
      examples: [
        'curl: (60) SSL certificate problem: unable to get local issuer certificate',
        'curl: (35) OpenSSL SSL_connect: Connection reset by peer in connection to x:443',
      ],
    },
    {
      id: 'curl-name',
      kind: 'test-environment:dns',
      source: 'curl/curl src/tool_operate.c:619 and include/curl/curl.h:525, :526 @curl-8_21_0',
      pattern: /\bcurl: \([56]\) [^\n]{0,300}/,
      proves: 'curl could not resolve the name.',
      examples: ['curl: (6) Could not resolve host: x.example.net'],
    },
    {
      id: 'curl-connection',
      kind: 'test-environment:refused',
      source: 'curl/curl src/tool_operate.c:619 and include/curl/curl.h:527, :541, :579, :583, :584 @curl-8_21_0',
      pattern: /\bcurl: \((?:7|16|52|55|56|92)\) [^\n]{0,300}/,
      proves: 'curl got no answer over that connection.',
      examples: ["curl: (7) Failed to connect to x port 443 after 0 ms: Couldn't connect to server", 'curl: (52) Empty reply from server'],
    },
    {
      id: 'curl-timeout',
      kind: 'test-environment:timeout',
      source: 'curl/curl src/tool_operate.c:619 and include/curl/curl.h:555 @curl-8_21_0',
      pattern: /\bcurl: \(28\) [^\n]{0,300}/,
      proves: 'curl waited as long as it was allowed to.',
      examples: ['curl: (28) Operation timed out after 30001 milliseconds with 0 bytes received'],
    },
    {
      id: 'curl-status',
      kind: 'test-environment:gateway',
      source: 'curl/curl src/tool_operate.c:631, lib/http.c:631 and include/curl/curl.h:549 @curl-8_21_0',
      pattern: /\bcurl: \(22\) The requested URL returned error: (?<status>\d{3})/,
      proves: 'The server answered with that status.',
      examples: ['curl: (22) The requested URL returned error: 502'],
    },
    {
      id: 'node-name',
      kind: 'name-unresolved',
      surfaces: ['ci', 'service'],
      source: 'measured: node 20.20.2; libuv/libuv include/uv.h:90',
      pattern: /\bgetaddrinfo (?:ENOTFOUND|EAI_AGAIN) (?<host>[\w.-]{1,255})/,
      proves: 'That name did not resolve at that moment.',
      suggests: ['a name without dots: that service has no running task yet, or the names clash', 'a name with dots: DNS outside'],
      examples: ['getaddrinfo EAI_AGAIN db', 'Error: getaddrinfo ENOTFOUND x.example.net'],
    },
    {
      id: 'libc-name',
      kind: 'name-unresolved',
      outer: true,
      surfaces: ['ci', 'service'],
      source:
        'bminor/glibc sysdeps/posix/gai_strerror-strs.h:3 and :9 @glibc-2.42; bminor/musl src/network/gai_strerror.c @v1.2.5 ("Name does not resolve", "Try again"); postgres/postgres libpq and the C library of macOS for the others',
      pattern:
        /\b(?:Name or service not known|Temporary failure in name resolution|Name does not resolve|nodename nor servname provided|could not translate host name "(?<host>[^"]{1,255})")/,
      proves: 'A name did not resolve at that moment.',
      examples: [
        'psycopg2.OperationalError: db: Name does not resolve',
        'socket.gaierror: [Errno -2] Name or service not known',
        'could not translate host name "db" to address: Name or service not known',
        'socket.gaierror: [Errno -3] Temporary failure in name resolution',
      ],
    },
    {
      id: 'go-name',
      kind: 'name-unresolved',
      outer: true,
      surfaces: ['ci', 'service', 'daemon', 'task.err'],
      source: 'golang/go src/net/net.go:628 and :649, src/net/dnsclient_unix.go:46 @go1.26.8',
      pattern:
        /\blookup (?<host>[\w.-]{1,255})(?: on [0-9a-f.:[\]]{2,60})?: (?:no such host|server misbehaving|read udp [^\n]{0,120}i\/o timeout|i\/o timeout)/,
      proves: 'That name did not resolve at that moment.',
      examples: ['dial tcp: lookup db on 127.0.0.11:53: no such host', 'lookup x.example.net on 10.0.2.3:53: server misbehaving'],
    },
    {
      id: 'node-refused',
      kind: 'dependency-not-ready',
      surfaces: ['ci', 'service'],
      source: 'measured: node 20.20.2',
      pattern: /\bconnect (?<error>ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)(?: (?<host>\S{1,255}?):(?<port>\d{1,5}))?\b/,
      proves: 'Nobody answered at that address at that moment.',
      suggests: ['normal in the first minute', 'the other program does not run'],
      examples: ['connect ECONNREFUSED 10.0.3.5:3306', 'Error: connect ETIMEDOUT 10.0.3.5:443'],
    },
    {
      id: 'requests-retries',
      kind: 'test-environment:refused',
      outer: true,
      source: 'urllib3/urllib3 src/urllib3/exceptions.py:100 @2.7.0',
      pattern: /\bMax retries exceeded with url: (?<url>\S{1,300})/,
      suggests: ['refused, unresolved or out of time: the words in brackets say which'],
      examples: ["HTTPSConnectionPool(host='x', port=443): Max retries exceeded with url: / (Caused by the words of urllib3)"],
    },
    {
      id: 'urllib-new-connection',
      kind: 'test-environment:refused',
      source: 'urllib3/urllib3 src/urllib3/connection.py:220 @2.7.0; measured: Python 3.13.0 (the form of the errno)',
      pattern:
        /\bFailed to establish a new connection: \[Errno (?<errno>-?\d{1,4})\] (?:Connection refused|No route to host|Network is unreachable)\b|\bConnectionRefusedError: \[Errno 111\]/,
      proves: 'Nobody answered at that address at that moment.',
      examples: [
        "NewConnectionError('<x>: Failed to establish a new connection: [Errno 111] Connection refused')",
        'ConnectionRefusedError: [Errno 111] Connection refused',
      ],
    },
    {
      id: 'connection-refused',
      kind: 'dependency-not-ready',
      outer: true,
      surfaces: ['ci', 'service'],
      source:
        'bminor/glibc sysdeps/gnu/errlist.h:422 @glibc-2.42; bminor/musl src/errno/__strerror.h:34 @v1.2.5; golang/go src/syscall/zerrors_linux_amd64.go @go1.26.8',
      pattern: /\b[Cc]onnection refused\b/,
      suggests: ['normal in the first minute', 'the other program does not run'],
      examples: ['could not connect to server: Connection refused', 'dial tcp 10.0.3.5:5432: connect: connection refused'],
      confusers: ['connection reset by peer'],
    },
    {
      id: 'gateway-status',
      kind: 'test-environment:gateway',
      outer: true,
      source:
        'golang/go src/net/http/status.go:190 to :194 @go1.26.8 (traefik); nginx/nginx src/http/ngx_http_header_filter_module.c:123 to :125 @release-1.31.4',
      pattern: /\b(?<status>50[234]) (?:Bad Gateway|Service Unavailable|Gateway Time-?out|Service Temporarily Unavailable)\b/i,
      suggests: ['the program behind the router crashed', 'its address is stale or missing in the overlay', 'it is not up yet'],
      examples: ['502 Bad Gateway', '<h1>503 Service Temporarily Unavailable</h1>', '504 Gateway Time-out'],
    },
    {
      id: 'http-error-status',
      kind: 'test-environment:gateway',
      source:
        'python/cpython Lib/urllib/error.py:50, measured: Python 3.13.0; psf/requests src/requests/models.py:1163 @v2.34.2; axios/axios lib/core/settle.js:20 @v1.7.9',
      pattern:
        /\b(?:HTTP Error |HTTPError: |status code |returned status code |AxiosError: Request failed with status code )(?<status>50[0-4])\b/,
      suggests: ['the program behind the router crashed', 'it is not up yet'],
      examples: [
        'urllib.error.HTTPError: HTTP Error 502: Bad Gateway',
        'requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: https://x/',
        'AxiosError: Request failed with status code 502',
      ],
    },
    {
      id: 'assert-gateway',
      kind: 'test-environment:gateway',
      source: 'pytest-dev/pytest src/_pytest/_code/code.py:884 @9.1.1 (the E before the line); the status codes are those of RFC 9110 15.6',
      pattern:
        /^E {3,200}assert (?<status>50[234]) [=!]= \d{3}\b|\b[Ee]xpected (?:status )?(?:code )?\d{3},? (?:but )?(?:got|received|was) (?<got>50[234])\b/,
      suggests: ['the program behind the router crashed', 'it is not up yet'],
      examples: ['E       assert 502 == 200', 'Error: expected status 200, got 503', 'expected 200 but got 504'],
      confusers: ['E       assert 500 == 200', "E       assert '502' in body"],
    },
    {
      id: 'router-not-found',
      kind: 'test-environment:gateway',
      source: 'golang/go src/net/http/server.go:2322 @go1.26.8 (traefik answers so where no router fits)',
      pattern: /^404 page not found$/,
      suggests: ['no router yet: labels, unhealthy task or not on the network of the router', 'a Go program answered so itself'],
      examples: ['404 page not found'],
    },
    {
      id: 'playwright-browser-missing',
      kind: 'test-environment:browser',
      source: 'microsoft/playwright packages/playwright-core/src/server/registry/index.ts:668, :660, :641 @v1.62.1',
      pattern:
        /\bExecutable doesn't exist at (?<path>\S{1,300})|\bLooks like Playwright (?:Test or Playwright )?was just (?:installed or updated|updated to)\b/,
      proves: 'The browser this Playwright needs is not installed.',
      fault: ['harness'],
      examples: [
        "browserType.launch: Executable doesn't exist at /root/.cache/ms-playwright/chromium-1200/chrome-linux/chrome",
        '║ Looks like Playwright was just installed or updated.       ║',
      ],
    },
    {
      id: 'playwright-libraries',
      kind: 'test-environment:browser',
      source:
        'microsoft/playwright packages/playwright-core/src/server/registry/dependencies.ts:248 and :202 @v1.62.1; the loader of bminor/glibc for the second',
      pattern:
        /\bHost system is missing dependencies(?: to run browsers)?\b|\berror while loading shared libraries: (?<library>lib[\w.+-]{1,80})/,
      proves: 'A program lacks a library of the system.',
      fault: ['harness', 'infra'],
      examples: [
        'Host system is missing dependencies!',
        'Host system is missing dependencies to run browsers.',
        'chrome: error while loading shared libraries: libnss3.so: cannot open shared object file: No such file or directory',
      ],
    },
  ],
);
