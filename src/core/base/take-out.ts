import { assert } from './assert.ts';

/**
 * Takes one out of a list that holds it, and the others close up. For short lists that fill and empty again and again: `splice`
 * makes a list of what it took, and may make the list itself anew.
 */
export function takeOut<T>(list: T[], gone: T): void {
  const place = list.indexOf(gone);
  assert(place >= 0, 'what is taken out of a list stands in it');
  for (let k = place; k + 1 < list.length; k++) list[k] = list[k + 1];
  list.pop();
}
