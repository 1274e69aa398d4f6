import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../config/canonical.ts';
import { textsOf } from '../contracts/arbitrary.twin.ts';
import { encodeInput } from '../contracts/input.ts';
import { InputCommand, InputEvent, InputKind, InputOrigin } from '../contracts/input-event.ts';
import { parseDecimal } from '../core/base/decimal.ts';
import { makeInstrument } from '../core/model/instrument.ts';
import { ReportKind } from '../core/model/report.ts';
import { inputText } from './input-text.ts';
import { inputMessage, type Names } from './record-of.ts';

const us = fc.nat({ max: 2 ** 52 });
const lots = fc.nat({ max: 2 ** 50 });
const ticks = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });
const halves = fc.integer({ min: -(2 ** 40), max: 2 ** 40 }).map((count) => count / 2 + 0);
const money = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
const instrument = fc.nat(1);
const orNaN = <T>(values: Arbitrary<T>): Arbitrary<T | number> => fc.option(values, { nil: Number.NaN });
const trade = { open: halves, high: halves, low: halves, close: halves };
const sides = ['bid', 'ask'].flatMap((side) => ['Open', 'High', 'Low', 'Close'].map((at) => side + at));

/** What an event of the kind has in its part of that name. */
const PARTS: Partial<Record<InputKind, Arbitrary<object>>> = {
  bar: fc
    .record({
      ...{ instrument, interval: fc.constant(0), openUs: us, tsUs: us, volume: orNaN(fc.nat().map((n) => n / 8)) },
      ...trade,
      ...Object.fromEntries(sides.map((name) => [name, ticks])),
      isOfTrades: fc.boolean(),
    })
    .map(({ isOfTrades, ...bar }) =>
      isOfTrades
        ? { ...bar, ...Object.fromEntries(sides.map((name) => [name, bar[name.slice(3).toLowerCase() as 'open']])) }
        : bar,
    ),
  quote: fc.record({
    ...{ instrument, tsUs: us, venueUs: orNaN(us) },
    ...{ bidTicks: orNaN(ticks), bidLots: lots, askTicks: orNaN(ticks), askLots: lots },
  }),
  trade: fc.record({
    ...{ instrument, tsUs: us, venueUs: orNaN(us) },
    ...{ priceTicks: ticks, lots, aggressor: fc.constantFrom(1, -1, 0) },
  }),
  depth: fc.record({
    ...{ instrument: fc.nat(2), tsUs: us, venueUs: orNaN(us), isSnapshot: fc.boolean() },
    ...{ firstUpdate: lots, lastUpdate: lots },
    levels: fc.array(fc.tuple(fc.constantFrom(1, -1), lots, lots), { maxLength: 9 }).map((list) => list.flat()),
  }),
  report: fc.record({
    ...{ kind: fc.constantFrom(...Object.values(ReportKind)), orderId: us, instrument: fc.nat(2), tsUs: us },
    ...{ priceTicks: halves, lots, fillId: us, fee: money, slippage: money },
    ...{ maker: fc.boolean(), reason: textsOf(12) },
  }),
};

const events = fc.constantFrom(...Object.values(InputKind)).chain((kind) =>
  fc
    .record({
      part: PARTS[kind] ?? fc.constant({}),
      sequence: lots,
      tsUs: us,
      command: fc.constantFrom(...Object.values(InputCommand)),
      origin: fc.record({ source: textsOf(8), sequence: lots, correlationId: textsOf(8) }),
    })
    .map(({ part, origin, ...head }) => {
      const event = Object.assign(new InputEvent(), { kind, ...head });
      if (kind in PARTS) Object.assign(event[kind as 'bar'], part);
      return { event, origin: Object.assign(new InputOrigin(), origin) };
    }),
);

const instruments = ['SPX', 'é "quoted"'].map((name, index) =>
  makeInstrument(
    { name, currency: 'USD', tickSize: parseDecimal(index === 0 ? '0.25' : '1e-7')!, lotSize: parseDecimal('0.001')! },
    index,
  ),
);
const names: Names = { instruments: instruments.map(({ name }) => name), agents: ['mean'], start: { seed: 7 } };
const market = { instruments, intervals: [['1m'], ['1d']], agents: [] };

describe('The text of an input', () => {
  it.each([
    ['in prices and sizes', { ...names, market }],
    ['in ticks and lots', names],
  ])('is that of its message, read from its bytes, %s', (_how, known) => {
    fc.assert(
      fc.property(events, ({ event, origin }) => {
        const message = inputMessage(encodeInput(event, origin), known);
        expect(inputText(event, origin, known)).toBe(canonicalJson(message));
      }),
      { numRuns: 400 },
    );
  });
});
