import { cpSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { must } from '../core/base/assert.ts';
import { DAY_US } from '../core/base/time.ts';
import { noteIn, readCheckpoint } from './checkpoint.ts';
import { DEMANDS, missingFields } from './demanded-fields.ts';
import { explain } from './explain.ts';
import { explanationText } from './explain-text.ts';
import { factsOf } from './facts.ts';
import { AuditLog } from './log.ts';
import { leafHash } from './merkle.ts';
import { orderAt } from './order-state.ts';
import { query, type Query } from './query.ts';
import type { AuditRecord, Message } from './record.ts';
import { type Gap, readRecords, segmentName } from './record-files.ts';
import { commands, limitReport, report } from './reports.ts';
import { archive } from './retention.ts';
import { logOptions, newSigner, sessionRecords, writeLog } from './session.twin.ts';
import { verify } from './verify.ts';
import { type Item, sourceOf } from './verify-source.ts';

const { folder: root } = temporaryFolder();
const signer = newSigner();
const log = join(root, 'log');
const COUNT = 120;
const records = sessionRecords(COUNT);
const at = (sequence: number) => records[sequence - 1].tsUs;

beforeAll(async () => {
  await writeLog(log, records, signer, { segmentBytes: 20_000 });
});

describe('A question to the log', () => {
  const found = (asked: Query) =>
    [...query(log, asked)].flatMap(({ record, facts }) => facts.map(({ subject }) => `${record.sequence} ${subject}`));

  it('about an order finds all that was said of it, and nothing else', () => {
    expect(found({ order: 'o-7.0' })).toEqual([
      '7 orders.approved',
      '7 orders.submit',
      '7 executions.order_update',
      '8 input.report',
      '8 executions.order_update',
      '9 input.report',
      '9 executions.order_update',
      '9 executions.fill',
      '10 input.report',
      '10 executions.order_update',
      '10 executions.fill',
    ]);
  });

  it.each<[Query, string[]]>([
    [{ intent: 'i-7.1' }, ['7 decisions.order_intent.proposed', '7 decisions.meta']],
    [{ decision: 'd-7.0', subject: 'risk' }, ['7 risk.violations']],
    [{ fill: 'f-10.0' }, ['10 executions.fill']],
    [{ fill: '10' }, ['10 executions.fill']],
    [{ agent: 'trend', fromSequence: 5, toSequence: 9 }, ['7 decisions.order_intent.proposed', '7 decisions.meta']],
    [{ instrument: 'NONE' }, []],
    [{ subject: 'control', fromUs: at(6), toUs: at(11) }, ['6 control.set_limits', '11 control.set_limits']],
    [{ subject: 'contr' }, []],
    [{ order: 'o-7.0', subject: 'executions.fill' }, ['9 executions.fill', '10 executions.fill']],
  ])('%j', (asked, expected) => expect(found(asked)).toEqual(expected));

  it('finds what looking at every message finds', () => {
    const asked = fc.record(
      {
        instrument: fc.constantFrom('SPX', 'NONE'),
        order: fc.constantFrom('o-2.0', 'o-7.0', 'c-o-12.0'),
        subject: fc.constantFrom('orders', 'executions', 'executions.fill', 'risk.violations'),
        fromUs: fc.integer({ min: 1, max: COUNT }).map(at),
        toUs: fc.integer({ min: 1, max: COUNT }).map(at),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(asked, ({ instrument, order, subject, fromUs = 0, toUs = Infinity }) => {
        const isIt = (message: Message) =>
          (instrument === undefined || message.instrument === instrument) &&
          (order === undefined || [message.orderId, message.clientOrderId].includes(order)) &&
          (subject === undefined || `${message.subject}.`.startsWith(`${subject}.`));
        const expected = records
          .filter(({ tsUs }) => tsUs >= fromUs && tsUs <= toUs)
          .flatMap((record) =>
            factsOf(record)
              .filter(({ message }) => isIt(message))
              .map((fact) => `${record.sequence} ${fact.subject}`),
          );
        expect(found({ instrument, order, subject, fromUs, toUs })).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
});

describe('An order', () => {
  it.each([
    [7, 'submitted', '0', '10'],
    [8, 'accepted', '0', '10'],
    [9, 'partiallyFilled', '4', '6'],
    [10, 'filled', '10', '0'],
    [COUNT, 'filled', '10', '0'],
  ])('stands, after record %i, where the records up to then say', (sequence, state, filled, remaining) => {
    expect(orderAt(log, 'o-7.0', at(sequence))).toMatchObject({ state, filled, remaining });
  });

  it('has the terms that the venue confirmed, and says what is asked for', async () => {
    const terms = records[6].caused.find(({ subject }) => subject === 'orders.submit') ?? { subject: '' };
    const step = (sequence: number, ...caused: Message[]): AuditRecord => ({
      sequence,
      tsUs: at(sequence),
      input: { subject: 'input.instant' },
      caused,
    });
    const update = (state: string) => ({
      subject: 'executions.order_update',
      orderId: 'o-7.0',
      state,
      filled: '0',
      remaining: '10',
      averagePrice: null,
      reason: '',
    });
    const { folder } = await writeLog(join(root, 'changed'), [
      step(1, terms, update('accepted')),
      step(
        2,
        { subject: 'orders.replace', orderId: 'o-7.0', quantity: null, limitPrice: '99.00', stopPrice: null },
        update('pendingUpdate'),
      ),
      step(3, update('accepted')),
      step(4, { subject: 'orders.cancel', orderId: 'o-7.0' }, update('pendingCancel')),
      step(5, update('canceled')),
    ]);
    expect(orderAt(folder, 'o-7.0', at(2))).toMatchObject({
      state: 'pendingUpdate',
      pending: ['replace'],
      terms: { limitPrice: '100.50' },
    });
    expect(orderAt(folder, 'o-7.0', at(3))).toMatchObject({
      state: 'accepted',
      pending: [],
      terms: { limitPrice: '99.00', quantity: '10' },
    });
    expect(orderAt(folder, 'o-7.0', at(4))).toMatchObject({ state: 'pendingCancel', pending: ['cancel'] });
    expect(orderAt(folder, 'o-7.0', at(5))).toMatchObject({ state: 'canceled', pending: [] });
  });

  it('of which nothing is recorded by then is a mistake of who asks', () => {
    expect(() => orderAt(log, 'o-7.0', at(6))).toThrow(/nothing is recorded of o-7.0/);
  });

  it('is not said to be unknown where the records that may have been about it are missing', () => {
    const folder = join(root, 'beheaded');
    cpSync(log, folder, { recursive: true });
    rmSync(join(folder, 'records', segmentName(1)));
    const told: string[] = [];
    const onGap = ({ message }: Gap) => void told.push(message);
    const integrity = expect.objectContaining({ kind: 'integrity' });
    expect(() => orderAt(folder, 'o-7.0', undefined, onGap)).toThrow(integrity);
    expect(told).toEqual([expect.stringMatching(/^records 1 to \d+ are missing from the audit log: /)]);
    for (const id of ['o-7.0', 'f-10.0', 'x']) expect(() => explain(folder, id, onGap), id).toThrow(integrity);
    expect(told).toContainEqual(expect.stringMatching(/^record 10 is missing from the audit log: /));
    expect(() => orderAt(log, 'o-999.0', undefined, onGap)).toThrow(expect.objectContaining({ kind: 'usage' }));
  });
});

describe('An explanation', () => {
  it.each(['o-7.0', 'f-10.0', 'c-o-7.0', '10'])(
    'of %s goes back to the bar: votes, dissent, limits, hashes and times',
    (id) => {
      const found = explain(log, id);
      expect(found).toMatchObject({
        orderId: 'o-7.0',
        dissent: 0.25,
        decision: { decisionId: 'd-7.0', method: 'majority' },
      });
      expect(found.votes.map(({ vote, intent, on }) => [vote.agentId, vote.share, intent?.targetPosition, on])).toEqual(
        [
          ['mean', '4', '8', 7],
          ['trend', '10', '20', 7],
        ],
      );
      expect(found.limits.map(({ rule, maxAllowed }) => [rule, maxAllowed])).toEqual([['position', '10']]);
      expect(found.fills.map(({ quantity }) => quantity)).toEqual(['4', '6']);
      expect(found.records.map(({ sequence }) => sequence)).toEqual([7, 8, 9, 10]);
      expect(found.records[0]).toMatchObject({ input: { kind: 'bar', close: '100' }, hops: { toEngineUs: 9 } });
      const [bar] = readRecords(log, 7, 7);
      expect(found.records[0].hash).toBe(leafHash(Buffer.from((bar as { line: string }).line)).toString('hex'));
    },
  );

  it('is told in words', () => {
    const text = explanationText(explain(log, 'o-7.0'));
    for (const words of [
      'buy 10 SPX, limit limit 100.50, DAY',
      'now filled, filled 10 at an average of 100.25',
      'from 0 to 14 by the votes, 10 after the account',
      'dissent 0.25, override: position-limit',
      'close 100 above mean 99.5',
      'position (instrument, warning) on d-7.0: 0.42 against 0.3, asked 14, most allowed 10',
      'market 100.20 / 100.30, middle 100.25',
      'signals.normalized bar SPX close 100',
      'toEngineUs 9 us',
    ])
      expect(text).toContain(words);
  });

  it('of nothing that is recorded is refused', () => {
    expect(() => explain(log, 'x')).toThrow(/expected an order or a fill of this session/);
    expect(() => explain(log, 'f-2.0')).toThrow(/expected an order or a fill/);
    expect(() => explain(log, 'o-999.0')).toThrow(/nothing is recorded of o-999.0/);
  });
});

describe('Reports', () => {
  it('tell decisions and violations of a time', () => {
    const period = { fromUs: at(7), toUs: at(12) };
    expect([...report(log, 'decisions', period)].map(({ sequence }) => sequence)).toEqual([7, 12]);
    expect([...report(log, 'violations', period)].map(({ message }) => message.rule)).toEqual(['position', 'position']);
  });

  it('tell every limit, who changed it, and how often limits were reached', () => {
    const { limits, breaches } = limitReport(log);
    expect(limits).toEqual({
      maxDailyLoss: { value: 5_116, who: 'ana', why: 'calmer market', sequence: 116, tsUs: at(116) },
    });
    expect(breaches).toEqual({ position: { count: 24, lastUs: at(117) } });
    expect([...commands(log, {})]).toHaveLength(23);
    expect(limitReport(log, { toUs: at(11) }).limits).toMatchObject({ maxDailyLoss: { value: 5_011 } });
  });
});

describe('Records', () => {
  it('carry every field that keepers of records are asked for', () => {
    expect(records.flatMap(missingFields)).toEqual([]);
    const demanded = new Set<string>(DEMANDS.map(({ subject }) => subject));
    for (const kind of [
      'input.start',
      'orders.submit',
      'executions.fill',
      'executions.order_update',
      'control.set_limits',
    ])
      expect(demanded).toContain(kind);
  });

  it('that lack one are named, with the rule', () => {
    const without = (message: Message, field: string) =>
      Object.fromEntries(Object.entries(message).filter(([key]) => key !== field)) as Message;
    for (const { subject, either, rule } of DEMANDS) {
      const record = records.find((each) => factsOf(each).some((fact) => fact.subject === subject));
      if (record === undefined) continue;
      const strip = (message: Message) => (message.subject === subject ? either.reduce(without, message) : message);
      const found = missingFields({ ...record, input: strip(record.input), caused: record.caused.map(strip) });
      expect(found.join('\n')).toContain(`${subject} lacks ${either.join(' or ')} (${rule}`);
    }
  });
});

describe('An archive', () => {
  const nowUs = at(COUNT) + 10 * DAY_US;

  it('is packed only when it is old enough, verifies and answers as before, and keeps the log open to more', async () => {
    const folder = join(root, 'archived');
    for (const count of [20, 40, 60, 80, COUNT])
      await writeLog(folder, records.slice(0, count), signer, { segmentBytes: 20_000 });
    const before = [...readRecords(folder)].map(({ line }) => line);
    for (const name of readdirSync(join(folder, 'records'))) utimesSync(join(folder, 'records', name), 0, 0);
    const names = readdirSync(join(folder, 'records'));
    const first = readFileSync(join(folder, 'records', names[0]));
    const age = nowUs - at(60);
    await expect(archive(folder, { nowUs, olderThanUs: age, retentionUs: age + 1 })).rejects.toThrow(
      /records are kept as written/,
    );
    expect(await archive(folder, { nowUs, olderThanUs: 11 * DAY_US, retentionUs: DAY_US })).toEqual([]);
    const packed = await archive(folder, { nowUs, olderThanUs: age, retentionUs: DAY_US });
    expect(packed.length).toBeGreaterThan(0);
    expect(packed.length).toBeLessThan(names.length - 1);
    expect(gunzipSync(readFileSync(packed[0])).equals(first)).toBe(true);
    expect(readdirSync(join(folder, 'records'))).toHaveLength(names.length);
    expect([...readRecords(folder)].map(({ line }) => line)).toEqual(before);
    expect(verify(folder)).toMatchObject({ ok: true, records: COUNT });
    await writeLog(folder, sessionRecords(COUNT + 5).slice(COUNT), signer, { segmentBytes: 20_000 });
    expect(verify(folder)).toMatchObject({ ok: true, records: COUNT + 5 });

    const bytes = readFileSync(packed[0]);
    bytes[bytes.length >> 1] ^= 255;
    writeFileSync(packed[0], bytes);
    const damaged = `${packed[0]}: the archive does not unpack`;
    expect(verify(folder)).toMatchObject({ ok: false, record: 1, message: expect.stringContaining(damaged) });
    expect(() => [...readRecords(folder)]).toThrow(damaged);
  });

  it('may be made, and the log go on, while somebody reads or verifies', async () => {
    const folder = join(root, 'meanwhile');
    for (const count of [20, 40, 60]) await writeLog(folder, records.slice(0, count), signer, { segmentBytes: 20_000 });
    for (const name of readdirSync(join(folder, 'records'))) utimesSync(join(folder, 'records', name), 0, 0);
    const [read, verified] = [readRecords(folder), must(sourceOf(folder), 'a log').items[Symbol.iterator]()];
    const [first, second] = [read.next().value, verified.next().value];
    expect([first?.record.sequence, second?.kind]).toEqual([1, 'record']);

    const packed = await archive(folder, { nowUs, olderThanUs: DAY_US, retentionUs: DAY_US });
    expect(packed.length).toBeGreaterThan(1);
    await writeLog(folder, records.slice(60, 100), signer, { segmentBytes: 20_000 });
    expect([...read].map(({ record }) => record.sequence).slice(0, 59)).toEqual(
      Array.from({ length: 59 }, (_, i) => i + 2),
    );
    let count = 1;
    for (let next = verified.next(); next.done !== true; next = verified.next()) {
      const { kind, bytes } = next.value as Item;
      if (kind === 'record') count += 1;
      else expect(readCheckpoint(noteIn(bytes) ?? '')?.size).toBeLessThanOrEqual(count);
    }
    expect(count).toBeGreaterThanOrEqual(60);
  });

  it('keeps the last segment as it is', async () => {
    const { folder } = await writeLog(join(root, 'single'), records.slice(0, 5), signer);
    expect(await archive(folder, { nowUs, olderThanUs: DAY_US, retentionUs: DAY_US })).toEqual([]);
    const again = await AuditLog.open(logOptions(folder, signer));
    expect(again.size).toBe(5);
    await again.close();
  });
});
