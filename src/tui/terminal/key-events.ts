import type { Key } from 'ink';
import type { KeyEvent } from '../state/keymap.ts';

/** Keys as Ink tells them, one by one: what comes in one piece, typed fast or pasted, is taken apart. */
export const keyEventsOf = (input: string, key: Key): readonly KeyEvent[] => {
  const name = nameOf(key);
  if (name !== null || input.length < 2) return [{ input, ctrl: key.ctrl, name }];
  return [...input].map((char) => {
    const enter = char === '\r' || char === '\n';
    return { input: enter ? '' : char, ctrl: key.ctrl, name: enter ? 'enter' : null };
  });
};

const nameOf = (key: Key): KeyEvent['name'] => {
  if (key.upArrow) return 'up';
  if (key.downArrow) return 'down';
  if (key.leftArrow) return 'left';
  if (key.rightArrow) return 'right';
  if (key.pageUp) return 'page-up';
  if (key.pageDown) return 'page-down';
  if (key.home) return 'home';
  if (key.end) return 'end';
  if (key.return) return 'enter';
  if (key.escape) return 'escape';
  if (key.tab) return key.shift ? 'back-tab' : 'tab';
  return key.backspace || key.delete ? 'backspace' : null;
};
