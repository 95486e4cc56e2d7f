import { defineMessages } from './message.ts';

/** What stands in the way of a published port: another port, a process, the firewall. */
export const portsMessages = defineMessages(
  ['task.err', 'daemon', 'ci', 'ci.step-error'],
  [
    {
      id: 'net-ext-connectivity',
      kind: 'port-setup',
      outer: true,
      source: 'moby/moby daemon/libnetwork/endpoint.go:661 @docker-v29.7.2',
      pattern: /\bdriver failed programming external connectivity on endpoint(?: (?<container>\S{1,255}) \()?/,
      proves: 'A published port could not be set up; the reason follows.',
      suggests: ['port taken', 'iptables failed', 'userland proxy failed'],
      labels: ['recipe-regression/port-conflict', 'network-plumbing'],
      examples: [
        'starting container failed: driver failed programming external connectivity on endpoint web.1.abc (def): the words of the driver',
      ],
    },
    {
      id: 'net-port-allocated',
      kind: 'port-taken',
      source: 'moby/moby daemon/libnetwork/portallocator/portallocator.go:34 @docker-v29.7.2',
      pattern: /\bBind for \S{1,64}:(?<port>\d{1,5}) failed: port is already allocated\b/,
      proves: 'Another CONTAINER of this engine publishes that host port.',
      suggests: ['plain container', 'old task still stopping (start-first)'],
      examples: [
        'starting container failed: driver failed programming external connectivity on endpoint web.1.abc (def): Bind for 0.0.0.0:80 failed: port is already allocated',
      ],
      confusers: ['bind: address already in use'],
    },
    {
      id: 'net-host-port-bind',
      kind: 'port-taken',
      from: '27.0.1',
      source: 'moby/moby daemon/libnetwork/portallocator/osallocator_linux.go:222 @docker-v29.7.2',
      pattern:
        /\bfailed to bind (?:host )?port (?:(?:\d{1,5} )?for )?\S{0,64}:(?<port>\d{1,5})(?:\/(?:tcp|udp|sctp))?: address already in use\b/,
      proves: 'A process outside docker holds that host port.',
      fault: ['infra', 'recipe'],
      examples: [
        'starting container failed: failed to bind host port 0.0.0.0:80/tcp: address already in use',
        'starting container failed: failed to bind host port 80 for 0.0.0.0:80:172.18.0.2:80/tcp: address already in use',
        'starting container failed: failed to bind port 0.0.0.0:80/tcp: address already in use',
      ],
      confusers: [
        'failed to allocate gateway (10.0.24.1): Address already in use',
        'Bind for 0.0.0.0:80 failed: port is already allocated',
      ],
    },
    {
      id: 'net-userland-proxy',
      kind: 'port-setup',
      outer: true,
      source: 'moby/moby daemon/libnetwork/portmapper/proxy_linux.go:131 @docker-v29.7.2',
      pattern: /\b(?:[Ee]rror starting userland proxy|failed to start userland proxy for port mapping [^\n]{1,80}?): /,
      proves: 'The proxy process of a published port did not start.',
      suggests: ['a process outside docker holds the port', 'IPv6 off'],
      labels: ['recipe-regression/port-conflict', 'network-plumbing'],
      examples: ['starting container failed: error starting userland proxy: the words of the proxy'],
    },
    {
      id: 'net-iptables',
      kind: 'firewall',
      outer: true,
      source: 'moby/moby daemon/libnetwork/iptables/iptables.go:382 @docker-v29.7.2',
      pattern: /\biptables failed: /,
      proves: 'A firewall rule could not be set.',
      suggests: ["firewalld or another tool flushed docker's chains: restart dockerd", 'iptables lock', 'kernel module'],
      examples: ['starting container failed: iptables failed: iptables --wait -t nat -A DOCKER: the words of iptables'],
    },
    {
      id: 'ipvs-ingress',
      kind: 'ingress',
      outer: true,
      surfaces: ['daemon'],
      from: '25.0.13',
      source: 'moby/moby daemon/libnetwork/service_linux.go:378 @docker-v29.7.2',
      pattern: /\bfailed to program ingress ports\b|\bFailed to add ingress: /,
      proves: 'A published port does not work on that node.',
      suggests: ['iptables or nftables clash', 'port taken by a process'],
      examples: ['Failed to add ingress: failed to program ingress ports: set up rule failed'],
    },
    {
      id: 'api-ingress-port',
      kind: 'port-reserved',
      surfaces: ['ci'],
      from: '17.06.0',
      source: 'moby/moby vendor/github.com/moby/swarmkit/v2/manager/controlapi/service.go:633 @docker-v29.7.2',
      pattern: /\bport '(?<port>\d{1,5})' is already in use by service '(?<service>[^']{1,128})' \([^)]{0,64}\) as an ingress port/,
      proves: 'Another service holds that ingress port; nothing was created.',
      examples: [
        "failed to create service app_web: Error response from daemon: rpc error: code = InvalidArgument desc = port '80' is already in use by service 'traefik_app' (k7x2) as an ingress port",
      ],
      confusers: ["port '80' is already in use by service 'x' (y) as a host-published port"],
    },
    {
      id: 'api-host-port',
      kind: 'port-reserved',
      surfaces: ['ci'],
      from: '17.06.0',
      source: 'moby/moby vendor/github.com/moby/swarmkit/v2/manager/controlapi/service.go:623 @docker-v29.7.2',
      pattern: /\bport '(?<port>\d{1,5})' is already in use by service '(?<service>[^']{1,128})' \([^)]{0,64}\) as a host-published port/,
      proves: 'An ingress port clashes with a host-mode port of another service.',
      examples: [
        "Error response from daemon: rpc error: code = InvalidArgument desc = port '80' is already in use by service 'traefik_app' (k7x2) as a host-published port",
      ],
      confusers: ["port '80' is already in use by service 'x' (y) as an ingress port"],
    },
    {
      id: 'go-http-failed',
      kind: 'connection-lost',
      outer: true,
      source: 'golang/go src/net/url/url.go:40 and src/net/http/client.go:544 @go1.26.8',
      pattern:
        /\b(?:Get|Head|Post|Put) "?https?:\/\/(?<host>[^\s/"]{1,255})[^\s"]{0,1000}"?: (?:dial tcp|net\/http: |EOF|read tcp|context deadline|proxyconnect|tls: (?!failed to verify certificate)|unexpected EOF)[^\n]{0,300}/,
      proves: 'A Go program did not reach that host over the network.',
      examples: ['Get "https://git.example.org/api/v1/version": dial tcp 10.0.0.9:443: connect: connection refused'],
    },
    {
      id: 'iptables-chain-missing',
      kind: 'firewall',
      source:
        'measured: iptables 1.8.9 (the words are in its libraries); wrapped by moby/moby daemon/libnetwork/iptables/iptables.go:382 @docker-v29.7.2 ("iptables failed: ... (exit status 1)")',
      pattern:
        /\biptables(?: v[\d.]{1,12} \([\w-]{1,12}\))?: (?:No chain\/target\/match by that name|Chain '(?<chain>[\w-]{1,60})' does not exist)\.?/,
      proves: 'The firewall chains docker made are gone.',
      suggests: ['firewalld or another tool flushed them: restart dockerd'],
      examples: [
        'starting container failed: Unable to enable DNAT rule: (iptables failed: iptables --wait -t nat -A DOCKER -p tcp: iptables: No chain/target/match by that name. (exit status 1))',
        "iptables v1.8.10 (nf_tables): Chain 'DOCKER' does not exist",
      ],
      confusers: ['iptables: Another app is currently holding the xtables lock.'],
    },
    {
      id: 'iptables-lock',
      kind: 'firewall',
      source:
        'measured: iptables 1.8.9 (the words are in its libraries); moby/moby daemon/libnetwork/iptables/iptables.go:320 @docker-v29.7.2 knows the first',
      pattern:
        /\bAnother app is currently holding the xtables lock\b|\biptables(?:-restore)?[^\n]{0,60}: (?:Resource temporarily unavailable|can't initialize iptables table|Permission denied \(you must be root\))[^\n]{0,200}/,
      suggests: ['two programs change the firewall at once', 'kernel module missing'],
      examples: [
        'Another app is currently holding the xtables lock. Perhaps you want to use the -w option?',
        "iptables v1.8.7 (legacy): can't initialize iptables table `nat': Table does not exist (do you need to insmod?)",
      ],
    },
    {
      id: 'port-process-holds',
      kind: 'port-taken',
      source:
        'golang/go src/net OpError and src/syscall/zerrors_linux_amd64.go:1453 @go1.26.8; wrapped by moby/moby daemon/libnetwork/drivers/bridge/port_mapping_linux.go:170 @docker-v29.7.2, moby/libnetwork portmapper/proxy.go:62 "Error starting userland proxy: "',
      pattern: /\blisten (?:tcp|udp)[46]? \S{0,64}:(?<port>\d{1,5}): bind: address already in use\b/,
      proves: 'A process outside docker holds that host port.',
      examples: ['starting container failed: error starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use'],
      confusers: ['Address already in use', 'failed to allocate gateway (10.0.24.1): Address already in use'],
    },
    {
      id: 'service-port-taken',
      kind: 'port-in-container',
      surfaces: ['service'],
      source:
        'golang/go src/syscall/zerrors_linux_amd64.go:1453 @go1.26.8; nginx/nginx src/core/ngx_connection.c:635 @release-1.31.4; libuv/libuv include/uv.h (EADDRINUSE, EACCES)',
      pattern:
        /\blisten (?:tcp|udp)[46]? \S{0,64}:(?<port>\d{1,5}): bind: (?:address already in use|permission denied)\b|\blisten (?:EADDRINUSE|EACCES)[^\n]{0,80}|\bbind\(\) to \S{1,64} failed \((?:98|13): /,
      proves: 'The program could not listen on its own port inside its container; no port of the host is meant.',
      suggests: ['two programs in one container', 'the port is privileged and the user is not'],
      examples: [
        'bind() to 0.0.0.0:80 failed (98: Address in use)',
        'listen tcp :80: bind: address already in use',
        'Error: listen EADDRINUSE: address already in use :::3000',
        'nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)',
      ],
    },
  ],
);
