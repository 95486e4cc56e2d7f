import { isFailed, isSuccess } from '#model/ci-status';
import { citeRun } from '../../cites.ts';
import { defineClaim, notCheckable, unsupported } from '../define-claim.ts';
import { buildNumbersIn, CAUSE, ENDED } from './builds.ts';

/** `server load was the variable`, `under high load`, `load-sensitive`: a cause, which one pass and one fail do not prove. */
export const loadClaim = defineClaim({
  id: 'load',
  check({ whole, builds }, evidence) {
    const text =
      /[^.;(]*\b(?:load[- ]sensitive|(?:server|host|high|lighter)?\s*load (?:was|is) the (?:variable|cause)|under (?:high|heavy) load)\b[^.;)]*/i.exec(
        whole,
      )?.[0];
    if (text === undefined) return [];
    const numbers = buildNumbersIn(whole);
    const runs = (numbers.length > 0 ? numbers : builds).flatMap((number) => evidence.build(number).run ?? []);
    const [passed, failed] = [isSuccess, isFailed].map((isOf) => runs.filter(({ status }) => isOf(status)).length);
    const counts = runs.length === 0 ? 'no run is named' : `${passed} of the named runs passed, ${failed} failed`;
    return [
      unsupported(
        text,
        `nothing that was read measures the load during these runs (${counts}): a pass and a failure of the same ref prove nothing by themselves`,
        runs.slice(0, 4).map((run) => citeRun(run)),
      ),
    ];
  },
});

/** `because of VIP exhaustion`, `for infrastructure reasons`: why a build ended so, which its status does not tell. */
export const cause = defineClaim({
  id: 'cause',
  check({ text, builds }, evidence) {
    const words = CAUSE.exec(text)?.[0];
    const named = buildNumbersIn(text);
    const numbers = named.length > 0 || !ENDED.test(text) ? named : builds.slice(-1);
    if (words === undefined || numbers.length === 0) return [];
    const runs = numbers.flatMap((number) => evidence.build(number).run ?? []);
    return [
      unsupported(
        `${numbers.map((number) => `build ${number}`).join(', ')}: ${words}`,
        `the sources say how a build ended, not why: \`ccci-probe classify ${numbers[0]}\` finds the cause`,
        runs.slice(0, 4).map((run) => citeRun(run)),
      ),
    ];
  },
});

/** `classification … is correct`, `should be closed`: an opinion, or advice. */
export const opinion = defineClaim({
  id: 'opinion',
  check({ text }) {
    const words = /[^.;]*\b(?:should be|is correct|needs? to|needed to|acknowledged|suggests that)\b[^.;]*/i.exec(text)?.[0];
    return words === undefined ? [] : [notCheckable(words, 'this is a judgement or advice: no source states it')];
  },
});
