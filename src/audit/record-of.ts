import { assert } from '../core/base/assert.ts';
import { idText } from '../core/base/ids.ts';
import type { EngineSpec } from '../core/engine/spec.ts';
import { inputId } from '../contracts/envelope.ts';
import { inputFormat } from '../contracts/input.ts';
import { InputEvent } from '../contracts/input-event.ts';
import { signalOf } from '../contracts/market-signals.ts';
import type { SessionNames } from '../contracts/session-names.ts';
import type { Message } from './record.ts';
import { type SessionFacts, sessionFacts } from './session-facts.ts';

/** What an input's places stand for. */
export interface Names {
  readonly instruments: readonly string[];
  readonly agents: readonly string[];
  /** Where it is known, market events stand in prices and sizes, and not in ticks and lots. */
  readonly market?: SessionNames;
  /** What the record of the session's start says besides. */
  readonly start?: SessionFacts;
}

/** The names of a session, as every record of it is made with. */
export function recordNames(spec: EngineSpec): Names {
  return {
    instruments: spec.instruments.map(({ name }) => name),
    agents: spec.agents.map(({ id }) => id),
    market: spec,
    start: sessionFacts(spec),
  };
}

const FORMAT = inputFormat();
const HEAD = Object.keys(FORMAT.head);

/**
 * An input as records hold it, with names in the place of numbers: the subject is `input.` and its kind, of a command its own
 * (`control.set_limits`). Takes what `encodeInput` made; the caller owes the names of its session.
 */
export function inputMessage(encoded: Uint8Array, names: Names): Message {
  const row: unknown = JSON.parse(Buffer.from(encoded).toString('utf8'));
  assert(Array.isArray(row), 'an encoded input is a list');
  const [kind, sequence, , , source, sourceSequence, correlationId] = row;
  const fields = Object.keys(FORMAT[kind]);
  const own = isMarket(kind, names)
    ? signalOf(marketEvent(kind, fields, row), names.market)
    : Object.fromEntries(fields.map((field, i) => [field, named(field, row[HEAD.length + i], names)]));
  if (kind === 'start') Object.assign(own, names.start);
  const { command } = own as { readonly command?: unknown };
  const subject = typeof command === 'string' ? `control.${command.replaceAll('-', '_')}` : `input.${kind}`;
  return { ...own, subject, id: inputId(sequence), source, sourceSequence, correlationId };
}

function isMarket(kind: string, names: Names): names is Names & { readonly market: SessionNames } {
  return names.market !== undefined && (kind === 'bar' || kind === 'quote' || kind === 'trade');
}

const event = new InputEvent();

/** Reused: read it before the next one. */
function marketEvent(kind: 'bar' | 'quote' | 'trade', fields: readonly string[], row: readonly unknown[]): InputEvent {
  event.kind = kind;
  const cells = event[kind] as unknown as Record<string, unknown>;
  // What is missing is NaN in an event, and null in a record.
  fields.forEach((field, i) => (cells[field] = row[HEAD.length + i] ?? Number.NaN));
  return event;
}

function named(field: string, value: unknown, { instruments, agents }: Names): unknown {
  switch (field) {
    case 'instrument':
      return instruments[value as number] ?? null;
    case 'agent':
      return agents[value as number] ?? null;
    case 'orderId':
      return idText('o', value as number);
    case 'limits':
    case 'weights':
      return objectOf(value as readonly unknown[]);
    default:
      return value;
  }
}

/** [name, value, name, value, ...] */
function objectOf(pairs: readonly unknown[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(pairs.flatMap((name, i) => (i % 2 === 0 ? [[String(name), pairs[i + 1]]] : [])));
}
