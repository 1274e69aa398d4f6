import { assert } from '../core/base/assert.ts';
import { ActionKind } from '../core/model/action.ts';
import { OrderType, TimeInForce } from '../core/model/order.ts';
import { DifferenceKind } from '../core/model/difference.ts';
import { ReportKind } from '../core/model/report.ts';
import { consensusMethods } from '../core/consensus/method.ts';
import {
  digits,
  flag,
  type InputField,
  levels,
  number,
  oneOf,
  orNaN,
  pairs,
  positive,
  real,
  text,
  ticks,
  units,
  whole,
} from './input-fields.ts';
import { ConditionName, InputCommand, type InputEvent, type InputKind, type InputOrigin } from './input-event.ts';

/** Of the form below. A journal names it where it begins; another one is not read. */
export const INPUT_VERSION = 1;

interface KindOfInput {
  /** The object of the event that the fields belong to. */
  readonly part: (event: InputEvent) => object;
  /** In the order in which they stand in the record. */
  readonly fields: Readonly<Record<string, InputField>>;
}

const itself = (event: InputEvent): object => event;
const nothing: KindOfInput = { part: itself, fields: {} };

/** The whole format: adding a kind of input is one entry here. */
const KINDS: Readonly<Record<InputKind, KindOfInput>> = {
  start: nothing,
  instant: nothing,
  close: nothing,
  timer: nothing,
  stop: nothing,
  bar: {
    part: (event) => event.bar,
    fields: {
      instrument: number,
      interval: number,
      openUs: number,
      tsUs: number,
      open: ticks,
      high: ticks,
      low: ticks,
      close: ticks,
      volume: orNaN(real),
      bidOpen: ticks,
      bidHigh: ticks,
      bidLow: ticks,
      bidClose: ticks,
      askOpen: ticks,
      askHigh: ticks,
      askLow: ticks,
      askClose: ticks,
    },
  },
  quote: {
    part: (event) => event.quote,
    fields: {
      instrument: number,
      tsUs: number,
      venueUs: orNaN(number),
      bidTicks: orNaN(ticks),
      bidLots: number,
      askTicks: orNaN(ticks),
      askLots: number,
    },
  },
  trade: {
    part: (event) => event.trade,
    fields: {
      instrument: number,
      tsUs: number,
      venueUs: orNaN(number),
      priceTicks: ticks,
      lots: number,
      aggressor: oneOf([1, -1, 0]),
    },
  },
  depth: {
    part: (event) => event.depth,
    fields: {
      instrument: number,
      tsUs: number,
      venueUs: orNaN(number),
      isSnapshot: flag,
      firstUpdate: number,
      lastUpdate: number,
      levels,
    },
  },
  report: {
    part: (event) => event.report,
    fields: {
      kind: oneOf(Object.values(ReportKind)),
      orderId: number,
      instrument: number,
      tsUs: number,
      priceTicks: ticks,
      lots: number,
      fillId: number,
      fee: units,
      slippage: units,
      maker: flag,
      reason: text,
    },
  },
  action: {
    part: (event) => event.action,
    fields: {
      instrument: number,
      kind: oneOf(Object.values(ActionKind)),
      numerator: positive,
      denominator: positive,
      units,
      scale: digits,
    },
  },
  rate: { part: itself, fields: { currency: text, rate: real } },
  control: {
    part: itself,
    fields: {
      command: oneOf(Object.values(InputCommand)),
      scope: oneOf(['account', 'strategy', 'instrument']),
      subject: text,
      who: text,
      why: text,
      limits: pairs,
      method: oneOf(['', ...consensusMethods]),
      weights: pairs,
    },
  },
  intent: {
    part: (event) => event.intent,
    fields: {
      agent: number,
      instrument: number,
      kind: oneOf(['target', 'order']),
      targetLots: orNaN(whole),
      confidence: real,
      side: oneOf([1, -1]),
      lots: number,
      type: oneOf(Object.values(OrderType)),
      limitTicks: orNaN(ticks),
      stopTicks: orNaN(ticks),
      timeInForce: oneOf(Object.values(TimeInForce)),
      expireUs: orNaN(number),
      postOnly: flag,
      reduceOnly: flag,
      reason: text,
      key: text,
    },
  },
  condition: {
    part: (event) => event.condition,
    fields: {
      name: oneOf(Object.values(ConditionName)),
      on: flag,
      instrument: whole,
      sinceUs: number,
      detail: text,
    },
  },
  difference: {
    part: (event) => event.difference,
    fields: {
      kind: oneOf(Object.values(DifferenceKind)),
      instrument: whole,
      orderId: number,
      lots: whole,
      priceTicks: orNaN(ticks),
      fillId: number,
      cash: units,
      currency: text,
      atUs: number,
      reference: text,
    },
  },
};

const kinds = new Map(
  Object.entries(KINDS).map(([kind, { part, fields }]) => [
    kind,
    { kind: kind as InputKind, part, names: Object.keys(fields), fields: Object.values(fields) },
  ]),
);

/** What stands before the fields of the kind. */
const HEAD: readonly (readonly [name: string, field: InputField])[] = [
  ['kind', oneOf([...kinds.keys()])],
  ['sequence', number],
  ['tsUs', number],
  ['endsInstant', flag],
  ['origin.source', text],
  ['origin.sequence', number],
  ['origin.correlationId', text],
];

/** The fields of a kind's record, in their order, each with what it must be: for documents, and for the test that guards the format. */
export function inputFormat(): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const head = HEAD.map(([name, { expected }]) => [name, expected]);
  const of = (fields: Readonly<Record<string, InputField>>): [string, string][] =>
    Object.entries(fields).map(([name, { expected }]) => [name, expected]);
  return {
    head: Object.fromEntries(head),
    ...Object.fromEntries(Object.entries(KINDS).map(([kind, { fields }]) => [kind, Object.fromEntries(of(fields))])),
  };
}

/** Why a record is not one that was written. */
export interface DamagedInput {
  /** The field, as in `inputFormat`; '' for the record as a whole. */
  readonly path: string;
  readonly reason: string;
}

/** The largest is a snapshot of a book with as many levels as there may be. */
const NO_MORE_THAN = 1_048_576;

/**
 * An input as the journal and the wire carry it, in UTF-8: a JSON list, the head and then the fields of the kind. The caller owes
 * an event whose fields are what they say (what comes from outside was checked where it entered): anything else is a Defect.
 */
export function encodeInput(event: InputEvent, origin: InputOrigin): Uint8Array {
  return Buffer.from(inputRow(event, origin));
}

/** The same as text. */
export function inputRow(event: InputEvent, origin: InputOrigin): string {
  const { part, names, fields } = kinds.get(event.kind)!;
  const row: unknown[] = [
    event.kind,
    event.sequence,
    event.tsUs,
    event.endsInstant ? 1 : 0,
    origin.source,
    origin.sequence,
    origin.correlationId,
  ];
  assert(
    number.accepts(event.sequence) && number.accepts(event.tsUs) && number.accepts(origin.sequence),
    'an input has a sequence, a time and a number at its source',
  );
  assert(text.accepts(origin.source) && text.accepts(origin.correlationId), 'an origin is named in few words');
  const values = part(event) as Record<string, unknown>;
  for (let i = 0; i < names.length; i++) {
    const value = fields[i].write(values[names[i]]);
    if (!fields[i].accepts(value)) {
      assert(
        false,
        `${event.kind}.${names[i]} of an input must be ${fields[i].expected}, was ${String(values[names[i]])}`,
      );
    }
    row.push(value);
  }
  return JSON.stringify(row);
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Fills the event and its origin from a record. `undefined` when it is whole; otherwise what is wrong with it, and the event is
 * to be thrown away. Fields of other kinds keep what they had. Never throws.
 */
export function decodeInput(bytes: Uint8Array, event: InputEvent, origin: InputOrigin): DamagedInput | undefined {
  const row = rowOf(bytes);
  if (!Array.isArray(row)) return { path: '', reason: row };
  const known = kinds.get(row[0] as string);
  if (known === undefined) return { path: 'kind', reason: `must be ${HEAD[0][1].expected}` };
  const { part, names, fields } = known;
  if (row.length !== HEAD.length + names.length) {
    return { path: '', reason: `a ${known.kind} has ${HEAD.length + names.length} fields, this one has ${row.length}` };
  }
  for (let i = 1; i < HEAD.length; i++) {
    if (!HEAD[i][1].accepts(row[i])) return { path: HEAD[i][0], reason: `must be ${HEAD[i][1].expected}` };
  }
  event.kind = known.kind;
  event.sequence = row[1] as number;
  event.tsUs = row[2] as number;
  event.endsInstant = row[3] === 1;
  origin.source = row[4] as string;
  origin.sequence = row[5] as number;
  origin.correlationId = row[6] as string;
  const target = part(event) as Record<string, unknown>;
  for (let i = 0; i < names.length; i++) {
    const value = row[HEAD.length + i];
    if (!fields[i].accepts(value)) {
      return { path: `${known.kind}.${names[i]}`, reason: `must be ${fields[i].expected}` };
    }
    target[names[i]] = fields[i].read(value);
  }
  return undefined;
}

/** The list in a record, or why there is none. */
function rowOf(bytes: Uint8Array): unknown[] | string {
  if (bytes.byteLength > NO_MORE_THAN) return `is larger than the ${NO_MORE_THAN} bytes of any input`;
  try {
    const row: unknown = JSON.parse(strict.decode(bytes));
    return Array.isArray(row) ? row : 'is no list';
  } catch {
    return 'is no JSON in UTF-8';
  }
}
