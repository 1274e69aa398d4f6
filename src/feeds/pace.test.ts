import { expect, it } from 'vitest';
import { parseSpeed } from './pace.ts';

it('reads a speed as it is written on the command line', () => {
  expect(parseSpeed('1')).toBe(1);
  expect(parseSpeed('0.5')).toBe(0.5);
  expect(parseSpeed('1000x')).toBe(1_000);
  expect(parseSpeed('max')).toBe(Number.POSITIVE_INFINITY);
  for (const text of ['', '0', '-1', 'fast', '1e3', 'x', '2000000']) expect(() => parseSpeed(text)).toThrow('factor');
});
