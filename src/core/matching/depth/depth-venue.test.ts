import { describe, expect, it } from 'vitest';
import { DepthBench } from './depth-bench.twin.ts';
import { constantLatency, feedLatency } from './latency.ts';
import { powerQueue } from './queue-model.ts';

const BOOK = 'b98x5 b97x3 a100x4 a101x2 a103x9';

describe('what takes from recorded levels', () => {
  it('walks them, at the price of each', () => {
    const bench = new DepthBench().snapshot(BOOK).order(1, 'buy 8').trade('98x1');
    expect(bench.said()).toEqual(['filled 1: 4 @ 100', 'filled 1: 2 @ 101', 'filled 1: 2 @ 103']);
  });

  it('stops at its limit, and the rest joins the book', () => {
    const bench = new DepthBench().snapshot(BOOK).order(1, 'buy 8 @ 101').depth('b90x1');
    expect(bench.said()).toEqual(['filled 1: 4 @ 100', 'filled 1: 2 @ 101']);
    bench.depth('a101x3');
    expect(bench.said()).toEqual(['filled 1: 2 @ 101']);
  });

  it('does not take twice what it took, until the level shows another size', () => {
    const bench = new DepthBench().snapshot(BOOK).order(1, 'buy 4').order(2, 'buy 4').depth('b90x1');
    expect(bench.said()).toEqual(['filled 1: 4 @ 100', 'filled 2: 2 @ 101', 'filled 2: 2 @ 103']);
    bench.order(3, 'buy 1').depth('a100x4 b90x2').said();
    bench.order(4, 'buy 1').depth('a100x5').order(5, 'buy 1').depth('b90x3');
    expect(bench.said()).toEqual(['filled 4: 1 @ 103', 'filled 5: 1 @ 100']);
  });

  it('does not move history: the book is what it was', () => {
    const bench = new DepthBench().snapshot(BOOK);
    const before = JSON.stringify(bench.venue.book(0).save());
    bench.order(1, 'buy 12').trade('98x1');
    expect(JSON.stringify(bench.venue.book(0).save())).toBe(before);
  });

  it('fills a whole order over several levels, or not at all', () => {
    const bench = new DepthBench().snapshot(BOOK);
    bench
      .order(1, 'buy 7 @ 101', { timeInForce: 'FOK' })
      .order(2, 'buy 6 @ 101', { timeInForce: 'FOK' })
      .depth('b90x1');
    expect(bench.said()).toEqual(['cancelled 1: fok', 'filled 2: 4 @ 100', 'filled 2: 2 @ 101']);
  });

  it('takes what there is and ends, when it is immediate; refuses to take, when it is to rest', () => {
    const bench = new DepthBench().snapshot(BOOK);
    bench.order(1, 'buy 7 @ 100', { timeInForce: 'IOC' }).order(2, 'buy 7 @ 101', { postOnly: true }).depth('b90x1');
    expect(bench.said()).toEqual(['filled 1: 4 @ 100', 'cancelled 1: ioc', 'cancelled 2: post-only']);
  });

  it('ends at the collar of a market order', () => {
    const bench = new DepthBench().snapshot(BOOK).order(1, 'buy 8', { limitTicks: 101 }).depth('b90x1');
    expect(bench.said()).toEqual(['filled 1: 4 @ 100', 'filled 1: 2 @ 101', 'cancelled 1: collar']);
  });

  it('takes no more than the share of each level that is allowed', () => {
    const bench = new DepthBench({ participation: 0.5 }).snapshot(BOOK).order(1, 'buy 8').depth('b90x1');
    expect(bench.said()).toEqual(['filled 1: 2 @ 100', 'filled 1: 1 @ 101', 'filled 1: 4 @ 103']);
  });

  it('closes no more than is held, when it is to reduce only', () => {
    const bench = new DepthBench()
      .snapshot(BOOK)
      .order(1, 'buy 7')
      .order(2, 'sell 9', { reduceOnly: true })
      .depth('b90x1');
    expect(bench.said().slice(3)).toEqual(['filled 2: 5 @ 98', 'filled 2: 2 @ 97', 'cancelled 2: reduce-only']);
  });
});

describe('what waits in the queue of its price', () => {
  it('fills with what is left of a trade past those ahead, and is first from then on', () => {
    const bench = new DepthBench().snapshot(BOOK).order(1, 'buy 6 @ 98').depth('b90x1');
    bench.trade('sold 98x4');
    expect(bench.said()).toEqual([]);
    bench.trade('sold 98x3').trade('sold 98x1');
    expect(bench.said()).toEqual(['filled 1: 2 @ 98', 'filled 1: 1 @ 98']);
  });

  it('moves forward when the level shrinks below what was ahead; the models differ in what shrinking tells', () => {
    const risky = new DepthBench({ queue: powerQueue(1) });
    const averse = new DepthBench();
    for (const bench of [risky, averse]) {
      bench.snapshot('b98x6 a100x4').order(1, 'buy 6 @ 98').depth('b98x12').depth('b98x8');
      bench.trade('sold 98x7');
    }
    // 6 ahead and 6 behind, 4 leave: 2 of them from ahead
    expect(risky.said()).toEqual(['filled 1: 3 @ 98']);
    expect(averse.said()).toEqual(['filled 1: 1 @ 98']);
  });

  it('is behind its own older order at the price: what that one took of a trade is gone', () => {
    const bench = new DepthBench().snapshot(BOOK).order(1, 'buy 2 @ 98').order(2, 'buy 2 @ 98').depth('b90x1');
    bench.trade('sold 98x8');
    expect(bench.said()).toEqual(['filled 1: 2 @ 98', 'filled 2: 1 @ 98']);
  });

  it('fills by a trade beyond its limit, the better price first, all together no more than the trade', () => {
    const bench = new DepthBench().snapshot(BOOK).order(1, 'buy 3 @ 97').order(2, 'buy 3 @ 98').depth('b90x1');
    bench.trade('sold 96x4');
    expect(bench.said()).toEqual(['filled 2: 3 @ 98', 'filled 1: 1 @ 97']);
  });

  it('is not hit by those who took from the other side', () => {
    const bench = new DepthBench().snapshot('b98x1 a100x4').order(1, 'buy 3 @ 98').depth('b98x0 b97x1');
    bench.trade('bought 98x4');
    expect(bench.said()).toEqual([]);
    bench.trade('98x4');
    expect(bench.said()).toEqual([]);
    bench.depth('b98x1').trade('98x4');
    expect(bench.said()).toEqual(['filled 1: 3 @ 98']);
  });

  it('fills at its limit against whoever offers there, as much as they offer', () => {
    const bench = new DepthBench().snapshot(BOOK).order(1, 'buy 6 @ 98').depth('b90x1');
    bench.depth('b98x0 b97x0 a97x4');
    expect(bench.said()).toEqual(['filled 1: 4 @ 98']);
    bench.depth('b90x2');
    expect(bench.said()).toEqual([]);
  });

  it('keeps its place when it shrinks, and goes to the back when it moves or grows', () => {
    const bench = new DepthBench().snapshot('b98x5 a100x4').order(1, 'buy 6 @ 98').depth('b98x9');
    bench.replace(1, { lots: 5 }).trade('sold 98x6');
    expect(bench.said()).toEqual(['replaced 1: 5 @ 98', 'filled 1: 1 @ 98']);
    bench.replace(1, { lots: 6 }).trade('sold 98x10');
    expect(bench.said()).toEqual(['replaced 1: 6 @ 98', 'filled 1: 1 @ 98']);
  });

  it('gets in line only once the book shows what stands there', () => {
    const bench = new DepthBench().snapshot('b98x5 a100x4').order(1, 'buy 2 @ 97').depth('b98x5 b96x1');
    bench.depth('b98x0').trade('sold 97x1');
    expect(bench.said()).toEqual(['filled 1: 1 @ 97']);
    const unknown = new DepthBench()
      .order(1, 'buy 2 @ 98')
      .trade('sold 98x9')
      .snapshot('b98x5 a100x4')
      .trade('sold 98x6');
    expect(unknown.said()).toEqual(['filled 1: 1 @ 98']);
  });

  it('wakes children and ends siblings as at every venue', () => {
    const bench = new DepthBench().snapshot(BOOK).order(1, 'buy 4');
    bench.order(2, 'sell 4 @ 99', { parent: 1, group: 7 });
    bench.order(3, 'sell 4', { parent: 1, group: 7, type: 'stop', stopTicks: 96 }).depth('b90x1');
    expect(bench.said()).toEqual(['filled 1: 4 @ 100', 'rejected 2: parent', 'rejected 3: parent']);
    bench.order(4, 'buy 4 @ 98').order(5, 'sell 4 @ 99', { parent: 4, group: 8 });
    bench
      .order(6, 'sell 4', { parent: 4, group: 8, type: 'stop', stopTicks: 96 })
      .trade('sold 97x3')
      .trade('bought 99x2');
    expect(bench.said()).toEqual(['filled 4: 3 @ 98', 'filled 5: 2 @ 99']);
    bench.trade('sold 96x1');
    expect(bench.said()).toEqual([
      'triggered 6: @ 96',
      'filled 6: 1 @ 98',
      'filled 4: 1 @ 98',
      'filled 6: 1 @ 98',
      'cancelled 5: oco',
      'cancelled 6: oco',
    ]);
  });
});

describe('the time of the venue', () => {
  it('lets an order work from its arrival on, against the book that stands then', () => {
    const bench = new DepthBench({ orderLatency: constantLatency(15) }).snapshot(BOOK).order(1, 'buy 4');
    bench.depth('a100x0');
    expect(bench.said()).toEqual([]);
    bench.depth('a101x9');
    expect(bench.said()).toEqual(['filled 1: 2 @ 101', 'filled 1: 2 @ 103']);
  });

  it('is not ours: an order meets what had happened at the venue before it came, though we had not seen it', () => {
    // Sent at 10, there at 10. The event of 8 reaches us at 33, that of 18 at 43.
    const bench = new DepthBench({}, 25).snapshot(BOOK);
    bench.nowUs = 10;
    bench.order(1, 'buy 4');
    bench.nowUs = 23;
    bench.depth('a100x1');
    expect(bench.said()).toEqual([]);
    bench.depth('a101x9');
    expect(bench.said()).toEqual(['filled 1: 1 @ 100', 'filled 1: 2 @ 101', 'filled 1: 1 @ 103']);
  });

  it('tells trades late: one that came before an order did neither fills it, nor moves it, nor triggers it', () => {
    const bench = new DepthBench().snapshot(BOOK).depth('b90x1').order(1, 'buy 2 @ 98');
    bench.order(2, 'sell 2', { type: 'stop', stopTicks: 96 }).depth('b90x2');
    bench.trade('sold 98x9', 30).trade('sold 96x9', 40);
    expect(bench.said()).toEqual([]);
    bench.cancel(2).trade('sold 98x6');
    expect(bench.said()).toEqual(['cancelled 2: requested', 'filled 1: 1 @ 98']);
  });

  it('makes cancels late: what filled on their way has filled', () => {
    const bench = new DepthBench({ orderLatency: constantLatency(15) }).snapshot(BOOK).order(1, 'sell 4 @ 99');
    bench.depth('b90x1').depth('b90x2').cancel(1).trade('bought 99x1').trade('bought 99x9');
    expect(bench.said()).toEqual(['filled 1: 1 @ 99', 'cancelled 1: requested']);
    bench.cancel(1).depth('b90x1').depth('b90x2');
    expect(bench.said()).toEqual(['cancel-rejected 1: unknown-order']);
  });

  it('lets reports reach us after the response latency, in their order', () => {
    const bench = new DepthBench({ responseLatency: constantLatency(25) }).snapshot(BOOK).order(1, 'buy 4');
    bench.depth('b90x1').depth('b90x2');
    expect(bench.venue.nextReportUs).toBe(35);
    bench.venue.deliver(34, bench.reports);
    expect(bench.reports.count).toBe(0);
    bench.venue.deliver(35, bench.reports);
    expect([bench.reports.at(1).kind, bench.reports.at(1).tsUs]).toEqual(['filled', 10]);
    expect(bench.venue.nextReportUs).toBe(Number.POSITIVE_INFINITY);
  });

  it('never lets a report reach us before the event that brought it about', () => {
    const bench = new DepthBench({}, 25)
      .snapshot(BOOK)
      .order(1, 'sell 4 @ 99')
      .depth('b90x1')
      .depth('b90x2')
      .depth('b90x3');
    bench.trade('bought 99x4');
    expect([bench.reports.at(1).kind, bench.reports.at(1).tsUs, bench.nowUs]).toEqual(['filled', 25, 50]);
  });

  it('may be as slow as the feed was', () => {
    const bench = new DepthBench({ orderLatency: feedLatency({ factor: 2 }) }, 5).snapshot(BOOK).order(1, 'buy 1');
    // Sent at 10, on its way for 10: the event of 15 is before it, that of 25 is not.
    bench.depth('a100x0').depth('a101x0');
    expect(bench.said()).toEqual(['filled 1: 1 @ 101']);
  });

  it('ends orders whose time is over, at their time', () => {
    const bench = new DepthBench().snapshot(BOOK).order(1, 'buy 4 @ 90', { timeInForce: 'GTD', expireUs: 25 });
    bench.depth('b89x1');
    expect(bench.venue.nextExpiryUs).toBe(26);
    bench.venue.expire(25, bench.reports);
    expect(bench.said()).toEqual([]);
    bench.depth('b89x1');
    expect(bench.said()).toEqual(['expired 1']);
  });
});

describe('what cannot be true', () => {
  it('is counted, and nothing is taken from a book that crosses', () => {
    const bench = new DepthBench().snapshot(BOOK).depth('b100x1').order(1, 'buy 4').depth('b90x1');
    expect(bench.said()).toEqual([]);
    bench.depth('b100x0');
    expect(bench.said()).toEqual(['filled 1: 4 @ 100']);
    bench.depth('b96x-4').trade('98x-1').trade('98x0').quote('b101x1 a100x1');
    expect(bench.venue.faults).toEqual({ crossed: 2, levels: 2, trades: 2, forgotten: 0 });
  });
});

describe('the price of a cross inside', () => {
  it('is the middle that an order sent with it would meet', () => {
    const bench = new DepthBench({ orderLatency: constantLatency(15) }).snapshot(BOOK);
    bench.venue.requestCrossPrice(9, 0, bench.nowUs);
    bench.depth('a100x0').depth('a101x0');
    expect(bench.said()).toEqual(['cross-price 9: @ 99.5']);
  });
});
