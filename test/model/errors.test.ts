import { expect, it } from 'vitest';
import * as z from 'zod';
import { messageOf } from '#model/errors';

it.each([
  [new Error('two\n  lines'), 'two lines'],
  ['a word', 'a word'],
  [null, 'null'],
  [
    z.array(z.object({ ID: z.string() })).safeParse([{ ID: 1 }]).error,
    'an unexpected shape at 0.ID: Invalid input: expected string, received number',
  ],
  [z.array(z.unknown()).safeParse({}).error, 'an unexpected shape at the top: Invalid input: expected array, received object'],
])('tells %s on one line', (error, words) => expect(messageOf(error)).toBe(words));
