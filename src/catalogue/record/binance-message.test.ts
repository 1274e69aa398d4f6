import { describe, expect, it } from 'vitest';
import { BinanceMessages } from './binance-message.ts';
import { RecordKind } from './record-kind.ts';
import { StepParser } from './step-parser.ts';

const reader = (symbol?: string) =>
  new BinanceMessages(new StepParser({ units: 1n, scale: 1 }), new StepParser({ units: 1n, scale: 3 }), symbol);

function read(message: unknown) {
  const messages = reader();
  const taken = messages.read(JSON.stringify(message));
  const { kind, venueUs, firstUpdate, lastUpdate, previousUpdate, symbol, levels } = messages;
  expect(messages.problemText).toBe('');
  expect(taken).toBe(true);
  const { count } = levels;
  return {
    kind,
    venueUs,
    updates: [previousUpdate, firstUpdate, lastUpdate],
    symbol,
    levels: Array.from({ length: count }, (_, i) => [levels.sides[i], levels.ticks[i], levels.lots[i]]),
  };
}

const NONE = Number.NaN;
const BIDS = [['100.0', '1.5']];
const ASKS = [['100.20', '2.000']];
const LEVELS = [
  [1, 1_000, 1_500],
  [-1, 1_002, 2_000],
];

describe('a depth difference', () => {
  const spot = { e: 'depthUpdate', E: 1_723_161_256_299, s: 'BTCUSDT', U: 157, u: 160, b: BIDS, a: ASKS };

  it('of spot has a time of telling and no number before it', () => {
    expect(read(spot)).toEqual({
      kind: RecordKind.difference,
      venueUs: 1_723_161_256_299_000,
      updates: [NONE, 157, 160],
      symbol: 'BTCUSDT',
      levels: LEVELS,
    });
  });

  it('of futures has a time of happening, and names the one before', () => {
    const futures = read({
      stream: 'btcusd_perp@depth@100ms',
      data: { ...spot, T: 1_723_161_256_298, pu: 149, ps: 'BTCUSD' },
    });
    expect([futures.venueUs, futures.updates]).toEqual([1_723_161_256_298_000, [149, 157, 160]]);
  });

  it('may be told in microseconds', () => {
    expect(read({ ...spot, E: 1_723_161_256_299_123 }).venueUs).toBe(1_723_161_256_299_123);
  });
});

describe('a snapshot', () => {
  it('of spot says neither when nor of what', () => {
    expect(read({ lastUpdateId: 160, bids: BIDS, asks: ASKS })).toEqual({
      kind: RecordKind.snapshot,
      venueUs: NONE,
      updates: [NONE, 160, 160],
      symbol: undefined,
      levels: LEVELS,
    });
  });

  it('of coin-margined futures says both', () => {
    const coin = { lastUpdateId: 160, symbol: 'BTCUSD_PERP', pair: 'BTCUSD', E: 2, T: 1, bids: BIDS, asks: ASKS };
    expect(read(coin)).toMatchObject({ symbol: 'BTCUSD_PERP', venueUs: 1_000 });
  });
});

describe('the best bid and offer', () => {
  const spot = { u: 400_900_217, s: 'BNBUSDT', b: '100.0', B: '1.5', a: '100.2', A: '2' };

  it('of spot has neither a kind nor a time', () => {
    expect(read(spot)).toEqual({
      kind: RecordKind.quote,
      venueUs: NONE,
      updates: [NONE, 400_900_217, 400_900_217],
      symbol: 'BNBUSDT',
      levels: LEVELS,
    });
  });

  it('of futures has both', () => {
    expect(read({ ...spot, e: 'bookTicker', ps: 'BNBUSD', T: 5, E: 6 })).toMatchObject({
      venueUs: 5_000,
      levels: LEVELS,
    });
  });
});

describe('a trade', () => {
  it('is of whoever was not the maker', () => {
    const trade = { e: 'trade', E: 6, T: 5, s: 'BNBUSDT', t: 12_345, p: '100.1', q: '0.5', m: true, M: true };
    expect(read(trade)).toMatchObject({ kind: RecordKind.trade, venueUs: 5_000, levels: [[-1, 1_001, 500]] });
    expect(read({ ...trade, m: false, X: 'MARKET' }).levels).toEqual([[1, 1_001, 500]]);
    expect(read({ ...trade, e: 'aggTrade', a: 1, f: 1, l: 3 }).kind).toBe(RecordKind.aggregateTrade);
  });
});

describe('what cannot be taken is named', () => {
  const quote = { e: 'bookTicker', u: 1, s: 'A', b: '100.0', B: '1', a: '100.1', A: '1', T: 5, E: 6 };
  const trade = { e: 'trade', E: 6, T: 5, s: 'A', p: '100.1', q: '0.5', m: true };
  const depth = { e: 'depthUpdate', E: 6, T: 5, s: 'A', U: 1, u: 2, pu: 0, b: [], a: [] };
  const best5 = { stream: 'a@depth5@100ms', data: { lastUpdateId: 1, bids: [], asks: [] } };

  it.each([
    ['json', '{"e":"trade","p":', /^expected a JSON message: /],
    ['json', '[1]', 'expected a JSON object'],
    ['message', { e: 'kline', s: 'A' }, 'expected depth, quotes or trades, was a message kline'],
    ['message', { result: null, id: 1 }, 'expected depth, quotes or trades, was a message with result, id'],
    ['message', best5, 'the best 5 levels only: expected the stream of differences (@depth)'],
    ['field', { ...depth, U: '1' }, 'expected update numbers U <= u'],
    ['field', { ...depth, U: 3 }, 'expected update numbers U <= u'],
    ['field', { ...depth, pu: null }, 'expected a number as pu'],
    ['field', { ...depth, b: undefined }, 'expected a list of levels as b'],
    ['field', { ...depth, a: ['1'] }, 'a: expected [price, size]'],
    ['field', { lastUpdateId: -1, bids: [], asks: [] }, 'expected a number as lastUpdateId'],
    ['field', { ...trade, m: 1 }, 'expected m, true where the buyer was the maker'],
    ['size', { ...trade, q: '0' }, 'expected a trade of a size > 0, was 0'],
    ['size', { ...depth, b: [['100.0', '-1']] }, 'expected a size >= 0, was -1 at 100.0'],
    ['size', { ...depth, b: [['100.0', '-0.0001']] }, 'expected a size >= 0, was -0.0001'],
    ['number', { ...depth, b: [['-100.0', '1']] }, 'expected a price >= 0, was -100.0'],
    ['number', { ...depth, b: [[null, '1']] }, 'expected a price, was null'],
    ['number', { ...trade, q: 'much' }, 'expected a size, was much'],
    ['tick', { ...trade, p: '100.15' }, 'price: expected a multiple of the tick 0.1, was 100.15'],
    ['lot', { ...trade, q: '0.0005' }, 'size: expected a multiple of the lot 0.001, was 0.0005'],
    ['number', { ...trade, q: '9999999999999.5' }, 'expected a size below 2^53 steps of 0.001, was 9999999999999.5'],
    ['number', { ...trade, p: '1'.repeat(500) }, /below 2\^53 steps of 0\.1, was 1{40}$/],
    ['crossed', { ...quote, b: '100.1' }, 'the best bid 100.1 is not below the best offer 100.1'],
    [
      'crossed',
      {
        lastUpdateId: 1,
        bids: [
          ['100.3', '1'],
          ['100.9', '0'],
        ],
        asks: ASKS,
      },
      "the snapshot's best bid 100.3 is not below its best offer",
    ],
    ['offBook', { ...trade, p: '0', q: '0', X: 'NA' }, 'a trade of kind NA: expected one made in the book (MARKET)'],
    ['symbol', { ...trade, s: 'B' }, 'expected A, was B; --symbol takes another'],
    [
      'symbol',
      { stream: 'b@depth', data: { lastUpdateId: 1, bids: [], asks: [] } },
      'expected A, was B; --symbol takes another',
    ],
  ] as const)('%s: %j', (kind, message, text) => {
    const messages = reader('A');
    expect(messages.read(typeof message === 'string' ? message : JSON.stringify(message))).toBe(false);
    expect(messages.problem).toBe(kind);
    expect(messages.problemText).toMatch(text);
  });

  it('and the empty side of a book is none of it', () => {
    expect(reader().read(JSON.stringify({ ...quote, b: '0.0', B: '0.000' }))).toBe(true);
  });
});
