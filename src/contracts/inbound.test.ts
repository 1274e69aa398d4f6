import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valuesOfSchema } from './arbitrary.twin.ts';
import { check } from './codec.ts';
import { contracts, type Payload } from './contracts.ts';
import { isErrorCode } from './error-codes.ts';
import { INPUT_SUBJECTS, readInput } from './inbound.ts';
import { InputEvent, InputOrigin } from './input-event.ts';
import type { InputRefusal } from './input-refusal.ts';
import { decodeInput, encodeInput } from './input.ts';
import { signalOf } from './market-signals.ts';
import { parseDecimal } from '../core/base/decimal.ts';
import { type InstrumentSpec, makeInstrument } from '../core/model/instrument.ts';
import { Subject } from './subjects.ts';

const decimal = (text: string): InstrumentSpec['tickSize'] => parseDecimal(text)!;
const names = {
  instruments: [
    makeInstrument({ name: 'BTC', currency: 'USD', tickSize: decimal('0.25'), lotSize: decimal('0.001') }, 0),
    makeInstrument({ name: 'SPX', currency: 'USD', tickSize: decimal('0.01'), lotSize: decimal('1') }, 1),
  ],
  intervals: [['1m', '1h'], ['1d']],
  agents: [
    { id: 'outside', instruments: [1] },
    { id: 'trend', instruments: [0, 1] },
  ],
};

function message(subject: Subject, payload: unknown): unknown {
  return {
    id: 'x-1',
    subject,
    schemaVersion: contracts[subject].version,
    tsUs: 1_000,
    source: 'api',
    sequence: 1,
    correlationId: 'c-1',
    causationId: '',
    payload,
  };
}

function read(subject: Subject, payload: unknown, event = new InputEvent()): InputEvent | InputRefusal {
  const parsed = check(message(subject, payload));
  if (!parsed.ok) throw new Error(`${parsed.path} ${parsed.reason}`);
  return readInput(parsed, names, event) ?? event;
}

const asked = { agentId: 'trend', instrument: 'BTC', idempotencyKey: 'k-1' };
const order = { kind: 'order', ...asked, side: 'sell', quantity: '1.5', orderType: 'limit', limitPrice: '100.25' };

describe('An intent from outside', () => {
  it('As a target becomes lots, toward zero', () => {
    const target = (targetPosition: string | null): unknown =>
      read(Subject.intentExternal, { kind: 'target', ...asked, targetPosition, confidence: 0.5, reason: 'why' });
    expect(target('-1.2349')).toMatchObject({
      kind: 'intent',
      intent: {
        agent: 1,
        instrument: 0,
        kind: 'target',
        targetLots: -1_234,
        confidence: 0.5,
        reason: 'why',
        key: 'k-1',
      },
    });
    expect(target(null)).toMatchObject({ intent: { targetLots: Number.NaN } });
    expect(target('0')).toMatchObject({ intent: { targetLots: 0 } });
  });

  it('As an order keeps its terms', () => {
    expect(read(Subject.intentExternal, { ...order, timeInForce: 'GTD', expireUs: 9, postOnly: true })).toMatchObject({
      intent: {
        kind: 'order',
        targetLots: Number.NaN,
        confidence: 1,
        side: -1,
        lots: 1_500,
        type: 'limit',
        limitTicks: 401,
        stopTicks: Number.NaN,
        timeInForce: 'GTD',
        expireUs: 9,
        postOnly: true,
        reduceOnly: false,
      },
    });
  });

  it('Leaves nothing of the one before it in the event', () => {
    const event = new InputEvent();
    read(Subject.intentExternal, { ...order, timeInForce: 'GTD', expireUs: 9, reduceOnly: true }, event);
    read(Subject.intentExternal, { kind: 'target', ...asked, targetPosition: '1' }, event);
    const fresh = read(Subject.intentExternal, { kind: 'target', ...asked, targetPosition: '1' });
    expect(event).toEqual(fresh);
  });

  it.each([
    [{ agentId: 'nobody' }, 'STRAT_UNKNOWN_AGENT', '/payload/agentId'],
    [{ instrument: 'ETH' }, 'DATA_UNKNOWN_INSTRUMENT', '/payload/instrument'],
    [{ agentId: 'outside' }, 'DATA_UNKNOWN_INSTRUMENT', '/payload/instrument'],
    [{ quantity: '0.0009' }, 'DATA_OFF_LOT', '/payload/quantity'],
    [{ quantity: '9'.repeat(40) }, 'DATA_OFF_LOT', '/payload/quantity'],
    [{ limitPrice: '100.3' }, 'DATA_OFF_TICK', '/payload/limitPrice'],
    [{ limitPrice: '-100' }, 'DATA_INVALID', '/payload/limitPrice'],
    [{ limitPrice: undefined }, 'DATA_INVALID', '/payload/limitPrice'],
    [{ orderType: 'market' }, 'DATA_INVALID', '/payload/limitPrice'],
    [{ orderType: 'stop-limit' }, 'DATA_INVALID', '/payload/stopPrice'],
    [{ timeInForce: 'GTD' }, 'DATA_INVALID', '/payload/expireUs'],
    [{ expireUs: 5 }, 'DATA_INVALID', '/payload/expireUs'],
    [{ timeInForce: 'IOC', postOnly: true }, 'DATA_INVALID', '/payload/postOnly'],
  ])('With %j is refused', (over, code, path) => {
    expect(read(Subject.intentExternal, { ...order, ...over })).toMatchObject({ code, path });
  });

  it('Off the tick is told the two nearest ones', () => {
    expect(read(Subject.intentExternal, { ...order, limitPrice: '100.3' })).toMatchObject({
      reason: 'lies between two ticks: 100.25 and 100.5',
    });
  });
});

describe('A command', () => {
  const because = { who: 'ann', why: 'news' };

  it.each([
    [Subject.controlPause, { agentId: 'trend' }, { command: 'pause', scope: 'strategy', subject: 'trend' }],
    [Subject.controlResume, { agentId: 'trend' }, { command: 'resume', scope: 'strategy', subject: 'trend' }],
    [Subject.controlKill, { scope: 'account', target: '' }, { command: 'kill', scope: 'account', subject: '' }],
    [
      Subject.controlRelease,
      { scope: 'instrument', target: 'SPX' },
      { command: 'release', scope: 'instrument', subject: 'SPX' },
    ],
    [
      Subject.controlSetLimits,
      { limits: { position: 0.2, gross: 'none' } },
      { command: 'set-limits', limits: { position: 0.2, gross: 'none' } },
    ],
    [Subject.controlSetMethod, { method: 'majority' }, { command: 'set-method', method: 'majority', weights: {} }],
    [
      Subject.controlSetMethod,
      {
        method: 'weighted',
        weights: [
          { agentId: 'trend', weight: 2 },
          { agentId: 'outside', weight: 1 },
        ],
      },
      { method: 'weighted', weights: { trend: 2, outside: 1 } },
    ],
  ] as const)('%s %j', (subject, payload, expected) => {
    expect(read(subject, { ...payload, ...because })).toMatchObject({
      kind: 'control',
      who: 'ann',
      why: 'news',
      ...expected,
    });
  });

  it.each([
    [Subject.controlPause, { agentId: 'nobody' }, 'CTL_UNKNOWN_TARGET'],
    [Subject.controlKill, { scope: 'account', target: 'trend' }, 'CTL_UNKNOWN_TARGET'],
    [Subject.controlKill, { scope: 'instrument', target: 'trend' }, 'CTL_UNKNOWN_TARGET'],
    [Subject.controlSetLimits, { limits: { position: 101 } }, 'RISK_BAD_LIMIT'],
    [Subject.controlSetLimits, { limits: { position: 0.1, maxPosition: 5 } }, 'RISK_BAD_LIMIT'],
    [Subject.controlSetMethod, { method: 'weighted', weights: [{ agentId: 'trend', weight: 2 }] }, 'META_BAD_WEIGHTS'],
    [Subject.controlSetMethod, { method: 'sum', weights: [{ agentId: 'trend', weight: 2 }] }, 'META_BAD_WEIGHTS'],
    [
      Subject.controlSetMethod,
      { method: 'weighted', weights: [{ agentId: 'nobody', weight: 2 }] },
      'STRAT_UNKNOWN_AGENT',
    ],
  ] as const)('%s %j is refused', (subject, payload, code) => {
    expect(read(subject, { ...payload, ...because })).toMatchObject({ code });
  });
});

describe('A market event', () => {
  const ticks = fc.integer({ min: 1, max: 1_000_000 });
  const size = fc.nat({ max: 1_000_000 });
  const maybe = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | number> => fc.option(values, { nil: Number.NaN });
  const place = fc.constantFrom(0, 1);
  const tsUs = fc.constant(1_000);
  const venueUs = maybe(fc.nat());
  const sorted = fc
    .array(fc.integer({ min: 2, max: 2_000_000 }), { minLength: 4, maxLength: 4 })
    .map((halves) => halves.map((half) => half / 2).toSorted((a, b) => a - b))
    .map(([low, open, close, high]) => ({ low, open, close, high }));
  const sides = fc.record(
    Object.fromEntries(
      ['bid', 'ask'].flatMap((who) => ['Open', 'High', 'Low', 'Close'].map((at) => [who + at, ticks])),
    ),
  );
  const events = fc.oneof(
    fc.record({
      kind: fc.constant('quote' as const),
      quote: fc.record({
        instrument: place,
        tsUs,
        venueUs,
        bidTicks: maybe(ticks),
        bidLots: size,
        askTicks: ticks,
        askLots: size,
      }),
    }),
    fc.record({
      kind: fc.constant('trade' as const),
      trade: fc.record({
        instrument: place,
        tsUs,
        venueUs,
        priceTicks: ticks,
        lots: size,
        aggressor: fc.constantFrom(1, -1, 0),
      }),
    }),
    fc.record({
      kind: fc.constant('bar' as const),
      bar: fc
        .tuple(
          fc.record({
            instrument: place,
            interval: fc.constant(0),
            openUs: fc.constant(0),
            tsUs,
            volume: maybe(fc.nat()),
          }),
          sorted,
          sides,
        )
        .map((parts) => Object.assign({}, ...parts)),
    }),
  );

  it('Comes back, over the message that others are told it by, as it was', () => {
    fc.assert(
      fc.property(events, (fields) => {
        const event = Object.assign(new InputEvent(), fields);
        const again = read(Subject.signalsNormalized, signalOf(event, names));
        expect(again).toMatchObject(fields);
      }),
      { numRuns: 200 },
    );
  });

  it('Of trades only says its prices once', () => {
    const event = new InputEvent();
    event.kind = 'bar';
    const price = { Open: 5, High: 7, Low: 4, Close: 6 };
    for (const [at, value] of Object.entries(price)) {
      Object.assign(event.bar, { [at.toLowerCase()]: value, [`bid${at}`]: value, [`ask${at}`]: value });
    }
    const signal = signalOf(event, names) as Payload<'signals.normalized'> & { kind: 'bar' };
    expect(signal.bid).toBeUndefined();
    expect(read(Subject.signalsNormalized, signal)).toMatchObject({ bar: { bidHigh: 7, askLow: 4 } });
  });

  const trade = { kind: 'trade', instrument: 'BTC', venueUs: null, price: '10.25', quantity: '1', aggressor: 'buyer' };
  const bar = {
    kind: 'bar',
    instrument: 'BTC',
    interval: '1m',
    openUs: 0,
    open: '10',
    high: '11',
    low: '9',
    close: '10',
    volume: null,
  };

  it.each([
    [{ ...trade, instrument: 'ETH' }, 'DATA_UNKNOWN_INSTRUMENT', '/payload/instrument'],
    [{ ...trade, price: '10.1' }, 'DATA_OFF_TICK', '/payload/price'],
    [{ ...trade, quantity: '9'.repeat(30) }, 'DATA_OFF_LOT', '/payload/quantity'],
    [{ ...bar, interval: '5m' }, 'DATA_INVALID', '/payload/interval'],
    [{ ...bar, openUs: 2_000 }, 'DATA_INVALID', '/payload/openUs'],
    [{ ...bar, low: '10.5' }, 'DATA_INVALID', '/payload/high'],
    [{ ...bar, high: '9.5' }, 'DATA_INVALID', '/payload/high'],
    [{ ...bar, close: '10.1' }, 'DATA_OFF_TICK', '/payload/close'],
    [{ ...bar, bid: { open: '10', high: '11', low: '9', close: '10' } }, 'DATA_INVALID', '/payload/ask'],
    [
      { kind: 'alert', instrument: 'BTC', side: 'buy', strength: 1, price: null, text: '' },
      'DATA_INVALID',
      '/payload/kind',
    ],
  ])('%j is refused', (payload, code, path) => {
    expect(read(Subject.signalsNormalized, payload)).toMatchObject({ code, path });
  });
});

it.each(INPUT_SUBJECTS)('%s becomes an input that can be recorded, or is refused by a code', (subject) => {
  fc.assert(
    fc.property(
      valuesOfSchema(contracts[subject].payload),
      fc.constantFrom('BTC', 'SPX', undefined),
      (any, instrument) => {
        const given = any as Record<string, unknown>;
        const known = { ...given, ...(instrument && 'instrument' in given && { instrument }) };
        if (instrument !== undefined && 'agentId' in known) known.agentId = 'trend';
        const event = read(subject, known);
        if ('code' in event) expect(isErrorCode(event.code)).toBe(true);
        else
          expect(
            decodeInput(encodeInput(event, new InputOrigin()), new InputEvent(), new InputOrigin()),
          ).toBeUndefined();
      },
    ),
    { numRuns: 30 },
  );
});

it('A message that is about something else is no input', () => {
  const payload = { kind: 'warning', agentId: null, text: '', values: [] };
  expect(read(Subject.notice, payload)).toMatchObject({ code: 'DATA_UNKNOWN_SUBJECT' });
});
