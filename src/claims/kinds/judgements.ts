import { checked, defineClaim } from '../define-claim.ts';
import { buildsIn, citeRun } from './builds.ts';

/** `server load was the variable`, `under high load`, `load-sensitive`: a cause, which one pass and one fail do not prove. */
export const loadClaim = defineClaim({
  id: 'load',
  check(place, evidence) {
    const said =
      /[^.;(]*\b(?:load[- ]sensitive|(?:server|host|high|lighter)?\s*load (?:was|is) the (?:variable|cause)|under (?:high|heavy) load)\b[^.;)]*/i.exec(
        place.text,
      );
    if (!said) return [];
    const numbers = buildsIn(place.text);
    const runs = (numbers.length > 0 ? numbers : place.builds).flatMap((number) => evidence.build(number).run ?? []);
    const [passed, failed] = ['success', 'failure'].map((status) => runs.filter((run) => run.status === status).length);
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

/** `classification … is correct`, `should be closed`: an opinion, or advice. */
export const opinion = defineClaim({
  id: 'opinion',
  check(place) {
    const said = /[^.;]*\b(?:should be|is correct|needs? to|needed to|acknowledged|suggests that)\b[^.;]*/i.exec(place.text);
    return said ? [checked(said[0], 'not-checkable', 'this is a judgement or advice, which no source states')] : [];
  },
});
