import { describe, expect, it } from 'vitest';
import { encodeInput } from '../contracts/input.ts';
import { InputCommand, InputEvent, InputKind, InputOrigin } from '../contracts/input-event.ts';
import { parseDecimal } from '../core/base/decimal.ts';
import { idOf } from '../core/base/ids.ts';
import { makeInstrument } from '../core/model/instrument.ts';
import { ReportKind } from '../core/model/report.ts';
import { missingFields } from './demanded-fields.ts';
import { factsOf, isAbout, isCommand } from './facts.ts';
import { type AuditRecord, type Message, readRecord, recordLine } from './record.ts';
import { inputMessage } from './record-of.ts';

const names = { instruments: ['SPX', 'BTC'], agents: ['mean', 'trend'] };
const origin = Object.assign(new InputOrigin(), { source: 'venue', sequence: 4, correlationId: 'c-1' });

function event(kind: InputKind, fields: object): InputEvent {
  return Object.assign(new InputEvent(), { kind, sequence: 9, tsUs: 1_000_000 }, fields);
}

function recordWith(input: Message): AuditRecord {
  return { sequence: 9, tsUs: 1_000_000, input, caused: [] };
}

describe('An input', () => {
  it.each(Object.values(InputKind))('of every kind becomes a message: %s', (kind) => {
    const message = inputMessage(encodeInput(event(kind, {}), origin), names);
    expect(message).toMatchObject({ id: 'in-9', source: 'venue', sourceSequence: 4, correlationId: 'c-1' });
    expect(message.subject).toBe(kind === InputKind.control ? 'control.pause' : `input.${kind}`);
  });

  it('from a market stands in prices where its instruments are known', () => {
    const bar = event(InputKind.bar, {});
    Object.assign(bar.bar, {
      ...{
        instrument: 0,
        interval: 0,
        openUs: 0,
        tsUs: 60_000_000,
        open: 1_001,
        high: 1_020,
        low: 990,
        close: 1_002.5,
      },
      ...{ bidOpen: 1_001, bidHigh: 1_020, bidLow: 990, bidClose: 1_002 },
      ...{ askOpen: 1_001, askHigh: 1_020, askLow: 990, askClose: 1_003 },
    });
    const cents = { tickSize: parseDecimal('0.01')!, lotSize: parseDecimal('1')! };
    const market = {
      instruments: [makeInstrument({ name: 'SPX', currency: 'USD', ...cents }, 0)],
      intervals: [['1m']],
      agents: [],
    };
    const encoded = encodeInput(bar, origin);
    expect(inputMessage(encoded, { ...names, market })).toMatchObject({
      subject: 'input.bar',
      kind: 'bar',
      instrument: 'SPX',
      interval: '1m',
      open: '10.01',
      close: '10.025',
      ask: { close: '10.03' },
      volume: null,
    });
    expect(inputMessage(encoded, names)).toMatchObject({ instrument: 'SPX', close: 1_002.5 });
  });

  it('that begins a session says what is the same for all of it, and nothing that is asked for is missing', () => {
    const start = { memberId: null, capacity: 'own account', clockSource: 'a clock', limits: { gross: 1.5 } };
    const input = inputMessage(encodeInput(event(InputKind.start, {}), origin), { ...names, start });
    expect(input).toMatchObject({ subject: 'input.start', ...start });
    const record = recordWith(input);
    expect(missingFields(record)).toEqual([]);
    const bare = inputMessage(encodeInput(event(InputKind.start, {}), origin), names);
    expect(missingFields(recordWith(bare))).toHaveLength(3);
  });

  it('of a venue is found by its order and its instrument', () => {
    const filled = event(InputKind.report, {});
    Object.assign(filled.report, {
      kind: ReportKind.filled,
      orderId: idOf(7, 0),
      instrument: 1,
      priceTicks: 10,
      lots: 3,
      fillId: 12,
    });
    const message = inputMessage(encodeInput(filled, origin), names);
    expect(message).toMatchObject({
      kind: 'filled',
      orderId: 'o-7.0',
      instrument: 'BTC',
      priceTicks: 10,
      lots: 3,
      fee: '0',
    });
    expect(isAbout(message, 'order', 'o-7.0')).toBe(true);
    expect(isAbout(message, 'fill', '12')).toBe(false);
  });

  it('of a person is a command, with its limits by name', () => {
    const set = event(InputKind.control, {
      command: InputCommand.setLimits,
      who: 'ana',
      why: 'calm',
      limits: { maxDailyLoss: 500 },
    });
    const input = inputMessage(encodeInput(set, origin), names);
    expect(input).toMatchObject({
      subject: 'control.set_limits',
      who: 'ana',
      why: 'calm',
      limits: { maxDailyLoss: 500 },
    });
    const [fact] = factsOf(recordWith(input));
    expect(isCommand(fact)).toBe(true);
  });
});

describe('A record', () => {
  it('holds the payloads of what came out beside their ids, and comes back as it went', () => {
    const input = inputMessage(encodeInput(event(InputKind.instant, {}), origin), names);
    const cancel = {
      ...{ subject: 'orders.cancel', id: 'm-9.0', causationId: 'in-9', correlationId: 'c-1' },
      ...{ orderId: 'o-7.0', clientOrderId: 'x', instrument: 'SPX' },
    };
    const record = { sequence: 9, tsUs: 1_000_000, input, caused: [cancel], hops: { toEngineUs: 3 } };
    expect(readRecord(recordLine(record, '00'))).toMatchObject(record);
  });

  it.each([
    '',
    '{}',
    '{"sequence":1,"tsUs":1,"input":{},"caused":[]}',
    '{"sequence":1.5,"tsUs":1,"input":{"subject":"a"},"caused":[]}',
    '[1]',
  ])('is not read from %j', (line) => expect(() => readRecord(line)).toThrow(/expected a record of the audit log/));
});
