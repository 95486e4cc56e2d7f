// In: a failing service and its neighbours. Out: which of them it waits for, by its health check and by what it printed.
import { plain } from './log-text.ts';
import type { ServiceFacts } from './service.ts';
import type { StackFacts } from './stack.ts';
import { shortName } from './trouble.ts';

/**
 * What programs print when another does not answer: errno names of libuv and libc, Go's net package, Java's, clients of databases, message brokers
 * and caches.
 */
export const NO_ANSWER = new RegExp(
  [
    'ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ECONNRESET|getaddrinfo',
    '[Cc]onnection (?:refused|timed out|terminated unexpectedly|to .{1,120} failed)|[Cc]onnect(?:ion)? timeout',
    "[Cc]ould ?n[o']t (?:connect|reach|resolve)|[Cc]an ?(?:no|')t (?:connect to|reach|resolve)|[Uu]nable to (?:connect|reach|resolve)",
    '[Ff]ailed to (?:connect|dial|resolve|look ?up|reach)|[Nn]o such host|[Nn]o route to host|[Nn]etwork is unreachable|dial tcp|i/o timeout',
    '[Nn]ame or service not known|[Nn]ame does not resolve|[Tt]emporary failure in name resolution|could not translate host name|[Uu]nknown ?[Hh]ost',
    'Communications link failure|[Ll]ost connection to|server has gone away|server closed the connection|the database system is (?:starting up|shutting down)',
    '[Ww]aiting for (?:the )?(?:database|db|redis|cache|postgres|mysql|mariadb|rabbitmq|kafka|elasticsearch|mongo)\\b',
    'LOADING Redis is loading|no available (?:server|broker)|[Ss]erver ?[Ss]election ?[Tt]imeout',
  ].join('|'),
);

/** Other services of the stack on a network of this one. */
export const neighboursOf = (facts: ServiceFacts, { services }: StackFacts): readonly ServiceFacts[] =>
  services.filter((other) => other !== facts && other.service.networks.some((id) => facts.service.networks.includes(id)));

/** Full names of the neighbours that this service's own check or log shows it to need. */
export const neededBy = (facts: ServiceFacts, stack: StackFacts): readonly string[] => {
  const neighbours = neighboursOf(facts, stack);
  const check = facts.service.health?.test.join(' ') ?? '';
  const lines = facts.failures.flatMap(({ log }) => log.filter(({ text }) => NO_ANSWER.test(text)).map(({ text }) => plain(text)));
  const named = neighbours.filter(({ service }) => {
    const short = shortName(service.name, stack.name);
    return [check, ...lines].some((text) => mentions(text, short) || mentions(text, service.name));
  });
  // A refusal by an address names nobody: any neighbour may be meant.
  return (named.length > 0 || lines.length === 0 ? named : neighbours).map(({ service }) => service.name);
};

/** Neighbours whose being up this service may wait for: not those that themselves wait for it. */
export const mayWaitFor = (facts: ServiceFacts, stack: StackFacts): readonly ServiceFacts[] => {
  const needed = neededBy(facts, stack);
  return neighboursOf(facts, stack).filter(
    (other) => needed.includes(other.service.name) || !neededBy(other, stack).includes(facts.service.name),
  );
};

const mentions = (text: string, name: string): boolean => {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const [before, after] = [text[at - 1] ?? ' ', text[at + name.length] ?? ' '];
    if (!/[\w-]/.test(before) && !/[\w-]/.test(after)) return true;
  }
  return false;
};
