import { describe, expect, it } from 'vitest';
import { SECOND_US } from '../base/time.ts';
import { OrderRate } from './order-rate.ts';

const S = SECOND_US;

function sent(ordersPerMinute: number, ...seconds: number[]): OrderRate {
  const rate = new OrderRate(ordersPerMinute);
  for (const second of seconds) rate.sent(second * S);
  return rate;
}

describe('the order rate', () => {
  it('lets so many orders pass in any minute, and the next one when the first is a minute old', () => {
    const rate = sent(3, 0, 10, 20);
    expect([30, 59, 60, 61].map((second) => rate.waitUs(second * S))).toEqual([30 * S, S, 0, 0]);
    rate.sent(60 * S);
    expect(rate.waitUs(60 * S)).toBe(10 * S);
  });

  it('counts those of the last minute: one that is a minute old is none of them', () => {
    const rate = sent(5, 0, 10, 20);
    expect([20, 59, 60, 70, 81].map((second) => rate.count(second * S))).toEqual([3, 3, 2, 1, 0]);
  });

  it('without a limit makes nobody wait and remembers nothing', () => {
    const rate = sent(Number.POSITIVE_INFINITY, 0, 0, 0);
    expect([rate.waitUs(0), rate.count(0), rate.save()]).toEqual([0, 0, { sentUs: [], next: 0 }]);
  });

  it('that becomes tighter counts the youngest', () => {
    const rate = sent(3, 0, 10, 20, 60); // the first is forgotten
    rate.limitTo(2);
    expect(rate.waitUs(61 * S)).toBe(19 * S); // until the one of 20 s is old
    rate.sent(80 * S);
    expect(rate.waitUs(81 * S)).toBe(39 * S);
  });

  it('that becomes wider lets the difference pass at once', () => {
    const rate = sent(2, 0, 10, 61);
    rate.limitTo(4);
    expect(rate.count(61 * S)).toBe(2);
    for (let more = 0; more < 2; more++) {
      expect(rate.waitUs(61 * S)).toBe(0);
      rate.sent(61 * S);
    }
    expect(rate.waitUs(61 * S)).toBe(9 * S); // of the one of 10 s
  });

  it('can be switched off and on again', () => {
    const rate = sent(1, 0);
    rate.limitTo(Number.POSITIVE_INFINITY);
    expect(rate.waitUs(S)).toBe(0);
    rate.limitTo(1);
    expect(rate.waitUs(S)).toBe(0);
    rate.sent(S);
    expect(rate.waitUs(S)).toBe(60 * S);
  });
});
