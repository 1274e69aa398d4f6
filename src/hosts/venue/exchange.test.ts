import { describe, expect, it } from 'vitest';
import { readToVenue, type ToVenue } from '../../brokers/paper/protocol.ts';
import type { WireReport } from '../../brokers/paper/report-row.ts';
import { Exchange } from './exchange.ts';
import type { ExchangeInput } from './exchange-input.ts';
import { plainSpec } from './paper-rig.twin.ts';

const T = 1_700_000_000_000_000;
const spec = {
  ...plainSpec,
  instruments: plainSpec.instruments.map((one, n) => ({ ...one, market: n === 1 ? ('quotes' as const) : one.market })),
};

function order(n: number, instrument: number, side: 1 | -1, lots: number, limitTicks: number, tsUs = T): ExchangeInput {
  return {
    kind: 'submit',
    request: n,
    order: {
      clientOrderId: `o-${n}.0`,
      tsUs,
      terms: { instrument, side, lots, type: 'limit', limitTicks, timeInForce: 'GTC' },
      owners: [],
    },
  };
}

function quote(sequence: number, bidTicks: number, askTicks: number): Extract<ToVenue, { kind: 'quote' }> {
  return { kind: 'quote', sequence, instrument: 1, tsUs: T + sequence, bidTicks, bidLots: 5, askTicks, askLots: 5 };
}

function run(inputs: readonly ExchangeInput[], kept?: number): { exchange: Exchange; reports: WireReport[] } {
  const reports: WireReport[] = [];
  const exchange = new Exchange(spec, (report) => reports.push(report), kept);
  for (const input of inputs) {
    expect(exchange.problem(input)).toBeUndefined();
    exchange.apply(input);
  }
  return { exchange, reports };
}

describe('The exchange', () => {
  it('fills against quotes as well, names the event that did it, and numbers all fills in one row', () => {
    const { exchange, reports } = run([
      order(1, 1, 1, 8, 100),
      quote(1, 98, 99),
      quote(2, 98, 102),
      quote(3, 97, 98),
      order(2, 0, 1, 2, 50),
      {
        kind: 'open',
        sequence: 4,
        bar: { instrument: 0, openUs: T + 9, tsUs: T + 99, open: 40, high: 40, low: 40, close: 40, volume: null },
      },
    ]);
    const fills = reports.filter(({ kind }) => kind === 'filled');
    expect(
      fills.map(({ lots, priceTicks, marketSequence, executionId }) => [lots, priceTicks, marketSequence, executionId]),
    ).toEqual([
      [5, 99, 1, '1'],
      [3, 100, 3, '2'],
      [2, 40, 4, '3'],
    ]);
    expect(exchange.positions()).toEqual([
      { instrument: 0, lots: 2 },
      { instrument: 1, lots: 8 },
    ]);
    expect(exchange.cash()).toEqual([
      { currency: 'USD', scale: 6, amount: (100_000n - 495n - 300n - 80n) * 1_000_000n },
    ]);
  });

  it('is a function of its inputs: the same ones make the same reports', () => {
    const inputs = [order(1, 1, 1, 8, 100), quote(1, 98, 99), quote(3, 97, 98), order(2, 0, -1, 2, 50)];
    expect(run(inputs).reports).toEqual(run(inputs).reports);
  });

  it.each([
    [
      'bars of an instrument that quotes fill',
      {
        kind: 'path',
        sequence: 1,
        bar: { instrument: 1, openUs: 1, tsUs: 2, open: 1, high: 1, low: 1, close: 1, volume: null },
      },
    ],
    ['quotes of one that bars fill', { ...quote(1, 1, 2), instrument: 0 }],
    ['a bid above the ask', quote(1, 5, 4)],
    ['an instrument that is not there', { ...quote(1, 1, 2), instrument: 2 }],
    ['an order for one that is not there', order(1, 2, 1, 1, 1)],
    [
      'a close outside its bar',
      {
        kind: 'path',
        sequence: 1,
        bar: { instrument: 0, openUs: 1, tsUs: 2, open: 5, high: 6, low: 4, close: 7, volume: null },
      },
    ],
    [
      'a bar that ends before it opens',
      {
        kind: 'path',
        sequence: 1,
        bar: { instrument: 0, openUs: 3, tsUs: 2, open: 5, high: 6, low: 4, close: 5, volume: null },
      },
    ],
  ] as [string, ExchangeInput][])('names what is wrong with %s', (_name, input) => {
    expect(new Exchange(spec, () => {}).problem(input)).toEqual(expect.any(String));
  });

  it('takes a fill back: the money returns, and an order that is no longer complete ends', () => {
    const { exchange, reports } = run([
      order(1, 1, 1, 5, 100),
      quote(1, 98, 99),
      { kind: 'desk', request: 1, action: { do: 'bust', executionId: 1 } },
      { kind: 'desk', request: 2, action: { do: 'bust', executionId: 1 } },
    ]);
    expect(reports.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['accepted', ''],
      ['filled', ''],
      ['busted', ''],
      ['cancelled', 'busted'],
    ]);
    expect([exchange.positions(), exchange.cash()[0].amount]).toEqual([[], 100_000_000_000n]);
    expect(exchange.orders.find('o-1.0')?.state).toBe('canceled');
  });

  it('ends an order of which a part was taken back when the rest has filled: that part is not offered again', () => {
    const { exchange, reports } = run([
      order(1, 1, 1, 5, 100),
      { kind: 'desk', request: 1, action: { do: 'fill', clientOrderId: 'o-1.0', lots: 2, priceTicks: 99 } },
      { kind: 'desk', request: 2, action: { do: 'bust', executionId: 1 } },
      quote(1, 98, 99),
    ]);
    expect(reports.map(({ kind, lots, reason }) => [kind, lots, reason])).toEqual([
      ['accepted', 0, ''],
      ['filled', 2, ''],
      ['busted', 2, ''],
      ['filled', 3, ''],
      ['cancelled', 0, 'busted'],
    ]);
    expect(exchange.positions()).toEqual([{ instrument: 1, lots: 3 }]);
    expect(exchange.orders.find('o-1.0')?.standing()).toMatchObject({ state: 'canceled', filledLots: 3, lots: 5 });
  });

  it('forgets the oldest of the orders that have ended, and neither takes nor denies an id that may be one of theirs', () => {
    const cancel = (n: number): ExchangeInput => ({ kind: 'cancel', request: n, clientOrderId: `o-${n}.0`, tsUs: T });
    const inputs = [order(1, 1, 1, 8, 100), quote(1, 98, 99)];
    for (let n = 2; n <= 6; n++) inputs.push(order(n, 0, 1, 1, 50));
    inputs.push(cancel(1), cancel(4), cancel(5), cancel(2));
    const { exchange } = run(inputs, 2);
    expect([...exchange.orders.all()].map(({ clientOrderId }) => clientOrderId)).toEqual([
      'o-2.0',
      'o-3.0',
      'o-5.0',
      'o-6.0',
    ]);
    expect([1, 2, 3, 4, 5, 7].map((n) => exchange.orders.mayBeForgotten(`o-${n}.0`))).toEqual([
      true,
      false,
      false,
      true,
      false,
      false,
    ]);
    expect(exchange.problem(order(1, 1, 1, 8, 100))).toBe('client-order-id');
    expect(exchange.problem(order(2, 0, 1, 1, 50))).toBeUndefined();
    expect(exchange.apply({ kind: 'desk', request: 9, action: { do: 'bust', executionId: 1 } })).toMatchObject({
      reason: 'unknown-fill',
    });
    // What was traded stands.
    expect(exchange.positions()).toEqual([{ instrument: 1, lots: 5 }]);
  });

  it('answers a cross once, however often it is asked about', () => {
    const cross: ExchangeInput = { kind: 'cross', clientOrderId: 'o-1.0', instrument: 1, tsUs: T };
    const { exchange, reports } = run([cross, cross, quote(1, 98, 100), cross, quote(2, 98, 102)]);
    expect(reports.map(({ kind, priceTicks }) => [kind, priceTicks])).toEqual([['cross-price', 99]]);
    expect(exchange.changes(cross)).toBe(false);
  });
});

describe('The exchange over recorded books', () => {
  const inBooks = {
    ...spec,
    instruments: spec.instruments.map((one) => ({ ...one, market: 'books' as const })),
    execution: {
      ...spec.execution,
      orderLatency: { model: 'constant' as const, us: 10 },
      responseLatency: { model: 'constant' as const, us: 0 },
    },
  };
  type Depth = Extract<ToVenue, { kind: 'depth' }>;
  const depth = (sequence: number, levels: number[], tsUs = T + 10 * sequence): Depth => ({
    kind: 'depth',
    sequence,
    instrument: 0,
    tsUs,
    venueUs: tsUs,
    isSnapshot: true,
    levels,
  });
  const BOOK = [1, 98, 5, -1, 100, 5];

  function play(inputs: readonly ExchangeInput[]) {
    const reports: WireReport[] = [];
    const exchange = new Exchange(inBooks, (report) => reports.push(report));
    const verdicts = inputs.map((input) => {
      expect(exchange.problem(input)).toBeUndefined();
      return exchange.apply(input);
    });
    return {
      exchange,
      verdicts,
      told: reports.map(({ kind, marketSequence }) => `${kind} ${marketSequence}`),
      reports,
    };
  }

  it('takes an order at once, works it when it has arrived, and says when that reached us', () => {
    const { verdicts, told, reports } = play([depth(1, BOOK, T), order(1, 0, 1, 2, 101), depth(2, BOOK, T + 15)]);
    expect(verdicts[1]).toEqual({ kind: 'ack' });
    expect(told).toEqual(['accepted 2', 'filled 2']);
    expect(reports.map(({ tsUs, reachedUs }) => [tsUs - T, (reachedUs ?? 0) - T])).toEqual([
      [10, 15],
      [10, 15],
    ]);
  });

  it('takes what is asked again before it is answered as the same request', () => {
    const cancel: ExchangeInput = { kind: 'cancel', request: 2, clientOrderId: 'o-1.0', tsUs: T + 30 };
    const { told } = play([
      depth(1, BOOK, T),
      order(1, 0, 1, 2, 97),
      depth(2, BOOK, T + 20),
      cancel,
      cancel,
      depth(3, BOOK, T + 60),
      cancel,
      depth(4, BOOK, T + 90),
    ]);
    expect(told).toEqual(['accepted 2', 'cancelled 3', 'cancel-rejected 4']);
  });

  it('takes orders out at once when all are to be cancelled, those on their way too', () => {
    const all: ExchangeInput = { kind: 'cancel-all', request: 3, scope: { scope: 'account' } };
    const { exchange, verdicts, told } = play([
      depth(1, BOOK, T),
      order(1, 0, 1, 2, 97),
      depth(2, BOOK, T + 20),
      order(2, 0, 1, 2, 101, T + 20),
      all,
      all,
      depth(3, BOOK, T + 60),
    ]);
    expect(verdicts[4]).toEqual({ kind: 'cancelled', cancelled: ['o-1.0', 'o-2.0'] });
    expect(verdicts[5]).toEqual({ kind: 'cancelled', cancelled: [] });
    expect(told).toEqual(['accepted 2', 'cancelled 0', 'cancelled 0']);
    expect(exchange.positions()).toEqual([]);
  });

  it.each([
    ['levels that are not complete', [1, 98]],
    ['a side that is none', [0, 98, 5]],
    ['a price that is none', [1, 0, 5]],
    ['a negative size', [1, 98, -5]],
  ])('refuses %s', (_what, levels) => {
    expect(new Exchange(inBooks, () => {}).problem(depth(1, levels))).toBeDefined();
  });

  it('refuses more levels than there may be before they reach it', () => {
    const text = JSON.stringify(
      depth(
        1,
        Array.from({ length: 3 * 16_385 }, () => 1),
      ),
    );
    expect(readToVenue(text)).toMatch(/no message to a venue/);
    expect(readToVenue(JSON.stringify(depth(1, BOOK)))).toEqual(depth(1, BOOK));
  });

  it('fills nothing by hand: its orders have places in queues', () => {
    const { verdicts } = play([
      depth(1, BOOK, T),
      order(1, 0, 1, 2, 97),
      { kind: 'desk', request: 2, action: { do: 'fill', clientOrderId: 'o-1.0', lots: 1, priceTicks: 97 } },
    ]);
    expect(verdicts[2]).toMatchObject({ kind: 'reject', reason: 'recorded-book' });
  });
});
