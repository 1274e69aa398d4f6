import { expect, it } from 'vitest';
import { canonicalJson } from './canonical.ts';

it('Equal values have equal texts, whatever the order of their keys', () => {
  expect(canonicalJson({ b: [1, { d: 'x', c: null }], a: true, u: undefined })).toBe(
    '{"a":true,"b":[1,{"c":null,"d":"x"}]}',
  );
  expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }));
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
});

it('A number that JSON does not have is a defect', () => {
  expect(() => canonicalJson({ a: Number.NaN })).toThrow('JSON has no number NaN');
  expect(() => canonicalJson({ a: () => 1 })).toThrow('JSON has no function');
});
