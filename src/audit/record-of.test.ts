import { describe, expect, it } from 'vitest';
import { encodeInput } from '../contracts/input.ts';
import { InputCommand, InputEvent, InputKind, InputOrigin } from '../contracts/input-event.ts';
import { idOf } from '../core/base/ids.ts';
import { ReportKind } from '../core/model/report.ts';
import { factsOf, isAbout, isCommand } from './facts.ts';
import { readRecord, recordLine } from './record.ts';
import { inputMessage, recordOf } from './record-of.ts';

const names = { instruments: ['SPX', 'BTC'], agents: ['mean', 'trend'] };
const origin = Object.assign(new InputOrigin(), { source: 'venue', sequence: 4, correlationId: 'c-1' });

function event(kind: InputKind, fields: object): InputEvent {
  return Object.assign(new InputEvent(), { kind, sequence: 9, tsUs: 1_000_000 }, fields);
}

describe('An input', () => {
  it.each(Object.values(InputKind))('of every kind becomes a message: %s', (kind) => {
    const message = inputMessage(encodeInput(event(kind, {}), origin), names);
    expect(message).toMatchObject({ id: 'in-9', source: 'venue', sourceSequence: 4, correlationId: 'c-1' });
    expect(message.subject).toBe(kind === InputKind.control ? 'control.pause' : `input.${kind}`);
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
    const [fact] = factsOf(recordOf(input, [], { sequence: 9, tsUs: 1_000_000 }));
    expect(isCommand(fact)).toBe(true);
  });
});

describe('A record', () => {
  it('holds the payloads of what came out beside their ids, and comes back as it went', () => {
    const envelope = {
      id: 'm-9.0',
      subject: 'orders.cancel',
      schemaVersion: 1,
      tsUs: 1_000_000,
      source: 'engine',
      sequence: idOf(9, 0),
      correlationId: 'c-1',
      causationId: 'in-9',
      payload: { orderId: 'o-7.0', clientOrderId: 'x', instrument: 'SPX' },
    };
    const input = inputMessage(encodeInput(event(InputKind.instant, {}), origin), names);
    const record = recordOf(input, [envelope], { sequence: 9, tsUs: 1_000_000, hops: { toEngineUs: 3 } });
    expect(record.caused).toEqual([
      {
        subject: 'orders.cancel',
        id: 'm-9.0',
        causationId: 'in-9',
        correlationId: 'c-1',
        orderId: 'o-7.0',
        clientOrderId: 'x',
        instrument: 'SPX',
      },
    ]);
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
