import type { Action } from '../state/state.ts';

/** Input by the mouse, and how many of the first characters belong to a sequence that began earlier. */
interface MouseInput {
  readonly actions: readonly Action[];
  readonly consumed: number;
}

/**
 * Reads the mouse out of what the terminal sends, in SGR form (xterm ctlseqs, mode 1006): button, column and row from 1, `M` pressed, `m`
 * released. A sequence may come in several pieces.
 */
export const mouseReader = (): ((chunk: string) => MouseInput) => {
  let begun = '';
  return (chunk) => {
    const text = begun + chunk;
    const actions = [...text.matchAll(/\u001b\[<(\d+);(\d+);(\d+)([Mm])/g)].flatMap(([, button, x, y, end]) =>
      actionsOf(Number(button), Number(x), Number(y), end === 'M'),
    );
    const consumed = begun === '' ? 0 : Math.max((/^\u001b\[<[\d;]*[Mm]?/.exec(text)?.[0].length ?? 0) - begun.length, 0);
    begun = /\u001b(?:\[(?:<[\d;]{0,12})?)?$/.exec(text)?.[0] ?? '';
    return { actions, consumed };
  };
};

/** The left button points, the wheel scrolls; releases, drags and other buttons mean nothing. */
const actionsOf = (button: number, x: number, y: number, down: boolean): Action[] => {
  if (!down) return [];
  if (button === 64 || button === 65) return [{ kind: 'wheel', by: button === 64 ? -3 : 3 }];
  return button === 0 ? [{ kind: 'point', x: x - 1, y: y - 1 }] : [];
};
