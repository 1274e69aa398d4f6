import { describe, expect, it } from 'vitest';
import { renderReason } from './render-reason.ts';

describe('a reason', () => {
  it('shows the values in the places of its template', () => {
    expect(renderReason('close {0} against mean {1}', [101.5, 100])).toBe('close 101.5 against mean 100');
    expect(renderReason('{1} then {0} then {1}', ['a', 'b'])).toBe('b then a then b');
  });

  it('shortens floats to six digits and leaves whole numbers alone', () => {
    expect(renderReason('{0} {1} {2} {3}', [1 / 3, 12_345_678, -0.000012345678, Number.NaN])).toBe(
      '0.333333 12345678 -0.0000123457 NaN',
    );
  });

  it('leaves a place without a value, and a template without places, as they stand', () => {
    expect(renderReason('{0} and {1}', [1])).toBe('1 and {1}');
    expect(renderReason('plain {} {x}', [1])).toBe('plain {} {x}');
  });

  it('does not read places out of values', () => {
    expect(renderReason('{0}', ['{1}', 'no'])).toBe('{1}');
  });
});
