import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectGolden } from '../../test/golden.ts';
import { EventKind } from '../core/engine/event.ts';
import { ActionKind } from '../core/model/action.ts';
import { DepthEvent } from '../core/model/depth.ts';
import { DifferenceKind } from '../core/model/difference.ts';
import { OrderType, TimeInForce } from '../core/model/order.ts';
import { ReportKind } from '../core/model/report.ts';
import { textsOf } from './arbitrary.twin.ts';
import { ConditionName, InputCommand, InputEvent, InputKind, InputOrigin } from './input-event.ts';
import { decodeInput, encodeInput, inputFormat } from './input.ts';

const us = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const lots = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const ticks = fc.integer({ min: -(2 ** 40), max: 2 ** 40 }).map((halves) => halves / 2 + 0);
const money = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
const words = textsOf(12);
const orNaN = <T>(values: Arbitrary<T>): Arbitrary<T | number> => fc.option(values, { nil: Number.NaN });
const real = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const record = fc.dictionary(words, fc.oneof(real, words), { maxKeys: 4 });
const side = fc.constantFrom(1, -1);

const prices = Object.fromEntries(
  [
    'open',
    'high',
    'low',
    'close',
    ...['bid', 'ask'].flatMap((who) => ['Open', 'High', 'Low', 'Close'].map((at) => who + at)),
  ].map((name) => [name, ticks]),
);

/** What each kind's own fields may hold: made by hand, so that a field forgotten in the format is missed. */
const KINDS: Readonly<Record<InputKind, Readonly<Record<string, Arbitrary<unknown>>>>> = {
  start: {},
  instant: {},
  close: {},
  timer: {},
  stop: {},
  bar: {
    bar: fc.record({ instrument: lots, interval: lots, openUs: us, tsUs: us, volume: orNaN(real), ...prices }),
  },
  quote: {
    quote: fc.record({
      instrument: lots,
      tsUs: us,
      venueUs: orNaN(us),
      bidTicks: orNaN(ticks),
      bidLots: lots,
      askTicks: orNaN(ticks),
      askLots: lots,
    }),
  },
  action: {
    action: fc.record({
      instrument: lots,
      kind: fc.constantFrom(...Object.values(ActionKind)),
      numerator: fc.integer({ min: 1, max: 1_000_000 }),
      denominator: fc.integer({ min: 1, max: 1_000_000 }),
      units: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
      scale: fc.integer({ min: 0, max: 100 }),
    }),
  },
  trade: {
    trade: fc.record({
      instrument: lots,
      tsUs: us,
      venueUs: orNaN(us),
      priceTicks: ticks,
      lots,
      aggressor: fc.constantFrom(1, -1, 0),
    }),
  },
  depth: {
    depth: fc
      .record({
        instrument: lots,
        tsUs: us,
        venueUs: orNaN(us),
        isSnapshot: fc.boolean(),
        firstUpdate: us,
        lastUpdate: us,
        levels: fc.array(fc.tuple(side, lots, lots), { maxLength: 100 }).map((list) => list.flat()),
      })
      .map((values) => Object.assign(new DepthEvent(), values)),
  },
  report: {
    report: fc.record({
      kind: fc.constantFrom(...Object.values(ReportKind)),
      orderId: lots,
      instrument: lots,
      tsUs: us,
      priceTicks: ticks,
      lots,
      fillId: lots,
      fee: money,
      slippage: money,
      maker: fc.boolean(),
      reason: words,
    }),
  },
  rate: { currency: words, rate: real },
  control: {
    command: fc.constantFrom(...Object.values(InputCommand)),
    scope: fc.constantFrom('account', 'strategy', 'instrument'),
    subject: words,
    who: words,
    why: words,
    limits: record,
    method: fc.constantFrom('', 'sum', 'majority'),
    weights: record,
  },
  intent: {
    intent: fc.record({
      agent: lots,
      instrument: lots,
      kind: fc.constantFrom('target', 'order'),
      targetLots: orNaN(fc.maxSafeInteger()),
      confidence: real,
      side,
      lots,
      type: fc.constantFrom(...Object.values(OrderType)),
      limitTicks: orNaN(ticks),
      stopTicks: orNaN(ticks),
      timeInForce: fc.constantFrom(...Object.values(TimeInForce)),
      expireUs: orNaN(us),
      postOnly: fc.boolean(),
      reduceOnly: fc.boolean(),
      reason: words,
      key: words,
    }),
  },
  condition: {
    condition: fc.record({
      name: fc.constantFrom(...Object.values(ConditionName)),
      on: fc.boolean(),
      instrument: fc.integer({ min: -1 }),
      sinceUs: us,
      detail: words,
    }),
  },
  difference: {
    difference: fc.record({
      kind: fc.constantFrom(...Object.values(DifferenceKind)),
      instrument: fc.integer({ min: -1 }),
      orderId: lots,
      lots: fc.maxSafeInteger(),
      priceTicks: orNaN(ticks),
      fillId: lots,
      cash: money,
      currency: words,
      atUs: us,
      reference: words,
    }),
  },
};

const head = { sequence: us, tsUs: us, endsInstant: fc.boolean() };
const origin = fc.record({ source: words, sequence: us, correlationId: words });

function filled(kind: InputKind, values: object): InputEvent {
  return Object.assign(new InputEvent(), { kind }, values);
}

describe('An input', () => {
  it('Has a form for every kind that the engine knows', () => {
    expect(Object.keys(inputFormat())).toEqual(expect.arrayContaining(Object.values(EventKind)));
    expect(Object.keys(inputFormat()).sort()).toEqual(['head', ...Object.values(InputKind)].sort());
  });

  it.each(Object.values(InputKind))('of kind %s comes back from its record as it was, to the last bit', (kind) => {
    fc.assert(
      fc.property(fc.record({ ...head, ...KINDS[kind] }), origin, (values, from) => {
        const event = filled(kind, values);
        const again = new InputEvent();
        const by = new InputOrigin();
        expect(decodeInput(encodeInput(event, Object.assign(new InputOrigin(), from)), again, by)).toBeUndefined();
        expect(again).toEqual(event);
        expect(by).toMatchObject(from);
      }),
      { numRuns: 50 },
    );
  });

  it('Has every field of its kind in the record', () => {
    const event = new InputEvent();
    const format = inputFormat();
    for (const kind of ['bar', 'quote', 'trade', 'action', 'report', 'intent', 'condition'] as const) {
      expect(Object.keys(format[kind]).sort(), kind).toEqual(Object.keys(event[kind]).sort());
    }
  });

  it('Has the form that was agreed on', () => {
    expectGolden('contracts/inputs.json', `${JSON.stringify(inputFormat(), null, 2)}\n`);
  });
});

describe('A damaged record is refused', () => {
  const decode = (text: string | Uint8Array): unknown =>
    decodeInput(typeof text === 'string' ? Buffer.from(text) : text, new InputEvent(), new InputOrigin());

  it.each([
    ['no JSON', '["start",1', '', 'is no JSON'],
    ['no list', '{}', '', 'is no list'],
    ['no UTF-8', Uint8Array.of(0x5b, 0xff, 0x5d), '', 'is no JSON in UTF-8'],
    ['a text that is no UTF-8', Buffer.from('["start",1,2,0,"\u00ff",0,""]', 'latin1'), '', 'is no JSON in UTF-8'],
    ['an unknown kind', '["split",1,2,0,"",0,""]', 'kind', 'must be one of'],
    ['a name that every object has', '["constructor",1,2,0,"",0,""]', 'kind', 'must be one of'],
    ['a field too few', '["start",1,2,0,"",0]', '', 'has 7 fields, this one has 6'],
    ['a field too many', '["start",1,2,0,"",0,"",null]', '', 'this one has 8'],
    ['a sequence with a fraction', '["start",1.5,2,0,"",0,""]', 'sequence', 'whole number'],
    ['a mark that is none', '["start",1,2,2,"",0,""]', 'endsInstant', '0 or 1'],
    ['a source that is no text', '["start",1,2,0,7,0,""]', 'origin.source', 'a text'],
    ['a rate beyond all numbers', '["rate",1,2,0,"",0,"","EUR",1e999]', 'rate.rate', 'finite'],
    ['a quarter of a tick', '["trade",1,2,0,"",0,"",0,0,null,1.25,1,0]', 'trade.priceTicks', 'half number'],
    ['a fee as a float', '["report",1,2,0,"",0,"","filled",1,0,2,1,1,1,1.5,"0",0,""]', 'report.fee', 'as text'],
    [
      'a fee with zeros before it',
      '["report",1,2,0,"",0,"","filled",1,0,2,1,1,1,"01","0",0,""]',
      'report.fee',
      'as text',
    ],
    ['something over 1 MB', `["start",1,2,0,"${'x'.repeat(1_100_000)}",0,""]`, '', 'larger'],
  ])('%s', (_what, text, path, reason) => {
    expect(decode(text)).toMatchObject({ path, reason: expect.stringContaining(reason) });
  });

  it('Whatever the bytes, without throwing', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (bytes) => void decode(bytes),
      ),
    );
    const whole = encodeInput(filled('report', {}), new InputOrigin());
    for (let cut = 0; cut < whole.length; cut++) expect(decode(whole.subarray(0, cut))).toBeDefined();
  });
});

describe('What may not be written is a defect', () => {
  it.each([
    ['an infinite volume', 'bar', { volume: Number.POSITIVE_INFINITY }, 'bar.volume'],
    ['a price that is not a number', 'bar', { close: Number.NaN }, 'bar.close'],
    ['a size with a fraction', 'trade', { lots: 0.5 }, 'trade.lots'],
    ['a kind of report that is none', 'report', { kind: 'guess' }, 'report.kind'],
  ] as const)('%s', (_what, kind, values, name) => {
    const event = filled(kind, {});
    Object.assign(event[kind], values);
    expect(() => encodeInput(event, new InputOrigin())).toThrow(name);
  });
});
