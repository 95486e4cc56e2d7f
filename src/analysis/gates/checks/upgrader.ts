import { met, unknown, unmet } from '#model/answer';
import { defineCheck } from '../define-check.ts';
import { listParam, withEvidence } from '../gate-facts.ts';

export const upgraderState = defineCheck({
  id: 'upgrader-state',
  title: "The upgrader's tmux session is in one of the states asked for",
  needs: ['upgrader'],
  decide: (facts) =>
    withEvidence(facts, ['upgrader'], (read) => {
      const one = read('upgrader');
      const cites = [{ probe: 'upgrader', where: `tmux session ${one.session}`, at: one.activeAt, quote: `${one.state}: ${one.because}` }];
      const wanted = listParam(facts, 'states');
      return wanted.includes(one.state)
        ? met(`it is ${one.state}: ${one.because}`, cites)
        : unmet(`it is ${one.state}, not ${wanted.join(' or ')}: ${one.because}`, cites);
    }),
});

export const upgraderArguments = defineCheck({
  id: 'upgrader-arguments',
  title: 'The upgrader runs without --with-tests',
  needs: ['upgrader'],
  decide: (facts) =>
    withEvidence(facts, ['upgrader'], (read) => {
      const one = read('upgrader');
      const cites = one.arguments.map((args) => ({
        probe: 'upgrader',
        where: `process of tmux session ${one.session}`,
        at: one.createdAt,
        quote: args.slice(0, 300),
      }));
      const bad = one.arguments.filter((args) => /--with-tests\b/.test(args));
      if (bad.length > 0) return unmet('it was started with --with-tests', cites);
      return one.state === 'absent' || one.arguments.length === 0
        ? unknown('it does not run now: its arguments are not to be seen')
        : met('none of its processes has --with-tests', cites);
    }),
});
