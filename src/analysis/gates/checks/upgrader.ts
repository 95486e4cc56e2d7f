import { met, unknown, unmet } from '#model/answer';
import { citeOf, objectAt } from '#model/cite';
import { defineGateCheck } from '../define-check.ts';
import { listParam, withEvidence } from '../gate-facts.ts';

export const upgraderState = defineGateCheck({
  id: 'upgrader-state',
  title: "The upgrader's tmux session is in one of the states asked for",
  needs: ['upgrader'],
  decide: (facts) =>
    withEvidence(facts, ['upgrader'], (read) => {
      const { session, state, because, activeAt } = read('upgrader');
      const cites = [citeOf('upgrader', objectAt('tmux session', session), activeAt, `${state}: ${because}`)];
      const wanted = listParam(facts, 'states');
      return wanted.includes(state)
        ? met(`it is ${state}: ${because}`, cites)
        : unmet(`it is ${state}, not ${wanted.join(' or ')}: ${because}`, cites);
    }),
});

export const upgraderArguments = defineGateCheck({
  id: 'upgrader-arguments',
  title: 'The upgrader runs without --with-tests',
  needs: ['upgrader'],
  decide: (facts) =>
    withEvidence(facts, ['upgrader'], (read) => {
      const { session, state, createdAt, arguments: commands } = read('upgrader');
      const cites = commands.map((command) =>
        citeOf('upgrader', objectAt('tmux session', session, null, 'process'), createdAt, command.slice(0, 300)),
      );
      if (commands.some((command) => /--with-tests\b/.test(command))) return unmet('it was started with --with-tests', cites);
      return state === 'absent' || commands.length === 0
        ? unknown('it does not run now, so its arguments cannot be read')
        : met('none of its processes has --with-tests', cites);
    }),
});
