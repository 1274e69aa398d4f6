import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valuesOfSchema } from './arbitrary.twin.ts';
import { deadLetter, MESSAGE_BYTES_MAX, parse, type Rejection } from './codec.ts';
import { contracts } from './contracts.ts';
import { isErrorCode } from './error-codes.ts';
import { SUBJECTS, subjectOf } from './subjects.ts';

const trade = { kind: 'trade', instrument: 'SPX', venueUs: null, price: '101.25', quantity: '3', aggressor: 'buyer' };

function signal(payload: object, over: object = {}): string {
  return JSON.stringify({
    id: 'm-1.0',
    subject: 'signals.normalized',
    schemaVersion: 1,
    tsUs: 5,
    source: 'feed/test',
    sequence: 1,
    correlationId: 'in-1',
    causationId: '',
    payload,
    ...over,
  });
}

function refused(body: Uint8Array | string, arrivedOn?: string): Rejection {
  const result = parse(body, arrivedOn);
  if (result.ok) throw new Error('was taken');
  return result;
}

describe('Every kind of message', () => {
  it('Has one contract', () => {
    expect(Object.keys(contracts).sort()).toEqual([...SUBJECTS].sort());
    for (const subject of SUBJECTS) expect(contracts[subject].subject).toBe(subject);
  });

  it.each(SUBJECTS)('%s comes back from its text as it was', (subject) => {
    fc.assert(
      fc.property(valuesOfSchema(contracts[subject].schema), (message) => {
        const result = parse(JSON.stringify(message));
        expect(result).toEqual({ ok: true, name: subject, message });
      }),
      { numRuns: 15 },
    );
  });

  it.each(SUBJECTS)('%s with a field more, or one less, is refused and the field is named', (subject) => {
    fc.assert(
      fc.property(valuesOfSchema(contracts[subject].schema), fc.nat(), (value, n) => {
        const message = value as { payload: Record<string, unknown> };
        const more = { ...message, payload: { ...message.payload, unheardOf: 1 } };
        expect(parse(JSON.stringify(more))).toMatchObject({ ok: false, code: 'DATA_INVALID' });
        const names = ['id', 'tsUs', 'source', 'sequence', 'correlationId', 'causationId', 'payload'];
        const left = names[n % names.length];
        const less = refused(JSON.stringify({ ...message, [left]: undefined }));
        expect(less).toMatchObject({ code: 'DATA_INVALID' });
        expect(less.reason + less.path).toContain(left);
      }),
      { numRuns: 4 },
    );
  });
});

describe('A message is refused by name', () => {
  it.each([
    ['a price that is no number', signal({ ...trade, price: 'NaN' }), 'DATA_INVALID', '/payload/price'],
    ['a price as a float', signal({ ...trade, price: 101.25 }), 'DATA_INVALID', '/payload/price'],
    ['an infinite price', signal({ ...trade, price: 'Infinity' }), 'DATA_INVALID', '/payload/price'],
    ['a negative size', signal({ ...trade, quantity: '-1' }), 'DATA_INVALID', '/payload/quantity'],
    ['a word that is none of those known', signal({ ...trade, aggressor: 'me' }), 'DATA_INVALID', '/payload/aggressor'],
    ['an unknown kind', signal({ ...trade, kind: 'book' }), 'DATA_INVALID', '/payload/kind'],
    ['an unknown field', signal({ ...trade, colour: 'red' }), 'DATA_INVALID', '/payload/colour'],
    ['an unknown field of the envelope', signal(trade, { trace: 'x' }), 'DATA_INVALID', '/trace'],
    ['a time with a fraction', signal(trade, { tsUs: 1.5 }), 'DATA_INVALID', '/tsUs'],
    ['a name without end', signal({ ...trade, instrument: 'x'.repeat(129) }), 'DATA_INVALID', '/payload/instrument'],
    ['another version', signal(trade, { schemaVersion: 2 }), 'DATA_UNKNOWN_VERSION', '/schemaVersion'],
    ['a version that is an object', signal(trade, { schemaVersion: {} }), 'DATA_UNKNOWN_VERSION', '/schemaVersion'],
    ['an unknown subject', signal(trade, { subject: 'signals.secret' }), 'DATA_UNKNOWN_SUBJECT', '/subject'],
    [
      'a subject with two tokens more',
      signal(trade, { subject: 'decisions.meta.a.b' }),
      'DATA_UNKNOWN_SUBJECT',
      '/subject',
    ],
    ['no subject', signal(trade, { subject: undefined }), 'DATA_INVALID', '/subject'],
    ['a list', '[]', 'DATA_INVALID', ''],
    ['null', 'null', 'DATA_INVALID', ''],
    ['NaN in JSON', '{"a":NaN}', 'DATA_NOT_JSON', ''],
    ['nothing', '', 'DATA_NOT_JSON', ''],
    ['a million brackets', '['.repeat(1_000_000), 'DATA_NOT_JSON', ''],
    ['a body of 10 MB', 'x'.repeat(10_000_000), 'DATA_TOO_LARGE', ''],
    ['a body that is too large only in bytes', 'é'.repeat(MESSAGE_BYTES_MAX / 2 + 1), 'DATA_TOO_LARGE', ''],
    ['too many bytes', new Uint8Array(MESSAGE_BYTES_MAX + 1), 'DATA_TOO_LARGE', ''],
    ['bytes that are no text', Uint8Array.of(0x22, 0xff, 0x22), 'DATA_NOT_TEXT', ''],
  ])('%s', (_what, body, code, path) => {
    expect(refused(body)).toMatchObject({ code, path });
  });

  it('An infinite number, which JSON can hide in an exponent', () => {
    const body = signal({ limits: {}, who: 'ann', why: 'late' }, { subject: 'control.set_limits' }).replace(
      '"limits":{}',
      '"limits":{"position":1e999}',
    );
    expect(refused(body)).toMatchObject({ code: 'DATA_INVALID', path: '/payload/limits/position' });
  });

  it('A value nested so deeply that it cannot be written again', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(refused(signal(trade).replace('"payload":{', `"payload":{"x":${deep},`))).toMatchObject({
      code: 'DATA_INVALID',
    });
    expect(refused(signal(trade).replace('"schemaVersion":1', `"schemaVersion":${deep}`)).code).toBe(
      'DATA_UNKNOWN_VERSION',
    );
    expect(refused(deep)).toMatchObject({ code: 'DATA_INVALID' });
  });

  it('One that came on another subject than it names', () => {
    expect(refused(signal(trade), 'risk.violations').code).toBe('DATA_SUBJECT_MISMATCH');
    expect(parse(signal(trade), 'signals.normalized').ok).toBe(true);
  });

  it('Whatever the bytes: it never throws, and the code is one of the catalogue', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.string(),
          fc.json(),
          fc.string().map((text) => signal({ kind: text })),
        ),
        (body) => {
          expect(isErrorCode(refused(body).code)).toBe(true);
        },
      ),
    );
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const bytes = Buffer.from(signal(trade));
        bytes[at % bytes.length] = byte;
        expect(typeof parse(bytes).ok).toBe('boolean');
      }),
    );
  });
});

describe('A dead letter', () => {
  const stamp = { source: 'trader', sequence: 9, tsUs: 7 };

  it.each([
    ['text', signal({ ...trade, price: 'NaN' })],
    ['10 MB', 'é'.repeat(5_000_000)],
    ['10 MB of bytes', new Uint8Array(10_000_000).fill(0x22)],
    ['garbage', Uint8Array.of(0xff, 0, 1, 2)],
    ['an empty body', ''],
    ['text that is cut between the halves of a pair', '\u{1f600}'.repeat(200_000)],
    ['what JSON must escape', '\u0000'.repeat(300_000)],
  ])('Of %s is itself a message', (_what, body) => {
    const letter = deadLetter(body, refused(body), 'signals.normalized', stamp);
    expect(letter.subject).toBe('dlq.signals.normalized');
    expect(parse(JSON.stringify(letter), letter.subject)).toMatchObject({ ok: true, name: 'dlq' });
    expect(letter.payload.bytes).toBe(typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength);
  });

  it('Shows the bytes as they came', () => {
    const letter = deadLetter(Uint8Array.of(0xff, 1), refused(Uint8Array.of(0xff, 1)), 'risk.violations', stamp);
    expect(letter.payload).toMatchObject({ encoding: 'base64', raw: '/wE=', truncated: false, code: 'DATA_NOT_TEXT' });
  });

  it('Of a subject that is none goes to dlq.unknown', () => {
    const letter = deadLetter('', refused(''), 'a b.*', stamp);
    expect(letter.subject).toBe('dlq.unknown');
    expect(subjectOf(letter.subject)).toBe('dlq');
  });
});
