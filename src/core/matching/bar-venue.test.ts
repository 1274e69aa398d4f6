import { describe, expect, it } from 'vitest';
import { Defect } from '../base/assert.ts';
import { BarEvent } from '../model/bar.ts';
import { makeInstrument } from '../model/instrument.ts';
import { Reports } from '../model/report.ts';
import { BarVenue } from './bar-venue.ts';
import { bpsFees, perShareFees, tieredFees } from './fees.ts';
import { bpsSlippage, squareRootSlippage } from './slippage.ts';
import { DEFAULTS, INTERVAL, setBar, THREE_BAR_SESSIONS, UNIT_INSTRUMENT, VenueBench } from './venue-bench.twin.ts';

const one = { units: 1n, scale: 0 };

describe('when an order works', () => {
  it('fills nothing in a bar in progress: placed at T, it waits for an open at or after T', () => {
    const bench = new VenueBench().open([50, 61, 49, 60]);
    bench.submit(1, {}, 500).submit(2, { type: 'limit', limitTicks: 55 }, 500).path();
    expect(bench.said()).toEqual([]);
    bench.run([62, 63, 61, 62]);
    expect(bench.said()).toEqual(['filled 1: 10 @ 62']);
  });

  it('works on the bar that opens at the moment it is placed', () => {
    expect(new VenueBench().submit(1, {}, 0).open([50, 61, 49, 60]).said()).toEqual(['filled 1: 10 @ 50']);
  });

  it('keeps instruments apart: A and B close at T, B opened at 50 and closed at 60, the fill is at its next open', () => {
    const instruments = ['A', 'B'].map((name, i) =>
      makeInstrument({ name, currency: 'USD', tickSize: one, lotSize: one }, i),
    );
    const venue = new BarVenue(instruments, [THREE_BAR_SESSIONS, THREE_BAR_SESSIONS], [2, 2], DEFAULTS);
    const reports = new Reports();
    const b = setBar(new BarEvent(), 0, [50, 60, 50, 60]);
    b.instrument = 1;
    venue.open(b, reports);
    venue.path(b, reports);
    venue.submit(1, { instrument: 1, side: 1, lots: 1, type: 'market', timeInForce: 'GTC' }, INTERVAL, reports);
    expect(venue.idle(0)).toBe(true);
    expect(venue.idle(1)).toBe(false);
    venue.close(b, reports);
    setBar(b, 1, [58, 59, 57, 58]);
    const a = setBar(new BarEvent(), 1, [10, 10, 10, 10]);
    venue.open(a, reports);
    venue.open(b, reports);
    expect(reports.count).toBe(2);
    expect(reports.at(1)).toMatchObject({ kind: 'filled', instrument: 1, priceTicks: 58, tsUs: INTERVAL });
    expect(venue.idle(1)).toBe(true);
  });

  it('is there for the rest of its life once a bar has opened on it, and its fills carry the time they became known', () => {
    const bench = new VenueBench()
      .submit(1, { type: 'limit', limitTicks: 55 })
      .run([60, 61, 58, 60])
      .open([60, 61, 50, 60]);
    expect(bench.reports.count).toBe(1);
    bench.path();
    expect(bench.reports.at(1)).toMatchObject({
      kind: 'filled',
      priceTicks: 55,
      tsUs: 2 * INTERVAL,
      maker: true,
      fillId: 1,
    });
  });

  it('takes bars of the base interval only', () => {
    const bench = new VenueBench().submit(1, {});
    const weekly = setBar(new BarEvent(), 0, [50, 51, 49, 50]);
    weekly.interval = 1;
    expect(() => bench.venue.open(weekly, bench.reports)).toThrow(Defect);
  });
});

describe('market orders', () => {
  it('buy at the ask and sell at the bid of a quote bar', () => {
    const bench = new VenueBench()
      .submit(1, { side: 1 })
      .submit(2, { side: -1 })
      .open([100, 110, 90, 100], { spread: 2 });
    expect(bench.said()).toEqual(['filled 1: 10 @ 102', 'filled 2: 10 @ 100']);
  });

  it('are cancelled when the open lies outside their collar, and not at the collar itself', () => {
    const bench = new VenueBench();
    bench.submit(1, { side: 1, limitTicks: 105 }).submit(2, { side: 1, limitTicks: 106 });
    bench.submit(3, { side: -1, limitTicks: 107 }).submit(4, { side: -1, limitTicks: 106 });
    expect(bench.open([106, 110, 100, 104]).said()).toEqual([
      'cancelled 1: collar',
      'filled 2: 10 @ 106',
      'cancelled 3: collar',
      'filled 4: 10 @ 106',
    ]);
  });

  it('with fill: close, fill at the close of the bar that caused them', () => {
    const bench = new VenueBench({ fill: 'close' })
      .run([100, 110, 90, 104])
      .submit(1, {})
      .submit(2, { limitTicks: 103 });
    expect(bench.open([120, 121, 119, 120]).said()).toEqual(['filled 1: 10 @ 104', 'cancelled 2: collar']);
  });

  it('with fill: close, wait for the next open where no bar ends with their instant', () => {
    const bench = new VenueBench({ fill: 'close' }).open([100, 110, 90, 104]).submit(1, {}, 500).path();
    expect(bench.open([120, 121, 119, 120]).said()).toEqual(['filled 1: 10 @ 120']);
  });

  it('with fill: close, leave resting orders to the next bar', () => {
    const bench = new VenueBench({ fill: 'close' }).run([100, 110, 90, 104]);
    bench.submit(1, { type: 'limit', limitTicks: 110 }).submit(2, { type: 'stop', stopTicks: 100 });
    expect(bench.open([98, 99, 90, 95]).said()).toEqual(['filled 1: 10 @ 98']);
  });
});

describe('limit orders', () => {
  it.each([
    ['a buy fills at the open when it is a tick below the limit', 1, 100, [99, 105, 95, 100], ['filled 1: 10 @ 99']],
    ['a buy whose limit is the open waits for the path', 1, 100, [100, 105, 99, 100], ['filled 1: 10 @ 100']],
    ['a buy that is only touched does not fill', 1, 100, [103, 105, 100, 101], []],
    ['a buy that is passed by a tick fills at its limit', 1, 100, [103, 105, 99, 101], ['filled 1: 10 @ 100']],
    [
      'a sell fills at the open when it is a tick above the limit',
      -1,
      100,
      [101, 105, 95, 100],
      ['filled 1: 10 @ 101'],
    ],
    ['a sell that is only touched does not fill', -1, 100, [97, 100, 95, 96], []],
    ['a sell that is passed by a tick fills at its limit', -1, 100, [97, 101, 95, 96], ['filled 1: 10 @ 100']],
  ] as const)('%s', (_, side, limitTicks, prices, said) => {
    const bench = new VenueBench().submit(1, { type: 'limit', side, limitTicks });
    expect(bench.run(prices).said()).toEqual(said);
  });

  it('fill when touched under limitFill: touch', () => {
    const bench = new VenueBench({ limitFill: 'touch' }).submit(1, { type: 'limit', limitTicks: 100 });
    expect(bench.run([103, 105, 100, 101]).said()).toEqual(['filled 1: 10 @ 100']);
  });

  it('pay no slippage; they make the market, unless the first open they meet is already beyond them', () => {
    const bench = new VenueBench({ slippage: bpsSlippage(100), fees: bpsFees({ bps: 10, makerBps: -2 }) });
    bench.submit(1, { type: 'limit', limitTicks: 100 }).submit(2, { type: 'limit', limitTicks: 90 });
    bench.submit(3, { type: 'limit', limitTicks: 85 }).run([99, 105, 89, 100]).run([84, 85, 83, 84]);
    const fills = [3, 4, 5].map((i) => bench.reports.at(i));
    expect(fills.map(({ orderId, priceTicks }) => [orderId, priceTicks])).toEqual([
      [1, 99],
      [2, 90],
      [3, 84],
    ]);
    expect(fills.map(({ slippage }) => slippage)).toEqual([0n, 0n, 0n]);
    expect(fills.map(({ maker }) => maker)).toEqual([false, true, true]);
    expect(fills.map(({ fee }) => fee)).toEqual([99n, -18n, -16n]);
  });
});

describe('stops', () => {
  it.each([
    ['a buy triggers on touch and fills at its stop', 1, 105, [100, 105, 98, 101], 105],
    ['a buy that the open has jumped over fills at the open', 1, 105, [107, 108, 98, 101], 107],
    ['a sell triggers on touch and fills at its stop', -1, 95, [100, 101, 95, 98], 95],
    ['a sell that the open has jumped over fills at the open', -1, 95, [92, 101, 90, 98], 92],
  ] as const)('%s', (_, side, stopTicks, prices, price) => {
    const bench = new VenueBench().submit(1, { type: 'stop', side, stopTicks });
    expect(bench.run(prices).said()).toEqual([`triggered 1: @ ${price}`, `filled 1: 10 @ ${price}`]);
  });

  it('pay slippage as money; the price stays on the grid', () => {
    const bench = new VenueBench({ slippage: bpsSlippage(1) }).submit(1, { type: 'stop', side: -1, stopTicks: 95 });
    bench.run([100, 101, 95, 98]);
    // 95 x 10 x 0.0001 = 0.095: 10 cents, against the trader
    expect(bench.reports.at(2)).toMatchObject({ kind: 'filled', priceTicks: 95, slippage: 10n, maker: false });
  });

  it('as stop-limits become limits on the rest of the path', () => {
    // 100 -> 98 -> 106 -> 103: triggered on the way up at 105, its limit of 104 passed on the way down
    const bench = new VenueBench().submit(1, { type: 'stop-limit', stopTicks: 105, limitTicks: 104 });
    expect(bench.run([100, 106, 98, 103]).said()).toEqual(['triggered 1: @ 105', 'filled 1: 10 @ 104']);
    const taker = new VenueBench().submit(1, { type: 'stop-limit', stopTicks: 105, limitTicks: 107 });
    expect(taker.run([100, 106, 98, 104]).said()).toEqual(['triggered 1: @ 105', 'filled 1: 10 @ 105']);
    const left = new VenueBench().submit(1, { type: 'stop-limit', stopTicks: 105, limitTicks: 104 });
    expect(left.run([108, 110, 105, 109]).said()).toEqual(['triggered 1: @ 108']);
    expect(left.run([103, 110, 102, 109]).said()).toEqual(['filled 1: 10 @ 103']);
  });

  it('trail the best price of the path at their distance', () => {
    // 100 -> 98 -> 110 -> 104: the best is 110, so the stop is at 105
    const bench = new VenueBench().submit(1, { type: 'trailing', side: -1, stopTicks: 95, trailTicks: 5 });
    expect(bench.run([100, 110, 98, 104]).said()).toEqual(['triggered 1: @ 105', 'filled 1: 10 @ 105']);
  });

  it('trail from bar to bar, never back, and start from the first open when no stop is given', () => {
    const bench = new VenueBench().submit(1, { type: 'trailing', side: 1, trailTicks: 5 });
    expect(bench.run([100, 101, 98, 99]).run([99, 101, 97, 101]).said()).toEqual([]);
    expect(bench.run([103, 104, 96, 97]).said()).toEqual(['triggered 1: @ 103', 'filled 1: 10 @ 103']);
  });

  it('trail to the close where they came alive on the last leg', () => {
    // 100 -> 98 -> 110 -> 99: short at 109; the best price since is the close of 99, so the stop is at 102
    const bench = new VenueBench().submit(2, { type: 'limit', side: -1, limitTicks: 109 });
    bench.submit(3, { type: 'trailing', side: 1, trailTicks: 3, parent: 2 });
    bench.run([100, 110, 98, 99]).said();
    expect(bench.open([102, 103, 101, 102]).said()).toEqual(['triggered 3: @ 102', 'filled 3: 10 @ 102']);
  });

  it('of the kind touch fill at the worse of open and level', () => {
    const path = new VenueBench().submit(1, { type: 'touch', side: -1, stopTicks: 110 });
    expect(path.run([100, 110, 99, 101]).said()).toEqual(['triggered 1: @ 110', 'filled 1: 10 @ 110']);
    const gap = new VenueBench().submit(1, { type: 'touch', side: -1, stopTicks: 110 });
    expect(gap.run([112, 115, 111, 113]).said()).toEqual(['triggered 1: @ 110', 'filled 1: 10 @ 110']);
  });
});

describe('groups and brackets', () => {
  const stop = { type: 'stop', side: -1, stopTicks: 95, group: 7 } as const;
  const target = { type: 'limit', side: -1, limitTicks: 110, group: 7 } as const;

  it('take the stop when both lie inside the bar, though the path comes to the target first', () => {
    const bench = new VenueBench().submit(1, target).submit(2, stop);
    expect(bench.run([104, 112, 94, 100]).said()).toEqual([
      'triggered 2: @ 95',
      'filled 2: 10 @ 95',
      'cancelled 1: oco',
    ]);
  });

  it('take the target under bothHit: target-first', () => {
    const bench = new VenueBench({ bothHit: 'target-first' }).submit(1, target).submit(2, stop);
    expect(bench.run([100, 112, 94, 100]).said()).toEqual(['filled 1: 10 @ 110', 'cancelled 2: oco']);
  });

  it('take the target when the stop can only have trailed beyond it: the price went through the target first', () => {
    // Bought at 100, a stop that trails by 4 and a target of 108, over a bar of 100 -> 99 -> 115 -> 110. At the target the stop
    // is at 104, where the bar does not come back to. It would trail to 111, but there is nothing left to sell by then.
    const trailing = { type: 'trailing', side: -1, trailTicks: 4, group: 7 } as const;
    const touch = { type: 'touch', side: -1, stopTicks: 108, group: 7 } as const;
    for (const better of [touch, { ...target, limitTicks: 108 }]) {
      const said = new VenueBench().submit(1, better).submit(2, trailing).run([100, 115, 99, 110]).said();
      expect(said.slice(-2)).toEqual(['filled 1: 10 @ 108', 'cancelled 2: oco']);
    }
    // With a stop at 95 in the bar too, and a close there, the trailing one would still sell at 111 before it.
    const three = new VenueBench().submit(1, touch).submit(2, trailing).submit(3, stop).run([100, 115, 99, 94]);
    expect(three.said().slice(0, 2)).toEqual(['triggered 1: @ 108', 'filled 1: 10 @ 108']);
    // Trailing by 9 it gets to 100 with a high of 109, on this side of the target, and the bar comes back to it: stop first.
    const said = new VenueBench()
      .submit(1, touch)
      .submit(2, { ...trailing, trailTicks: 9 })
      .run([100, 109, 99, 99]);
    expect(said.said().slice(0, 2)).toEqual(['triggered 2: @ 100', 'filled 2: 10 @ 100']);
  });

  it('take a target that the open has jumped over: what happened first is certain', () => {
    const bench = new VenueBench().submit(1, target).submit(2, stop);
    expect(bench.run([112, 113, 94, 100]).said()).toEqual(['filled 1: 10 @ 112', 'cancelled 2: oco']);
  });

  it('never fill more than the size of one of them', () => {
    const bench = new VenueBench({ participation: 0.5 }).submit(1, target).submit(2, stop);
    expect(bench.run([104, 112, 100, 104], { volume: 8 }).said()).toEqual(['filled 1: 4 @ 110']);
    expect(bench.run([104, 105, 94, 100], { volume: 100 }).said()).toEqual([
      'triggered 2: @ 95',
      'filled 2: 6 @ 95',
      'cancelled 1: oco',
      'cancelled 2: oco',
    ]);
  });

  it('work on the rest of the entry bar: entry at 100, stop 95, low 90: stopped in that bar', () => {
    const bench = new VenueBench()
      .submit(1, {})
      .submit(2, { ...stop, parent: 1 })
      .submit(3, { ...target, parent: 1 });
    expect(bench.run([100, 104, 90, 92]).said()).toEqual([
      'filled 1: 10 @ 100',
      'triggered 2: @ 95',
      'filled 2: 10 @ 95',
      'cancelled 3: oco',
    ]);
  });

  it('do not look back to what the bar did before the entry', () => {
    // 100 -> 94 -> 110 -> 106: the low comes before the entry at 105, so the stop at 95 lives
    const bench = new VenueBench().submit(1, { type: 'stop', stopTicks: 105 }).submit(2, { ...stop, parent: 1 });
    expect(bench.run([100, 110, 94, 106]).said()).toEqual(['triggered 1: @ 105', 'filled 1: 10 @ 105']);
    expect(bench.run([106, 107, 95, 100]).said()).toEqual(['triggered 2: @ 95', 'filled 2: 10 @ 95']);
  });

  it('take over the size that the parent has filled', () => {
    const bench = new VenueBench({ participation: 0.5 }).submit(1, {}).submit(2, { ...stop, parent: 1 });
    expect(bench.run([100, 101, 99, 100], { volume: 8 }).cancel(1).said()).toEqual([
      'filled 1: 4 @ 100',
      'cancelled 1: requested',
    ]);
    expect(bench.run([100, 101, 90, 95], { volume: 100 }).said()).toEqual([
      'triggered 2: @ 95',
      'filled 2: 4 @ 95',
      'cancelled 2: parent',
    ]);
  });

  it('end with a parent that filled nothing, and are refused without one', () => {
    const bench = new VenueBench().submit(1, { type: 'limit', limitTicks: 90 }).submit(2, { ...stop, parent: 1 });
    expect(bench.run([100, 101, 99, 100]).cancel(1).said()).toEqual(['cancelled 1: requested', 'cancelled 2: parent']);
    expect(bench.submit(3, { ...stop, parent: 1 }).said()).toEqual(['rejected 3: parent']);
    expect(bench.venue.idle(0)).toBe(true);
  });

  it('end a sleeping sibling that could never fill, and refuse a child in the group of its own parent', () => {
    const bench = new VenueBench().submit(1, { type: 'limit', limitTicks: 90 });
    bench
      .submit(2, { ...stop, parent: 1 })
      .submit(3, { group: 7 })
      .submit(4, { group: 8 })
      .submit(5, { ...stop, group: 8, parent: 4 });
    expect(bench.run([100, 101, 99, 100]).said()).toEqual([
      'rejected 5: group',
      'filled 3: 10 @ 100',
      'cancelled 2: oco',
      'filled 4: 10 @ 100',
    ]);
  });

  it('do not arrive when siblings have used up what the parent filled', () => {
    // order 3 may fill 1 less than its parent: nothing; its collar is never looked at
    const bench = new VenueBench()
      .submit(1, { type: 'stop', stopTicks: 105, lots: 1 })
      .submit(2, { lots: 1, group: 7 });
    bench.submit(3, { lots: 2, limitTicks: 100, group: 7, parent: 1 });
    expect(bench.run([100, 106, 99, 100]).said()).toEqual([
      'filled 2: 1 @ 100',
      'triggered 1: @ 105',
      'filled 1: 1 @ 105',
      'cancelled 3: oco',
    ]);
  });

  it('wait for the next bar when they were placed while the bar went on', () => {
    const bench = new VenueBench().submit(1, { type: 'limit', limitTicks: 98 }).open([100, 101, 90, 92]);
    bench.submit(2, { ...stop, parent: 1 }, 500).path();
    expect(bench.said()).toEqual(['filled 1: 10 @ 98']);
    expect(bench.open([93, 94, 92, 93]).said()).toEqual(['triggered 2: @ 93', 'filled 2: 10 @ 93']);
  });
});

describe('time in force', () => {
  it('IOC fills what the first open gives and cancels the rest', () => {
    const bench = new VenueBench({ participation: 0.5 }).submit(1, { timeInForce: 'IOC' });
    bench.submit(2, { type: 'limit', limitTicks: 90, timeInForce: 'IOC' });
    expect(bench.run([100, 101, 80, 100], { volume: 8 }).said()).toEqual([
      'filled 1: 4 @ 100',
      'cancelled 1: ioc',
      'cancelled 2: ioc',
    ]);
  });

  it('FOK fills in whole or not at all', () => {
    const bench = new VenueBench({ participation: 0.5 }).submit(1, { timeInForce: 'FOK' });
    bench.submit(2, { timeInForce: 'FOK', lots: 4 }).submit(3, { type: 'limit', limitTicks: 90, timeInForce: 'FOK' });
    expect(bench.run([100, 101, 80, 100], { volume: 8 }).said()).toEqual([
      'cancelled 1: fok',
      'filled 2: 4 @ 100',
      'cancelled 3: fok',
    ]);
  });

  it('IOC of a stop begins when it triggers', () => {
    const bench = new VenueBench({ participation: 0.5 });
    bench.submit(1, { type: 'stop', stopTicks: 105, timeInForce: 'IOC' }).run([100, 101, 99, 100], { volume: 8 });
    expect(bench.run([100, 106, 99, 100], { volume: 8 }).said()).toEqual([
      'triggered 1: @ 105',
      'filled 1: 4 @ 105',
      'cancelled 1: ioc',
    ]);
  });

  it('DAY ends with its session; placed at the close it belongs to the next one', () => {
    const limit = { type: 'limit', limitTicks: 90, timeInForce: 'DAY' } as const;
    const bench = new VenueBench().submit(1, limit);
    for (let i = 0; i < 3; i++) bench.run([100, 101, 99, 100]);
    bench.submit(2, limit);
    expect(bench.open([80, 81, 79, 80]).said()).toEqual(['expired 1', 'filled 2: 10 @ 80']);
  });

  it('GTD may fill up to its last moment, and not on a path that ends after it', () => {
    const gtd = { type: 'limit', limitTicks: 90, timeInForce: 'GTD' } as const;
    const bench = new VenueBench().submit(1, { ...gtd, expireUs: INTERVAL }).submit(2, { ...gtd, expireUs: 1500 });
    bench.submit(3, { ...gtd, expireUs: 2000 });
    expect(bench.run([100, 101, 99, 100]).run([100, 101, 80, 100]).said()).toEqual(['filled 3: 10 @ 90']);
    expect(bench.open([100, 101, 99, 100]).said()).toEqual(['expired 1', 'expired 2']);
    expect(bench.submit(4, { ...gtd, expireUs: 0 }).said()).toEqual(['rejected 4: expired']);
  });

  it('an open never fills what its time has passed, even when nobody called for expiry', () => {
    const bench = new VenueBench().submit(1, { timeInForce: 'GTD', expireUs: 500 });
    const late = setBar(new BarEvent(), 1, [100, 101, 99, 100]);
    bench.venue.open(late, bench.reports);
    expect(bench.said()).toEqual(['expired 1']);
  });

  it('post-only is cancelled where it would trade when it arrives, and rests otherwise', () => {
    const bench = new VenueBench().submit(1, { type: 'limit', limitTicks: 100, postOnly: true });
    bench.submit(2, { type: 'limit', limitTicks: 99, postOnly: true });
    expect(bench.run([100, 101, 98, 100]).said()).toEqual(['cancelled 1: post-only', 'filled 2: 10 @ 99']);
    expect(bench.submit(3, { postOnly: true }).said()).toEqual(['rejected 3: post-only']);
  });

  it.each([
    [{ lots: 0 }, 'lots'],
    [{ lots: 1.5 }, 'lots'],
    [{ type: 'limit' }, 'limit'],
    [{ type: 'stop' }, 'stop'],
    [{ type: 'stop-limit', limitTicks: 5 }, 'stop'],
    [{ type: 'trailing' }, 'trail'],
    [{ timeInForce: 'GTD' }, 'expiry'],
    [{ type: 'limit', limitTicks: 5, postOnly: true, timeInForce: 'IOC' }, 'post-only'],
  ] as const)('refuses %j as %s', (terms, reason) => {
    expect(new VenueBench().submit(1, terms).said()).toEqual([`rejected 1: ${reason}`]);
  });

  it('takes an id once', () => {
    expect(() => new VenueBench().submit(1, {}).submit(1, {})).toThrow('submitted twice');
  });
});

describe('cancel and replace', () => {
  it('name what they do not know', () => {
    const bench = new VenueBench().cancel(9).replace(9, { lots: 1 });
    expect(bench.said()).toEqual(['cancel-rejected 9: unknown-order', 'replace-rejected 9: unknown-order']);
  });

  it('a smaller size keeps the place in time; a new price goes to the back', () => {
    const limit = { type: 'limit', limitTicks: 100 } as const;
    const bench = new VenueBench({ participation: 1 }).submit(1, limit).submit(2, limit).submit(3, limit);
    bench.replace(1, { lots: 4 }).replace(2, { limitTicks: 101 });
    expect(bench.said()).toEqual(['replaced 1: 4 @ 100', 'replaced 2: 10 @ 101']);
    expect(bench.run([98, 99, 97, 98], { volume: 16 }).said()).toEqual([
      'filled 1: 4 @ 98',
      'filled 3: 10 @ 98',
      'filled 2: 2 @ 98',
    ]);
  });

  it('a new price does not reach back into the bar in progress', () => {
    const bench = new VenueBench().submit(1, { type: 'limit', limitTicks: 80 }).open([100, 101, 85, 100]);
    bench.replace(1, { limitTicks: 90 }, 500).path();
    expect(bench.said()).toEqual(['replaced 1: 10 @ 90']);
    expect(bench.run([100, 101, 85, 100]).said()).toEqual(['filled 1: 10 @ 90']);
  });

  it('refuse a size that has filled, and prices that the order does not have', () => {
    const bench = new VenueBench({ participation: 1 }).submit(1, {}).submit(2, { type: 'stop', stopTicks: 200 });
    bench.run([100, 101, 99, 100], { volume: 4 }).said();
    bench
      .replace(1, { lots: 4 })
      .replace(1, { stopTicks: 90 })
      .replace(2, { limitTicks: 90 })
      .replace(2, { stopTicks: 150 });
    expect(bench.said()).toEqual([
      'replace-rejected 1: lots',
      'replace-rejected 1: stop',
      'replace-rejected 2: limit',
      'replaced 2: 10 @ 0',
    ]);
    expect(bench.run([160, 161, 159, 160], { volume: 100 }).said()).toEqual([
      'filled 1: 6 @ 160',
      'triggered 2: @ 160',
      'filled 2: 10 @ 160',
    ]);
  });
});

describe('latency', () => {
  it('shorter than the bar moves the open toward the adverse extreme by its share of the bar, against the trader', () => {
    const bench = new VenueBench({ latencyUs: 250 }).submit(1, { side: 1 }).submit(2, { side: -1 });
    // a quarter of 100 -> 110 is 2.5, so 103; of 100 -> 92 it is 2, so 98
    expect(bench.open([100, 110, 92, 100]).said()).toEqual(['filled 1: 10 @ 103', 'filled 2: 10 @ 98']);
  });

  it('lets limits and collars see the moved open', () => {
    const bench = new VenueBench({ latencyUs: 500 }).submit(1, { limitTicks: 104 });
    bench.submit(2, { type: 'limit', limitTicks: 104 }).submit(3, { type: 'limit', limitTicks: 106 });
    expect(bench.run([100, 110, 92, 100]).said()).toEqual([
      'cancelled 1: collar',
      'filled 3: 10 @ 105',
      'filled 2: 10 @ 104',
    ]);
  });

  it('longer than the bar waits whole bars, and what is left moves the open of the bar it arrives in', () => {
    const bench = new VenueBench({ latencyUs: 1500 }).submit(1, {}).submit(2, { type: 'limit', limitTicks: 95 });
    expect(bench.run([100, 110, 90, 100]).said()).toEqual([]);
    expect(bench.run([100, 110, 90, 100]).said()).toEqual(['filled 1: 10 @ 105', 'filled 2: 10 @ 95']);
    const whole = new VenueBench({ latencyUs: 1000 }).submit(1, {}).run([100, 110, 90, 100]);
    expect(whole.run([101, 110, 90, 100]).said()).toEqual(['filled 1: 10 @ 101']);
  });

  it('that ends before the next open changes nothing; with fill: close it misses the close', () => {
    const closed = new VenueBench({ latencyUs: 300 }).submit(1, {}, -400);
    expect(closed.run([100, 110, 90, 100]).said()).toEqual(['filled 1: 10 @ 100']);
    const bench = new VenueBench({ latencyUs: 100, fill: 'close' }).run([100, 110, 90, 104]).submit(1, {});
    expect(bench.open([110, 120, 100, 110]).said()).toEqual(['filled 1: 10 @ 111']);
  });
});

describe('participation', () => {
  it('caps all our orders together in time priority, and the rest waits', () => {
    const bench = new VenueBench({ participation: 0.1 }).submit(1, {}).submit(2, { lots: 5 });
    expect(bench.run([100, 101, 99, 100], { volume: 128 }).said()).toEqual(['filled 1: 10 @ 100', 'filled 2: 2 @ 100']);
    expect(bench.run([104, 105, 103, 104], { volume: 128 }).said()).toEqual(['filled 2: 3 @ 104']);
  });

  it('is one budget for the open, the path and the close of a bar', () => {
    const bench = new VenueBench({ participation: 0.1, fill: 'close' }).submit(1, { lots: 4 });
    bench.submit(2, { type: 'limit', limitTicks: 95, lots: 4 }).run([100, 101, 90, 100], { volume: 100 });
    bench.submit(3, { lots: 4 }).open([90, 91, 89, 90], { volume: 9 });
    expect(bench.said()).toEqual(['filled 1: 4 @ 100', 'filled 2: 4 @ 95', 'filled 3: 2 @ 100']);
  });

  it('a triggered stop whose bar has no volume left goes on as a market order', () => {
    const bench = new VenueBench({ participation: 0.5 }).submit(1, { type: 'stop', stopTicks: 105 });
    expect(bench.run([100, 106, 99, 100], { volume: 8 }).said()).toEqual(['triggered 1: @ 105', 'filled 1: 4 @ 105']);
    expect(bench.run([90, 91, 89, 90], { volume: 100 }).said()).toEqual(['filled 1: 6 @ 90']);
  });

  it('counts volume in units: 0.1 of 30 is three whole lots, not two', () => {
    const bench = new VenueBench({ participation: 0.1 }).submit(1, {});
    expect(bench.run([100, 101, 99, 100], { volume: 30 }).said()).toEqual(['filled 1: 3 @ 100']);
  });

  it('without a volume is a defect of the driver, which checks its data first', () => {
    const bench = new VenueBench({ participation: 0.1 }).submit(1, {});
    expect(() => bench.open([100, 101, 99, 100])).toThrow(Defect);
    expect(() => new VenueBench({ participation: 0 })).toThrow(Defect);
  });
});

describe('cross prices', () => {
  it('are the next open, or the deciding close; the middle of a quote bar may be a half tick', () => {
    const next = new VenueBench();
    next.venue.requestCrossPrice(5, 0, 0);
    expect(next.venue.idle(0)).toBe(false);
    expect(next.open([100, 110, 90, 100], { spread: 1 }).said()).toEqual(['cross-price 5: @ 100.5']);
    expect(next.venue.idle(0)).toBe(true);
    const close = new VenueBench({ fill: 'close' }).run([100, 110, 90, 104]);
    close.venue.requestCrossPrice(5, 0, INTERVAL);
    expect(close.open([120, 121, 119, 120]).said()).toEqual(['cross-price 5: @ 104']);
  });

  it('wait while no bar of their instant ends, and as many bars as an order sent with them', () => {
    const close = new VenueBench({ fill: 'close' }).open([100, 110, 90, 104]);
    close.venue.requestCrossPrice(5, 0, 500);
    expect(close.path().open([120, 121, 119, 120]).said()).toEqual(['cross-price 5: @ 120']);
    const slow = new VenueBench({ latencyUs: 1500 });
    slow.venue.requestCrossPrice(5, 0, 0);
    expect(slow.run([100, 110, 90, 100]).said()).toEqual([]);
    expect(slow.run([101, 110, 90, 100]).said()).toEqual(['cross-price 5: @ 101']);
  });

  it('can be called off', () => {
    const bench = new VenueBench();
    for (const id of [5, 6, 7]) bench.venue.requestCrossPrice(id, 0, 0);
    bench.venue.cancelCrossPrice(6);
    bench.venue.cancelCrossPrice(99);
    expect(bench.open([100, 110, 90, 100]).said()).toEqual(['cross-price 5: @ 100', 'cross-price 7: @ 100']);
  });
});

describe('costs', () => {
  it('of one order run on over its fills: the minimum per order is paid once', () => {
    const bench = new VenueBench({ participation: 1, fees: perShareFees({ perShare: 0.05, minimum: 1 }) });
    bench.submit(1, { lots: 30 }).run([100, 101, 99, 100], { volume: 10 }).run([100, 101, 99, 100], { volume: 30 });
    expect([bench.reports.at(1).fee, bench.reports.at(2).fee]).toEqual([100n, 50n]);
  });

  it('square-root impact sees every bar, so no bar may be left out', () => {
    const bench = new VenueBench({ slippage: squareRootSlippage({ window: 2 }) });
    expect(bench.venue.idle(0)).toBe(false);
    bench
      .run([100, 100, 100, 100], { volume: 1 })
      .run([100, 102, 100, 102], { volume: 1 })
      .run([102, 102, 100, 100], { volume: 1 });
    bench.submit(1, {}).open([100, 100, 100, 100], { volume: 1000 });
    // returns 0.02 and 100/102 - 1: sd 0.02800; 0.02800 x sqrt(10 / 1000) x 1000.00 = 2.80
    expect(bench.reports.at(1).slippage).toBe(281n);
  });

  it('and what they remember of trades and bars, is saved with the venue', () => {
    const tiers = [
      { from: 0, bps: 10 },
      { from: 900, bps: 1 },
    ];
    const options = { ...DEFAULTS, fees: tieredFees(tiers), slippage: squareRootSlippage({ window: 2 }) };
    const bench = new VenueBench(options).submit(1, {});
    bench.run([100, 100, 100, 100], { volume: 100 }).run([100, 102, 100, 102], { volume: 100 });
    bench.run([102, 102, 100, 100], { volume: 1 }).venue.requestCrossPrice(7, 0, 3 * INTERVAL);
    const loaded = new BarVenue([UNIT_INSTRUMENT], [THREE_BAR_SESSIONS], [2], options);
    loaded.load(JSON.parse(JSON.stringify(bench.venue.save())));
    const reports = new Reports();
    loaded.submit(2, { instrument: 0, side: 1, lots: 10, type: 'market', timeInForce: 'GTC' }, 3 * INTERVAL, reports);
    loaded.open(setBar(new BarEvent(), 3, [100, 100, 100, 100], { volume: 1000 }), reports);
    expect(reports.at(1)).toMatchObject({ kind: 'cross-price', orderId: 7, priceTicks: 100 });
    expect(reports.at(2)).toMatchObject({ kind: 'filled', fillId: 2, fee: 10n, slippage: 281n });
  });
});
