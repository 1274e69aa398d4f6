import { expect, it } from 'vitest';
import { hashOfState } from './recorded-session.ts';

it('A state is the same whatever the order of its fields, and another when one of them is', () => {
  const state = { sequence: 7, working: { orderId: 1, asks: [2, 3] } };
  expect(hashOfState({ working: { asks: [2, 3], orderId: 1 }, sequence: 7 })).toBe(hashOfState(state));
  expect(hashOfState({ ...state, working: { orderId: 1, asks: [3, 2] } })).not.toBe(hashOfState(state));
});
