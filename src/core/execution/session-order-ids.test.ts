import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idOf } from '../base/ids.ts';
import { sessionOrderId, readSessionOrderId } from './session-order-ids.ts';

describe('client order ids', () => {
  it('are read back by their own session and by no other, and fit what brokers take', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(1e9), fc.nat(65_535), (session, sequence, sibling) => {
        const id = idOf(sequence, sibling);
        const text = sessionOrderId(session, id);
        expect(text).toMatch(/^[a-z0-9.-]{1,36}$/);
        expect(readSessionOrderId(session, text)).toBe(id);
        expect(readSessionOrderId(`${session}!`, text)).toBeUndefined();
      }),
    );
  });

  it('are the same in every run', () => {
    expect(sessionOrderId('paper', idOf(1042, 3))).toBe(sessionOrderId('paper', idOf(1042, 3)));
    expect(sessionOrderId('paper', idOf(1042, 3))).toMatch(/-o-1042\.3$/);
    expect(readSessionOrderId('paper', 'manual-1')).toBeUndefined();
  });
});
