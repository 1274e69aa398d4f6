import { describe, expect, it } from 'vitest';
import type { OrderTerms } from '../model/order.ts';
import { claimMaker, RiskApproved } from './approved.ts';
import { Bench, order } from './bench.twin.ts';

/** Stands for the only way out: it takes nothing but what risk has approved. */
function send(approved: RiskApproved<OrderTerms>): number {
  return approved.orderId;
}

describe('RiskApproved', () => {
  it('comes out of the gate and goes where orders go', () => {
    const verdict = new Bench().send(3);
    if (verdict.refused) throw new Error('expected an approval');
    expect(send(verdict)).toBe(1);
    expect(verdict.value.lots).toBe(3);
    expect(RiskApproved.is(verdict)).toBe(true);
  });

  it('cannot be written down, copied, built or inherited elsewhere', () => {
    const value = order(3);
    const copy = { refused: false, orderId: 1, value, reducing: false } as const;
    // @ts-expect-error a look-alike lacks the private field
    expect(send(copy)).toBe(1);
    expect(RiskApproved.is(copy)).toBe(false);
    // @ts-expect-error the terms alone are no approval
    expect(send(value)).toBeUndefined();
    const verdict = new Bench().send(3);
    // @ts-expect-error a spread loses the private field
    if (!verdict.refused) expect(send({ ...verdict })).toBe(1);
    // @ts-expect-error the constructor is private
    expect(() => new RiskApproved(Symbol('approved by risk'), 1, value, false)).toThrow(
      'only the gate of risk approves',
    );
    // @ts-expect-error nobody may extend it either
    class Forged extends RiskApproved<OrderTerms> {}
    // @ts-expect-error and what extends it cannot be made
    expect(() => new Forged(undefined, 1, value, false)).toThrow('only the gate of risk approves');
    expect(RiskApproved.is(null)).toBe(false);
    expect(RiskApproved.is(3)).toBe(false);
    expect(RiskApproved.is(Object.create(RiskApproved.prototype))).toBe(false);
  });

  it('has one maker, which the gate took as it loaded', () => {
    expect(() => claimMaker()).toThrow('the gate alone makes approvals: ask it');
  });
});
