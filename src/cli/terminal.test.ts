import { expect, it } from 'vitest';
import { keysOf } from './terminal.ts';

it('Keys come one by one, arrows by name, and other special keys not at all', () => {
  expect(keysOf('qk\u001B[A\u001BOB\u001B[5~\u0003y')).toEqual(['q', 'k', 'up', 'down', '\u0003', 'y']);
});
