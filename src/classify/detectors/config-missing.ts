import { citeOf, objectAt } from '#model/cite';
import { defineDetector } from '../define-detector.ts';
import type { Facts } from '../facts/facts.ts';
import { type DeployMeaning, fromDeploy, fullName } from '../judge/from-deploy.ts';
import { claimsFromEnds } from '../judge/from-ends.ts';

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
  uses: ['ci-log', 'ci-build', 'swarm-objects', 'swarm-tasks'],
  detect: (facts) => [
    ...fromDeploy(facts, { 'secret-missing': meaningOf('secret'), 'config-missing': meaningOf('config') }),
    ...claimsFromEnds(facts.stack, {
      'secret-missing': { reason: 'config-missing', says: 'cannot start: a secret it asks for is not there' },
      'config-missing': { reason: 'config-missing', says: 'cannot start: a config it asks for is not there' },
      'template-invalid': { says: 'cannot start: a template in its spec cannot be filled in' },
    }),
  ],
});

type Kind = 'secret' | 'config';

const meaningOf = (kind: Kind): DeployMeaning => ({
  reason: 'config-missing',
  cause: 'recipe',
  says: (captures) => `The deploy stopped: ${kind} ${nameIn(captures, kind) ?? 'that it names'} does not exist`,
  service: ({ subject }, facts) => fullName(subject, facts),
  refutations(captures, facts) {
    const listed = listedNow(kind, facts);
    const object = listed?.find(({ name }) => name === nameIn(captures, kind));
    const found = object ? citeOf('swarm-objects', objectAt(`${kind}s`, null, object.name), object.createdAt ?? null, object.name) : null;
    const blind = facts.capture.target.build === null && !listed;
    return [{ what: `the swarm lists the ${kind}`, found, unread: blind ? ['swarm-objects'] : [] }];
  },
  proofs(captures, facts) {
    const listed = listedNow(kind, facts);
    const name = nameIn(captures, kind);
    if (!listed || name === undefined || listed.some((object) => object.name === name)) return [];
    return [
      { kind: 'state', cite: citeOf('swarm-objects', objectAt(`${kind}s`, null), null, `no ${kind} ${name} among ${listed.length}`) },
    ];
  },
});

const nameIn = (captures: Readonly<Record<string, string>>, kind: Kind): string | undefined => captures[kind] ?? captures['name'];

const listedNow = (kind: Kind, { capture, read }: Facts) => {
  const objects = capture.target.build === null ? read('swarm-objects') : undefined;
  return kind === 'secret' ? objects?.secrets : objects?.configs;
};
