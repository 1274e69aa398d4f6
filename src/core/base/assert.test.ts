import { describe, expect, it } from 'vitest';
import { assert, Defect, must, unreachable } from './assert.ts';
import { Fault, FaultKind } from './fault.ts';

describe('assert', () => {
  it('throws a Defect that says why', () => {
    expect(() => assert(false, 'the sum must be 0')).toThrow(new Defect('the sum must be 0'));
    expect(() => assert(0, () => `late ${1 + 1}`)).toThrow('late 2');
    expect(() => assert(true, 'fine')).not.toThrow();
  });

  it('must returns what is there and refuses what is not', () => {
    expect(must(0, 'zero is there')).toBe(0);
    expect(() => must(undefined, 'no order')).toThrow('no order');
    expect(() => unreachable('left' as never)).toThrow('left');
  });
});

describe('Fault', () => {
  it('carries the exit code of its kind', () => {
    expect(new Fault('usage', 'x').exitCode).toBe(2);
    expect(new Fault('data', 'x').exitCode).toBe(3);
    expect(new Fault('world', 'x').exitCode).toBe(4);
    expect(new Fault('integrity', 'x', ['more']).details).toEqual(['more']);
    expect(FaultKind.interrupted).toBe(130);
  });
});
