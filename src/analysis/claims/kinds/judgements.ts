import { isFailed, isSuccess } from '#model/ci-status';
import { checked, defineClaim } from '../define-claim.ts';
import { buildsIn, CAUSE, citeRun, ENDED } from './builds.ts';

/** `server load was the variable`, `under high load`, `load-sensitive`: a cause, which one pass and one fail do not prove. */
export const loadClaim = defineClaim({
  id: 'load',
  check(place, evidence) {
    const said =
      /[^.;(]*\b(?:load[- ]sensitive|(?:server|host|high|lighter)?\s*load (?:was|is) the (?:variable|cause)|under (?:high|heavy) load)\b[^.;)]*/i.exec(
        place.whole,
      );
    if (!said) return [];
    const numbers = buildsIn(place.whole);
    const runs = (numbers.length > 0 ? numbers : place.builds).flatMap((number) => evidence.build(number).run ?? []);
    const [passed, failed] = [isSuccess, isFailed].map((isWanted) => runs.filter(({ status }) => isWanted(status)).length);
    const counted = runs.length === 0 ? 'no run is named' : `${passed} passed and ${failed} failed of the runs named`;
    return [
      checked(
        said[0],
        'unsupported',
        `nothing read measures the load while these ran (${counted}): a pass and a fail of one ref prove nothing by themselves`,
        runs.slice(0, 4).map((run) => citeRun(run)),
      ),
    ];
  },
});

/** `because of VIP exhaustion`, `for infrastructure reasons`: why a build ended so, which its status does not tell. */
export const cause = defineClaim({
  id: 'cause',
  check(place, evidence) {
    const said = CAUSE.exec(place.text);
    const named = buildsIn(place.text);
    const numbers = named.length > 0 || !ENDED.test(place.text) ? named : place.builds.slice(-1);
    if (!said || numbers.length === 0) return [];
    const runs = numbers.flatMap((number) => evidence.build(number).run ?? []);
    return [
      checked(
        `${numbers.map((number) => `build ${number}`).join(', ')}: ${said[0]}`,
        'unsupported',
        `the sources say how a build ended, not why: \`ccci-probe classify ${numbers[0]}\` weighs the cause`,
        runs.slice(0, 4).map((run) => citeRun(run)),
      ),
    ];
  },
});

/** `classification … is correct`, `should be closed`: an opinion, or advice. */
export const opinion = defineClaim({
  id: 'opinion',
  check(place) {
    const said = /[^.;]*\b(?:should be|is correct|needs? to|needed to|acknowledged|suggests that)\b[^.;]*/i.exec(place.text);
    return said ? [checked(said[0], 'not-checkable', 'this is a judgement or advice, which no source states')] : [];
  },
});
