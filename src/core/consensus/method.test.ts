import { expect, it } from 'vitest';
import { consensusMethods, isLearned, learnedMethods, parseMethod } from './method.ts';

it('knows its methods by name, and the older spelling', () => {
  for (const method of consensusMethods) expect(parseMethod(method)).toBe(method);
  expect(parseMethod('confidence_weighted')).toBe('confidence-weighted');
  expect(parseMethod('average')).toBeUndefined();
  expect(consensusMethods.filter(isLearned)).toEqual([...learnedMethods]);
});
