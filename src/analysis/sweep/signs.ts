import type { Sign } from './scan-blob.ts';

/**
 * What a log line may say that is worth a look even where the build is green: the harness' and abra's own words and those of Docker and Swarm
 * (LOG-PATTERNS.md). No verdict rests on them: they are counted, and clusters are told by them.
 */
export const signs: readonly Sign[] = [
  { id: 'no-address', pattern: /could not find an available IP/i, words: ['find an available ip'] },
  { id: 'pool-exhausted', pattern: /non-overlapping IPv4 address pool/i, words: ['non-overlapping ipv4'] },
  { id: 'pending-allocations', pattern: /has pending allocations/i, words: ['pending allocations'] },
  { id: 'address-in-use', pattern: /address already in use/i, words: ['address already in use'] },
  { id: 'tier-failed', pattern: /^!! \w+ op failed/i, words: [' op failed'] },
  { id: 'deploy-timed-out', pattern: /deploy timed out|did not converge/i, words: ['deploy timed out', 'did not converge'] },
  {
    id: 'update-stopped',
    pattern: /UpdateStatus=?'?\{?.{0,12}'?(?:paused|rollback_completed|rollback_paused)|early termination of task/i,
    words: ['updatestatus', 'early termination of task'],
  },
  {
    id: 'no-such-image',
    pattern: /no such image|manifest unknown|manifest for \S+ not found/i,
    words: ['no such image', 'manifest unknown', 'manifest for '],
  },
  { id: 'pull-failed', pattern: /docker pull \S+ failed|failed to pull/i, words: ['docker pull', 'failed to pull'] },
  { id: 'rate-limited', pattern: /toomanyrequests|pull rate limit/i, words: ['toomanyrequests', 'pull rate limit'] },
  { id: 'no-space', pattern: /no space left on device/i, words: ['no space left'] },
  { id: 'no-memory', pattern: /cannot allocate memory|out of memory: kill/i, words: ['cannot allocate memory', 'out of memory: kill'] },
  { id: 'oom-killed', pattern: /OOMKilled|non-zero exit \(137\)/, words: ['oomkilled', 'non-zero exit (137)'] },
  { id: 'refused', pattern: /ECONNREFUSED|connection refused/i, words: ['econnrefused', 'connection refused'] },
  {
    id: 'no-name',
    pattern: /no such host|temporary failure in name resolution|could not resolve host/i,
    words: ['no such host', 'failure in name resolution', 'could not resolve host'],
  },
  { id: 'net-timeout', pattern: /TLS handshake timeout|i\/o timeout/i, words: ['tls handshake timeout', 'i/o timeout'] },
  { id: 'network-gone', pattern: /network \S+ not found/i, words: [' not found'] },
  {
    id: 'backup-locked',
    pattern: /repository is already locked|unable to create lock in backend/i,
    words: ['already locked', 'create lock in'],
  },
  { id: 'unhealthy', pattern: /unhealthy container|is unhealthy/i, words: ['unhealthy'] },
  { id: 'no-leader', pattern: /swarm does not have a leader|lost quorum/i, words: ['does not have a leader', 'lost quorum'] },
  { id: 'no-node', pattern: /no suitable node/i, words: ['no suitable node'] },
  { id: 'test-failed', pattern: /^FAILED \S+::/, words: ['\\nfailed ', '\\rfailed ', ':"failed '] },
];
