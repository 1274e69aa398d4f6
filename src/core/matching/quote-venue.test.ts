import { describe, expect, it } from 'vitest';
import { Defect } from '../base/assert.ts';
import { bpsFees } from './fees.ts';
import { QuoteBench } from './quote-bench.twin.ts';
import { bpsSlippage, halfSpreadSlippage, squareRootSlippage } from './slippage.ts';
import { INTERVAL } from './venue-bench.twin.ts';

describe('market orders among quotes', () => {
  it('take the far side, as much as is shown, and wait for what is shown next', () => {
    const bench = new QuoteBench().submit(1, { lots: 10 }).quote('98x5 100x7');
    expect(bench.said()).toEqual(['filled 1: 7 @ 100']);
    expect(bench.quote('97x5 100x7').trade('100x50').said()).toEqual([]);
    expect(bench.quote('97x5 101x7').said()).toEqual(['filled 1: 3 @ 101']);
    expect(bench.submit(2, { side: -1, lots: 4 }).quote('97x5 101x7').said()).toEqual(['filled 2: 4 @ 97']);
  });

  it('do not take twice what one of ours has taken, until that side changes', () => {
    const bench = new QuoteBench().submit(1, { lots: 5 }).submit(2, { lots: 5 }).quote('98x5 100x7');
    expect(bench.said()).toEqual(['filled 1: 5 @ 100', 'filled 2: 2 @ 100']);
    expect(bench.submit(3, { side: -1, lots: 5 }).quote('99x5 100x7').said()).toEqual(['filled 3: 5 @ 99']);
    expect(bench.quote('99x5 100x8').said()).toEqual(['filled 2: 3 @ 100']);
  });

  it('act on no event before they have arrived, and not on the quote that caused them', () => {
    const bench = new QuoteBench({ latencyUs: 15 }).quote('98x5 100x7').submit(1, {});
    expect(bench.quote('98x5 101x7').said()).toEqual([]);
    expect(bench.quote('98x5 102x20').said()).toEqual(['filled 1: 10 @ 102']);
    const atOnce = new QuoteBench().quote('98x5 100x20').submit(1, {});
    expect(atOnce.said()).toEqual([]);
    // A trade tells them that time has passed; the quote that stands is still there to take.
    expect(atOnce.trade('99x1').said()).toEqual(['filled 1: 10 @ 100']);
  });

  it('wait where nobody offers, and end outside of their collar', () => {
    const bench = new QuoteBench().submit(1, { limitTicks: 100 }).submit(2, { timeInForce: 'IOC' }).quote('98x5 101x0');
    expect(bench.said()).toEqual(['cancelled 2: ioc']);
    expect(bench.quote('98x5 101x3').said()).toEqual(['cancelled 1: collar']);
  });

  it('IOC takes what there is, FOK all or nothing', () => {
    const bench = new QuoteBench().submit(1, { timeInForce: 'FOK' }).submit(2, { timeInForce: 'IOC' });
    expect(bench.quote('98x5 100x7').said()).toEqual(['cancelled 1: fok', 'filled 2: 7 @ 100', 'cancelled 2: ioc']);
  });
});

describe('limit orders among quotes and trades', () => {
  const limit = { type: 'limit', limitTicks: 99 } as const;

  it('rest, and fill at their limit when a trade prints a tick beyond it, no more than it traded', () => {
    const bench = new QuoteBench().submit(1, limit).quote('98x5 100x7').trade('99x50');
    expect(bench.said()).toEqual([]);
    expect(bench.trade('98x4').said()).toEqual(['filled 1: 4 @ 99']);
    expect(bench.trade('97x40').said()).toEqual(['filled 1: 6 @ 99']);
    expect(new QuoteBench({ limitFill: 'touch' }).submit(1, limit).trade('99x50').said()).toEqual([
      'filled 1: 10 @ 99',
    ]);
  });

  it('fill where the far side is quoted beyond them, as many as are offered there', () => {
    const bench = new QuoteBench().submit(1, limit).quote('97x5 100x7').quote('97x5 99x7');
    expect(bench.said()).toEqual([]);
    expect(bench.quote('97x5 98x7').said()).toEqual(['filled 1: 7 @ 99']);
    expect(bench.quote('97x5 98x7').said()).toEqual([]);
  });

  it('take the far side on arrival when they are marketable, and rest with what is left', () => {
    const bench = new QuoteBench().submit(1, { type: 'limit', limitTicks: 101 }).quote('98x5 100x7');
    expect(bench.reports.at(1)).toMatchObject({ kind: 'filled', lots: 7, priceTicks: 100, maker: false });
    bench.said();
    bench.trade('99x50');
    expect(bench.reports.at(0)).toMatchObject({ kind: 'filled', lots: 3, priceTicks: 101, maker: true });
  });

  it('with post-only end rather than take', () => {
    const bench = new QuoteBench().submit(1, { ...limit, postOnly: true }).quote('98x5 99x7');
    expect(bench.said()).toEqual(['cancelled 1: post-only']);
  });

  it('share one trade by price, then by age', () => {
    const bench = new QuoteBench().submit(1, { ...limit, lots: 3 }).submit(2, { ...limit, lots: 3 });
    bench.submit(3, { ...limit, limitTicks: 100, lots: 3 }).quote('98x5 101x7');
    expect(bench.trade('98x5').said()).toEqual(['filled 3: 3 @ 100', 'filled 1: 2 @ 99']);
  });

  it('take at most their participation of what is shown and of what trades', () => {
    const bench = new QuoteBench({ participation: 0.5 })
      .submit(1, { ...limit })
      .submit(2, {})
      .quote('98x5 100x9');
    expect(bench.said()).toEqual(['filled 2: 4 @ 100']);
    expect(bench.trade('98x7').said()).toEqual(['filled 1: 3 @ 99']);
  });

  it('a new price travels anew: the trade before it arrives is missed', () => {
    const bench = new QuoteBench({ latencyUs: 15 }).submit(1, limit).quote('95x5 100x7').quote('95x5 100x7');
    bench.replace(1, { limitTicks: 98 });
    expect(bench.trade('90x50').said()).toEqual(['replaced 1: 10 @ 98']);
    expect(bench.trade('90x50').said()).toEqual(['filled 1: 10 @ 98']);
  });
});

describe('stops among quotes and trades', () => {
  it('look at trades, and take the far side of the quote', () => {
    const bench = new QuoteBench().submit(1, { type: 'stop', stopTicks: 103 }).quote('98x5 100x20').trade('99x1');
    expect(bench.quote('103x5 104x20').said()).toEqual([]);
    expect(bench.trade('103x1').said()).toEqual(['triggered 1: @ 103', 'filled 1: 10 @ 104']);
  });

  it('look at the far side where the instrument has never traded', () => {
    const bench = new QuoteBench().submit(1, { side: -1, type: 'stop', stopTicks: 97 }).quote('98x50 100x20');
    expect(bench.quote('97x50 99x20').said()).toEqual(['triggered 1: @ 97', 'filled 1: 10 @ 97']);
  });

  it('trail the best trade seen', () => {
    const bench = new QuoteBench().submit(1, { side: -1, type: 'trailing', trailTicks: 3 }).quote('98x50 100x20');
    expect(bench.trade('100x1').trade('105x1').trade('103x1').said()).toEqual([]);
    expect(bench.trade('102x1').said()).toEqual(['triggered 1: @ 102', 'filled 1: 10 @ 98']);
  });

  it('a bracket whose entry and stop one trade goes through is stopped in it', () => {
    const bench = new QuoteBench().quote('94x50 101x20');
    bench.submit(1, { type: 'limit', limitTicks: 100, lots: 4 });
    bench.submit(2, { side: -1, lots: 4, type: 'stop', stopTicks: 95, parent: 1, group: 9 });
    bench.submit(3, { side: -1, lots: 4, type: 'limit', limitTicks: 110, parent: 1, group: 9 });
    expect(bench.trade('94x4').said()).toEqual([
      'filled 1: 4 @ 100',
      'triggered 2: @ 94',
      'filled 2: 4 @ 94',
      'cancelled 3: oco',
    ]);
  });

  it('a child that comes after its parent has filled a part works that part', () => {
    const bench = new QuoteBench().submit(1, {}).quote('98x5 100x7');
    bench.submit(2, { side: -1, type: 'limit', limitTicks: 105, parent: 1 });
    expect(bench.said()).toEqual(['filled 1: 7 @ 100']);
    expect(bench.trade('106x50').said()).toEqual(['filled 2: 7 @ 105']);
  });
});

describe('the life of an order among quotes', () => {
  it('DAY may fill on an event of its last moment, and on none after', () => {
    const last = new QuoteBench().submit(1, { timeInForce: 'DAY' });
    last.nowUs = 3 * INTERVAL - 10;
    expect(last.quote('98x5 100x20').said()).toEqual(['filled 1: 10 @ 100']);
    const late = new QuoteBench().submit(1, { timeInForce: 'DAY' });
    late.nowUs = 3 * INTERVAL;
    expect(late.quote('98x5 100x20').said()).toEqual(['expired 1']);
  });

  it('reduce-only may fill more when more is held, though nothing was offered before', () => {
    const bench = new QuoteBench().submit(1, { lots: 1 }).quote('98x5 100x5');
    bench.submit(2, { side: -1, lots: 10, reduceOnly: true }).quote('98x0 100x5').submit(3, { lots: 3 });
    expect(bench.quote('98x0 100x6').quote('98x9 100x6').said()).toEqual([
      'filled 1: 1 @ 100',
      'filled 3: 3 @ 100',
      'filled 2: 4 @ 98',
      'cancelled 2: reduce-only',
    ]);
  });

  it('reduce-only is cut to what is held, and ends when nothing is', () => {
    const bench = new QuoteBench().submit(1, { lots: 3 }).submit(2, { side: -1, lots: 10, reduceOnly: true });
    expect(bench.quote('98x50 100x50').said()).toEqual([
      'filled 1: 3 @ 100',
      'filled 2: 3 @ 98',
      'cancelled 2: reduce-only',
    ]);
  });

  it('crosses settle at the middle of the first quote that an order sent with them would meet', () => {
    const bench = new QuoteBench({ latencyUs: 15 });
    bench.venue.requestCrossPrice(5, 0, 0);
    bench.venue.requestCrossPrice(6, 0, 0);
    bench.venue.cancelCrossPrice(6);
    expect(bench.quote('98x5 100x7').said()).toEqual([]);
    expect(bench.quote('98x5 101x7').said()).toEqual(['cross-price 5: @ 99.5']);
    expect(bench.quote('90x5 92x7').said()).toEqual([]);
  });
});

describe('costs among quotes', () => {
  it('takers pay fees and slippage by the notional; half of the spread is in the price', () => {
    const bench = new QuoteBench({ fees: bpsFees({ bps: 10, makerBps: -5 }), slippage: bpsSlippage(20) });
    bench.submit(1, {}).submit(2, { type: 'limit', limitTicks: 99 }).quote('98x5 100x20').trade('98x50');
    expect(bench.reports.at(2)).toMatchObject({ orderId: 1, fee: 100n, slippage: 200n });
    // 0.0005 x 99 x 10 is 0.495: a rebate is rounded against us too.
    expect(bench.reports.at(3)).toMatchObject({ orderId: 2, fee: -49n, slippage: 0n });
    const half = new QuoteBench({ slippage: halfSpreadSlippage(50) }).submit(1, {}).quote('98x5 100x20');
    expect(half.reports.at(1)).toMatchObject({ kind: 'filled', slippage: 0n });
  });

  it('a model that must see bars is a defect of the host, which chooses one that does not', () => {
    expect(() => new QuoteBench({ slippage: squareRootSlippage() })).toThrow(Defect);
  });
});
