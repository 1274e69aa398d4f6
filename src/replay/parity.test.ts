import { beforeAll, describe, expect, it } from 'vitest';
import { DAY_US } from '../core/base/time.ts';
import { noise, walk } from '../core/engine/noise.twin.ts';
import { readRecord, recordLine } from '../audit/record.ts';
import type { Scenario } from '../backtest/scenario.ts';
import { parity as compare } from './parity.ts';
import { edited, recordScenario, type Recording, recordingOf } from './recorded.twin.ts';

const scenario: Scenario = {
  seed: 3,
  instruments: {
    A: { bars: walk(3, 30), intervalUs: DAY_US / 4, resample: [4] },
    B: { bars: walk(4, 15), intervalUs: DAY_US / 2 },
  },
  agents: {
    p: { strategy: noise, params: { orders: false, timers: true, activity: 0.7 } },
    q: { strategy: noise, params: { orders: true, timers: false, activity: 0.7 } },
  },
  consensus: { method: 'majority' },
  execution: { fees: { model: 'bps', bps: 2 } },
};

let whole: Recording;
beforeAll(async () => {
  whole = await recordScenario(scenario);
});

function parity(recording: Recording) {
  return compare(recording, { spec: recording.spec, venue: 'paper' });
}

/** The session with a line of its audit log otherwise. */
function altered(sequence: number, alter: (text: string) => string): Recording {
  const auditLines = whole.auditLines.map((line, k) =>
    k === sequence - 1 ? Buffer.from(alter(line.toString('utf8'))) : line,
  );
  return recordingOf({ ...whole, auditLines });
}

const fillAt = () => 1 + whole.auditLines.findIndex((line) => line.includes('"executions.fill"'));

describe('A recorded session', () => {
  it('is the same through a fresh engine, to its last state', () => {
    const found = parity(whole);
    const { length } = whole.records;
    expect(found).toMatchObject({ identical: true, inputs: length, compared: length, unrecorded: 0, differing: 0 });
    expect(found.first).toBeUndefined();
    expect(found.states).toHaveLength(1);
    expect(found.messages['executions.fill']).toBeGreaterThan(5);
    expect(found.messages['decisions.meta']).toBeGreaterThan(10);
  });

  it.each([[[20]], [[60, 35]], [[150]], [[90, 90, 90]]])('is, with deaths at steps %j', async (deaths) => {
    const found = parity(await recordScenario(scenario, { deaths }));
    expect(found).toMatchObject({ identical: true, unrecorded: 0 });
    expect(found.messages['executions.fill']).toBe(parity(whole).messages['executions.fill']);
  });

  it('whose fee was changed in the journal is not, from that input on', () => {
    const sequence = fillAt();
    const found = parity(
      edited(whole, (event) => {
        if (event.sequence !== sequence) return false;
        event.report.fee += 1n;
        return true;
      }),
    );
    expect(found.identical).toBe(false);
    expect(found.first).toMatchObject({ sequence, subject: 'input.report', field: 'input.fee' });
    expect(found.states[0].recorded).not.toBe(found.states[0].replayed);
  });

  it('whose audit record tells another price is not, and the field is named with both values', () => {
    const sequence = fillAt();
    const place = readRecord(whole.auditLines[sequence - 1].toString('utf8')).caused.findIndex(
      ({ subject }) => subject === 'executions.fill',
    );
    const price = readRecord(whole.auditLines[sequence - 1].toString('utf8')).caused[place].price;
    const found = parity(altered(sequence, (text) => text.replace(`"price":"${String(price)}"`, '"price":"1.23"')));
    expect(found).toMatchObject({
      identical: false,
      differing: 1,
      first: {
        sequence,
        subject: 'executions.fill',
        field: `caused[${place}].price`,
        recorded: '1.23',
        replayed: price,
      },
    });
  });

  it.each([
    ['a message taken away', /\{[^{}]*"subject":"portfolio.position"[^{}]*\},?/, '', /^caused\[\d+\]/],
    ['its time', /"tsUs":(\d+)\}$/, '"tsUs":1}', /^tsUs$/],
    ['its number', /"sequence":(\d+),"tsUs":(\d+)\}$/, '"sequence":9,"tsUs":$2}', /^sequence$/],
    ['a message more', '{"caused":[', '{"caused":[{"subject":"orders.submit"},', /^caused\[0\]/],
  ])('shows in its audit record %s', (_, from, to, field) => {
    const sequence = fillAt();
    const repaired = altered(sequence, (text) => text.replace(from, to).replace(/,\](?=,"input")/, ']'));
    expect(repaired.auditLines[sequence - 1].equals(whole.auditLines[sequence - 1])).toBe(false);
    const { first } = parity(repaired);
    expect(first?.sequence).toBe(sequence);
    expect(first?.field).toMatch(field);
  });

  it('takes no notice of measured times and of the place in the chain', () => {
    const sequence = fillAt();
    const { caused, input, tsUs } = readRecord(whole.auditLines[sequence - 1].toString('utf8'));
    const line = recordLine({ sequence, tsUs, input, caused, hops: { decidedUs: 12 } }, 'ab'.repeat(32));
    expect(parity(altered(sequence, () => line)).identical).toBe(true);
  });

  it('that a crash ended before its last audit records is the same as far as they go', () => {
    const cut = recordingOf({ ...whole, auditLines: whole.auditLines.slice(0, -7) });
    expect(parity(cut)).toMatchObject({ identical: true, unrecorded: 7, compared: whole.records.length - 7 });
  });

  it('whose audit log goes on beyond its journal is not the same', () => {
    const records = whole.records.slice(0, -3);
    const found = parity(recordingOf({ ...whole, records }));
    expect(found).toMatchObject({ identical: false, first: { sequence: records.length + 1, replayed: null } });
  });

  it('whose snapshot holds another state is not the same', () => {
    const states = [{ ...whole.states[0], stateHash: 'another' }];
    expect(parity(recordingOf({ ...whole, states }))).toMatchObject({ identical: false, differing: 0 });
  });

  it('of other instruments is told apart from a defect', () => {
    const records = whole.records.map((record) => ({ ...record }));
    const other = edited(recordingOf({ ...whole, records }), (event) => {
      if (event.kind !== 'bar') return false;
      event.bar.instrument = 5;
      return true;
    });
    expect(() => parity(other)).toThrow(/instrument 5 of 2: it is of another session/);
    expect(() => parity(recordingOf({ ...whole, records: whole.records.slice(1) }))).toThrow(/expected input 1, found/);
  });
});
