import fc from 'fast-check';
import { expect, it } from 'vitest';
import { valuesOfSchema } from './arbitrary.twin.ts';
import { type ErrorCode, errorCodes } from './error-codes.ts';
import { acceptance, errorEnvelope, errorOf, isAcceptance, parseReply } from './reply.ts';

it('A reply comes back from its text as it was', () => {
  fc.assert(
    fc.property(fc.oneof(valuesOfSchema(acceptance), valuesOfSchema(errorEnvelope)), (reply) => {
      expect(parseReply(JSON.stringify(reply))).toEqual(reply);
    }),
  );
});

it('An error of every code is a reply, and says its family in words', () => {
  for (const code of Object.keys(errorCodes) as ErrorCode[]) {
    const error = errorOf(code, 'no', 'c-1', '2026-01-31T12:00:00Z', { path: '/x', largest: 5 });
    expect(parseReply(JSON.stringify(error))).toEqual(error);
    expect(isAcceptance(error)).toBe(false);
  }
  expect(errorOf('RISK_KILLED', 'no', '', '2026-01-31T12:00:00Z').error).toBe('risk');
});

it.each(['', 'null', '[]', '{}', '{"ok":false}', '{"ok":true,"sequence":0}', '{"code":"GUESS_X"}'])(
  '%s is none',
  (text) => {
    expect(parseReply(text)).toHaveProperty('invalid');
  },
);
