import { expect, test } from 'vitest';
import { Defect } from './assert.ts';
import { takeOut } from './take-out.ts';

test('the one goes and the others close up in their order, in the same list', () => {
  const list = ['a', 'b', 'c', 'd'];
  takeOut(list, 'b');
  expect(list).toEqual(['a', 'c', 'd']);
  takeOut(list, 'd');
  takeOut(list, 'a');
  expect(list).toEqual(['c']);
  takeOut(list, 'c');
  expect(list).toEqual([]);
});

test('what a list does not hold cannot be taken out of it, and nothing else goes instead', () => {
  const list = ['a', 'b'];
  expect(() => takeOut(list, 'c')).toThrow(Defect);
  expect(list).toEqual(['a', 'b']);
});
