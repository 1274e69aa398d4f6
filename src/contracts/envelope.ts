import { type Static, type TLiteral, type TObject, type TProperties, type TSchema, Type } from 'typebox';
import { idOf } from '../core/base/ids.ts';
import { count, name, timeUs } from './fields.ts';
import { Subject } from './subjects.ts';

/** What every message carries round its payload. */
export interface Envelope<Payload = unknown> {
  /** Derived from what caused it, never drawn: the same cause makes the same id again. */
  readonly id: string;
  /** A fixed name of subjects.ts; a token may follow. */
  readonly subject: string;
  readonly schemaVersion: number;
  readonly tsUs: number;
  /** Who numbered it, and its number there: rising, with gaps. Receivers drop what is not above the last they saw. */
  readonly source: string;
  readonly sequence: number;
  /** The same from the first cause to the last effect: an external request's own, else the id of the input it began with. */
  readonly correlationId: string;
  /** The id of what caused it; '' where it began here. */
  readonly causationId: string;
  readonly payload: Payload;
}

type EnvelopeFields<P extends TSchema> = {
  id: ReturnType<typeof name>;
  subject: ReturnType<typeof name>;
  schemaVersion: ReturnType<typeof Type.Literal<number>>;
  tsUs: ReturnType<typeof timeUs>;
  source: ReturnType<typeof name>;
  sequence: ReturnType<typeof count>;
  correlationId: ReturnType<typeof name>;
  causationId: ReturnType<typeof name>;
  payload: P;
};

/** One kind of message: its name, its version, who sends it to whom, and the one schema that it is checked, typed and documented by. */
export interface Contract<P extends TSchema = TSchema> {
  readonly subject: Subject;
  readonly version: number;
  readonly about: string;
  readonly from: string;
  readonly to: string;
  readonly payload: P;
  readonly schema: TObject<EnvelopeFields<P>>;
  /** Payloads of several kinds: each by its `kind`, so that a refusal can name the field of the kind that was meant. */
  readonly variants: Readonly<Record<string, TSchema>> | undefined;
}

interface About {
  readonly version: number;
  readonly about: string;
  readonly from: string;
  readonly to: string;
}

/** A message whose payload has one shape. */
export function contract<Fields extends TProperties>(subject: Subject, about: About, fields: Fields) {
  return assemble(subject, about, closed(fields), undefined);
}

/** A message whose payload comes in several kinds, told apart by its field `kind`. */
export function contractOfKinds<Kinds extends TObject<{ kind: TLiteral<string> }>[]>(
  subject: Subject,
  about: About,
  kinds: readonly [...Kinds],
) {
  const variants = Object.fromEntries(kinds.map((schema) => [schema.properties.kind.const, schema]));
  return assemble(subject, about, Type.Union([...kinds]), variants);
}

/** An object that refuses fields it does not know. */
export function closed<Fields extends TProperties>(fields: Fields) {
  return Type.Object(fields, { additionalProperties: false });
}

function assemble<P extends TSchema>(
  subject: Subject,
  { version, about, from, to }: About,
  payload: P,
  variants: Contract['variants'],
): Contract<P> {
  return { subject, version, about, from, to, payload, variants, schema: envelope(subject, version, about, payload) };
}

/** The envelope round one payload. */
function envelope<P extends TSchema>(subject: Subject, version: number, about: string, payload: P) {
  const follows = subject === Subject.deadLetter ? '(\\.[A-Za-z0-9_-]{1,64})+' : '(\\.[A-Za-z0-9_-]{1,64})?';
  const fields: EnvelopeFields<P> = {
    id: name('Derived from what caused it: the same cause makes the same id.'),
    subject: Type.String({
      minLength: 1,
      maxLength: 256,
      pattern: `^${subject.replaceAll('.', '\\.')}${follows}$`,
      description: 'The fixed name; a token may follow it.',
    }),
    schemaVersion: Type.Literal(version),
    tsUs: timeUs('When it happened: microseconds since 1970, UTC.'),
    source: name('Who numbered it.'),
    sequence: count('Its number at its source: rising, with gaps.'),
    correlationId: name('The same from the first cause to the last effect.'),
    causationId: Type.String({ maxLength: 128, description: 'The id of what caused it; empty where it began here.' }),
    payload,
  };
  return Type.Object(fields, { additionalProperties: false, title: subject, description: about });
}

export type PayloadOf<C> = C extends Contract<infer P> ? Static<P> : never;

/** The id of the n-th message (from 0) that an input caused. */
export function messageId(inputSequence: number, index: number): string {
  return `m-${inputSequence}.${index}`;
}

/** The id of an input itself. */
export function inputId(inputSequence: number): string {
  return `in-${inputSequence}`;
}

/** The number, at its source, of the n-th message that an input caused: rising over inputs and within one. */
export function messageSequence(inputSequence: number, index: number): number {
  return idOf(inputSequence, index);
}
