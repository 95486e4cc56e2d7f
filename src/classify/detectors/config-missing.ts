import { defineDetector } from '../define-detector.ts';
import { deployError } from '../facts/deploy-error.ts';

export const configMissing = defineDetector({
  id: 'config-missing',
  label: 'recipe-regression',
  cause: 'recipe',
  title: 'A secret or config the compose file names does not exist',
  because: 'The deploy aborts naming it, and the swarm does not list it',
  refutedBy: 'The swarm lists it',
  remedy: 'Generate the secret under the version the compose file asks for, or correct that version',
  reasons: { 'config-missing': 'a named secret or config is not there' },
  subject: 'both',
  requires: [],
  uses: ['ci-log', 'ci-build', 'swarm-objects'],
  detect(facts) {
    const said = deployError(facts, /(?:service (\S+): )?(secret|config)s? not found: ([\w.-]+)/i);
    if (!said) return [];
    const [, owner, kind = 'secret', name = ''] = said.match;
    const objects = facts.capture.target.build === null ? facts.read('swarm-objects') : undefined;
    const listed = kind.toLowerCase() === 'secret' ? objects?.secrets : objects?.configs;
    if (listed?.some((one) => one.name === name)) return [];
    const stack = facts.stack?.name ?? facts.capture.target.stack;
    const service = owner ? (stack && !owner.startsWith(`${stack}_`) ? `${stack}_${owner}` : owner) : null;
    const proof = listed
      ? [{ probe: 'swarm-objects', where: `${kind}s`, at: null, quote: `no ${kind} ${name} among ${listed.length}` }]
      : [];
    return [
      {
        reason: 'config-missing',
        confidence: listed ? 'certain' : 'likely',
        service,
        summary: `The deploy stopped: ${kind} ${name} does not exist.`,
        cites: [said.cite, ...proof],
      },
    ];
  },
});
