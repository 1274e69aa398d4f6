import { expect, it } from 'vitest';
import { didYouMean, nearest } from './nearest.ts';

it('A slip of the hand is recognised, another word is not', () => {
  expect(nearest('ema_cros', ['ema-cross', 'pairs'])).toBe('ema-cross');
  expect(nearest('sede', ['seed', 'data'])).toBe('seed');
  expect(nearest('strategy', ['seed', 'data'])).toBeUndefined();
  expect(nearest('x', ['ab', 'cd'])).toBeUndefined();
  expect(didYouMean('Sed', ['seed'])).toBe("; did you mean 'seed'?");
  expect(didYouMean('zzz', ['seed'])).toBe('');
});
