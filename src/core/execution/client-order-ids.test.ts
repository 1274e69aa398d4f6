import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idOf } from '../base/ids.ts';
import { clientOrderId, readClientOrderId } from './client-order-ids.ts';

describe('client order ids', () => {
  it('are read back by their own session and by no other, and fit what brokers take', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(1e9), fc.nat(65_535), (session, sequence, sibling) => {
        const id = idOf(sequence, sibling);
        const text = clientOrderId(session, id);
        expect(text).toMatch(/^[a-z0-9.-]{1,36}$/);
        expect(readClientOrderId(session, text)).toBe(id);
        expect(readClientOrderId(`${session}!`, text)).toBeUndefined();
      }),
    );
  });

  it('are the same in every run', () => {
    expect(clientOrderId('paper', idOf(1042, 3))).toBe(clientOrderId('paper', idOf(1042, 3)));
    expect(clientOrderId('paper', idOf(1042, 3))).toMatch(/-o-1042\.3$/);
    expect(readClientOrderId('paper', 'manual-1')).toBeUndefined();
  });
});
