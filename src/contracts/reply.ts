import { type Static, Type } from 'typebox';
import { fits, problemOf } from './checked.ts';
import { closed } from './envelope.ts';
import type { ErrorCode } from './error-codes.ts';
import { count, name, text } from './fields.ts';

/** Any code of the form: one that a newer process says is still read. */
const code = Type.Unsafe<ErrorCode>({
  type: 'string',
  pattern: '^(GW|AUTH|DATA|STRAT|META|RISK|EXEC|CTL|BUS|AUDIT)_[A-Z_]{1,64}$',
  maxLength: 72,
  description: 'One of the catalogue.',
});

/** What is the matter, in every place where somebody is told: HTTP, the control plane, a reply on the bus. */
export const errorEnvelope = closed({
  error: name('The family of the code in words.'),
  code,
  message: text('One sentence for a person.'),
  correlationId: text('That of the request; empty where it had none.', 128),
  timestamp: Type.String({
    pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?Z$',
    maxLength: 32,
    description: 'When, UTC: 2026-01-31T12:00:00.000001Z.',
  }),
  details: Type.Record(
    Type.String({ pattern: '^[A-Za-z0-9_.]{1,64}$' }),
    Type.Union([text('A word.'), Type.Number(), Type.Boolean(), Type.Null()]),
    {
      maxProperties: 32,
      additionalProperties: false,
      description: 'Which field, which rule, the largest size allowed, ...',
    },
  ),
});
export type ErrorEnvelope = Static<typeof errorEnvelope>;

/** A request was taken and is on record: the input of this number follows from it. */
export const acceptance = closed({
  ok: Type.Literal(true),
  sequence: count('Of the input that it became.', 1),
  correlationId: name('By which everything that follows can be found.'),
  duplicate: Type.Boolean({ description: 'It was recorded before; nothing new happens.' }),
});
export type Acceptance = Static<typeof acceptance>;

export type Reply = Acceptance | ErrorEnvelope;

const FAMILIES: Readonly<Record<string, string>> = {
  GW: 'gateway',
  AUTH: 'authorisation',
  DATA: 'data',
  STRAT: 'strategy',
  META: 'meta-agent',
  RISK: 'risk',
  EXEC: 'execution',
  CTL: 'control',
  BUS: 'bus',
  AUDIT: 'audit',
};

/** `timestamp` is a text that `formatTime` made. */
export function errorOf(
  code: ErrorCode,
  message: string,
  correlationId: string,
  timestamp: string,
  details: ErrorEnvelope['details'] = {},
): ErrorEnvelope {
  return { error: FAMILIES[code.slice(0, code.indexOf('_'))], code, message, correlationId, timestamp, details };
}

export function isAcceptance(reply: Reply): reply is Acceptance {
  return 'ok' in reply;
}

/** A reply as it came in; what is none is an error itself. Never throws. */
export function parseReply(body: string): Reply | { readonly invalid: string } {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { invalid: 'the reply is no JSON' };
  }
  if (fits(acceptance, value)) return value as Acceptance;
  if (fits(errorEnvelope, value)) return value as ErrorEnvelope;
  const schema = typeof value === 'object' && value !== null && 'ok' in value ? acceptance : errorEnvelope;
  const { path, reason } = problemOf(schema, value);
  return { invalid: `the reply is none: ${path} ${reason}` };
}
