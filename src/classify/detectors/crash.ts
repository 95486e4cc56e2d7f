import { citeLine, citeTask, citeUpdate } from '../cite.ts';
import { type Claim, defineDetector } from '../define-detector.ts';
import type { ServiceFacts } from '../stack-facts.ts';
import { failedAttempts, troubledServices } from '../trouble.ts';

const NEEDS_ANOTHER = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|connection refused|could not connect|can't connect to|no such host|getaddrinfo/i;

export const crash = defineDetector({
  id: 'crash',
  label: 'recipe-regression',
  cause: 'recipe',
  title: 'The program exits on its own',
  because: 'Task after task ends with a non-zero exit status that neither a health check nor the kernel caused',
  refutedBy: 'A task of the same spec runs; or OOMKilled or an unhealthy streak stands in the container',
  remedy: 'Read the last lines of the service: the program says why it stops',
  reasons: { crash: 'it exits with an error, again and again', 'command-not-found': 'it exits 126 or 127: the shell did not find the command' },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks'],
  uses: ['containers', 'service-logs'],
  detect: ({ stack }) => {
    const troubled = troubledServices(stack);
    return troubled.flatMap((one): Claim[] => claimOf(one, troubled, stack?.containers !== undefined));
  },
});

const claimOf = (one: ServiceFacts, troubled: readonly ServiceFacts[], sawContainers: boolean): Claim[] => {
  const { service } = one;
  const failures = failedAttempts(one);
  const exits = failures.filter(({ ending }) => ending === 'exit');
  const last = exits.at(-1);
  const recovered = service.updateStatus?.state === 'paused' && one.running >= one.demand;
  if (!last || failures.some(({ ending }) => ending === 'oom') || recovered) return [];
  const code = last.task?.exitCode ?? last.container?.detail?.exitCode ?? null;
  const inspected = last.container?.detail != null;
  const killed = code === 137 || code === 143;
  const needy = last.log.find(({ text }) => NEEDS_ANOTHER.test(text));
  const waitsForOther = needy !== undefined && troubled.some((other) => other !== one && other.service.networks.some((id) => service.networks.includes(id)));
  const afterHealth = failures[0]?.ending === 'unhealthy';
  // A task that first waited for another and only just began again may yet come up.
  const settled = exits.length >= 2 || service.updateStatus !== null || one.wanted.every((task) => task.state !== 'running' && task.state !== 'starting');
  const sure = !killed && !waitsForOther && !needy && settled && !afterHealth;
  const proof = last.log.at(-1);
  return [
    {
      reason: code === 127 || code === 126 ? 'command-not-found' : 'crash',
      confidence: sure ? 'certain' : (killed && !(sawContainers && inspected)) || waitsForOther || afterHealth || !settled ? 'possible' : 'likely',
      service: service.name,
      task: last.id,
      summary: `${service.name} exits with status ${code ?? 'unknown'}${exits.length > 1 ? `, ${exits.length} times` : ''}.`,
      cites: [
        last.task ? citeTask(last.task, service.name) : { probe: 'containers', where: `container ${last.container?.name} State.ExitCode`, at: last.endedAt, quote: String(code) },
        ...(service.updateStatus ? [citeUpdate(service)] : []),
        ...(proof ? [citeLine('service-logs', `log of ${service.name} line ${proof.line}`, proof.at, proof.text)] : []),
      ],
    },
  ];
};
