import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';

const word = Type.String({ maxLength: 1_000 });
const request = Type.Integer({ minimum: 1 });
const strict = { additionalProperties: false };
const token = Type.String({ maxLength: 128 });

const toWatchdogSchema = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('kill'),
      token,
      request,
      scope: Type.Union([Type.Literal('account'), Type.Literal('strategy'), Type.Literal('instrument')]),
      subject: word,
      who: word,
      why: word,
    },
    strict,
  ),
  /** The trader lives. With a dead man's switch, silence after the first of these is a kill. */
  Type.Object({ kind: Type.Literal('beat'), token }, strict),
]);
export type ToWatchdog = Static<typeof toWatchdogSchema>;

const fromWatchdogSchema = Type.Union([
  /** Durable: from now on the gateway sends nothing that the scope reaches. */
  Type.Object({ kind: Type.Literal('latched'), request, version: Type.Integer() }, strict),
  Type.Object(
    {
      kind: Type.Literal('cancelled'),
      request,
      outcome: Type.Union([Type.Literal('known'), Type.Literal('unknown')]),
      why: word,
      cancelled: Type.Array(word),
      unknown: Type.Array(word),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('refused'), reason: word }, strict),
]);
export type FromWatchdog = Static<typeof fromWatchdogSchema>;

const isToWatchdog = Compile(toWatchdogSchema);
const isFromWatchdog = Compile(fromWatchdogSchema);

export function readToWatchdog(text: string): ToWatchdog | undefined {
  const value = parse(text);
  return isToWatchdog.Check(value) ? value : undefined;
}

export function readFromWatchdog(text: string): FromWatchdog | undefined {
  const value = parse(text);
  return isFromWatchdog.Check(value) ? value : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
