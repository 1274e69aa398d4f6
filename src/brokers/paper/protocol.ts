import { type Static, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { type Id, readId } from '../../core/base/ids.ts';
import { OrderType, TimeInForce } from '../../core/model/order.ts';
import { LEVELS_MAX } from '../../contracts/input-fields.ts';
import { StandingState } from '../broker.ts';
import { readReportRow, report, reportRow, type WireReport } from './report-row.ts';
import {
  amount,
  BOUND,
  halfTicks,
  instrument,
  lots,
  oneOf,
  sequence,
  strict,
  ticks,
  tsUs,
  word,
} from './wire-fields.ts';

/** Raised with every change that an older end would read wrongly; both ends must have the same. */
export const PROTOCOL_VERSION = 3;
/** So many reports or orders in one answer, which keeps it below the largest frame. */
export const PAGE_ROWS = 1_000;

/** null where the venue does not say */
const venueUs = Type.Optional(Type.Union([tsUs, Type.Null()]));
const id = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const clientOrderId = Type.String({ pattern: String.raw`^o-\d{1,12}\.\d{1,5}$` });
const request = Type.Integer({ minimum: 1 });

const terms = Type.Object(
  {
    instrument,
    side: Type.Union([Type.Literal(1), Type.Literal(-1)]),
    lots: Type.Integer({ minimum: 1, maximum: BOUND }),
    type: Type.Enum(Object.values(OrderType)),
    limitTicks: Type.Optional(ticks),
    stopTicks: Type.Optional(ticks),
    trailTicks: Type.Optional(Type.Integer({ minimum: 1, maximum: BOUND })),
    timeInForce: Type.Enum(Object.values(TimeInForce)),
    expireUs: Type.Optional(tsUs),
    postOnly: Type.Optional(Type.Boolean()),
    reduceOnly: Type.Optional(Type.Boolean()),
    group: Type.Optional(id),
    parent: Type.Optional(id),
  },
  strict,
);

const bar = Type.Object(
  {
    instrument,
    openUs: tsUs,
    tsUs,
    open: halfTicks,
    high: halfTicks,
    low: halfTicks,
    close: halfTicks,
    /** null where there is none */
    volume: Type.Union([Type.Number({ minimum: 0 }), Type.Null()]),
    /** open, high, low and close of bid, then of ask; left out of a trade bar */
    sides: Type.Optional(Type.Array(ticks, { minItems: 8, maxItems: 8 })),
  },
  strict,
);

const cancelScope = Type.Union([
  Type.Object({ scope: Type.Literal('account') }, strict),
  Type.Object({ scope: Type.Union([Type.Literal('strategy'), Type.Literal('instrument')]), subject: word }, strict),
]);

const submitSchema = Type.Object(
  {
    kind: Type.Literal('submit'),
    request,
    order: Type.Object({ clientOrderId, tsUs, terms, owners: Type.Array(word, { maxItems: 1_000 }) }, strict),
  },
  strict,
);
const cancelSchema = Type.Object({ kind: Type.Literal('cancel'), request, clientOrderId, tsUs }, strict);
const replaceSchema = Type.Object(
  {
    kind: Type.Literal('replace'),
    request,
    clientOrderId,
    tsUs,
    lots: Type.Optional(Type.Integer({ minimum: 1, maximum: BOUND })),
    limitTicks: Type.Optional(ticks),
    stopTicks: Type.Optional(ticks),
  },
  strict,
);
const barEvent = Type.Object(
  {
    kind: Type.Union([Type.Literal('open'), Type.Literal('path'), Type.Literal('close')]),
    sequence: Type.Integer({ minimum: 1 }),
    bar,
  },
  strict,
);
const expireEvent = Type.Object({ kind: Type.Literal('expire'), sequence: Type.Integer({ minimum: 1 }), tsUs }, strict);
const quoteEvent = Type.Object(
  {
    kind: Type.Literal('quote'),
    sequence: Type.Integer({ minimum: 1 }),
    instrument,
    tsUs,
    venueUs,
    bidTicks: ticks,
    bidLots: lots,
    askTicks: ticks,
    askLots: lots,
  },
  strict,
);
const tradeEvent = Type.Object(
  {
    kind: Type.Literal('trade'),
    sequence: Type.Integer({ minimum: 1 }),
    instrument,
    tsUs,
    venueUs,
    priceTicks: ticks,
    lots,
    aggressor: Type.Integer({ minimum: -1, maximum: 1 }),
  },
  strict,
);
const depthEvent = Type.Object(
  {
    kind: Type.Literal('depth'),
    sequence: Type.Integer({ minimum: 1 }),
    instrument,
    tsUs,
    venueUs,
    isSnapshot: Type.Boolean(),
    /** A side (1 a bid, -1 an offer), ticks and lots each. */
    levels: Type.Array(lots, { maxItems: 3 * LEVELS_MAX }),
  },
  strict,
);
const crossSchema = Type.Object({ kind: Type.Literal('cross'), clientOrderId, instrument, tsUs }, strict);
const crossCancelSchema = Type.Object({ kind: Type.Literal('cross-cancel'), clientOrderId }, strict);
const cancelAllSchema = Type.Object({ kind: Type.Literal('cancel-all'), request, scope: cancelScope }, strict);

/**
 * What a person at the venue does: takes a fill back, fills by hand, lets an order vanish without a word, moves the
 * position behind our back. For tests, the simulator, and drills.
 */
const deskSchema = Type.Object(
  {
    kind: Type.Literal('desk'),
    request,
    action: Type.Union([
      Type.Object({ do: Type.Literal('bust'), executionId: Type.Integer({ minimum: 1 }) }, strict),
      Type.Object(
        {
          do: Type.Literal('fill'),
          clientOrderId,
          lots: Type.Integer({ minimum: 1, maximum: BOUND }),
          priceTicks: ticks,
        },
        strict,
      ),
      Type.Object({ do: Type.Literal('vanish'), clientOrderId }, strict),
      Type.Object({ do: Type.Literal('move'), instrument, lots, priceTicks: ticks }, strict),
    ]),
  },
  strict,
);

/** The first message of a connection. */
const helloSchema = Type.Object(
  {
    kind: Type.Literal('hello'),
    version: Type.Integer(),
    token: Type.String({ maxLength: 128 }),
    /** One trader at a time, and of two that with the higher fence; a watchdog may only ask and cancel; a desk meddles. */
    role: Type.Union([Type.Literal('trader'), Type.Literal('watchdog'), Type.Literal('desk')]),
    fence: Type.Integer({ minimum: 0 }),
    /** Reports after this number are told, those of the past first; null: none. */
    after: Type.Union([sequence, Type.Null()]),
  },
  strict,
);

const toVenueSchema = Type.Union([
  submitSchema,
  cancelSchema,
  replaceSchema,
  barEvent,
  expireEvent,
  quoteEvent,
  tradeEvent,
  depthEvent,
  crossSchema,
  crossCancelSchema,
  cancelAllSchema,
  deskSchema,
  helloSchema,
  Type.Object({ kind: Type.Literal('query'), request, clientOrderId }, strict),
  Type.Object({ kind: Type.Literal('orders'), request, after: Type.Integer({ minimum: 0 }) }, strict),
  Type.Object({ kind: Type.Literal('reports'), request, after: sequence, fillsOnly: Type.Boolean() }, strict),
  Type.Object({ kind: Type.Literal('account'), request }, strict),
  Type.Object({ kind: Type.Literal('ping'), request }, strict),
]);
export type ToVenue = Static<typeof toVenueSchema>;
export type BarFrame = Static<typeof barEvent>;
export type MarketFrame = Static<
  typeof barEvent | typeof expireEvent | typeof quoteEvent | typeof tradeEvent | typeof depthEvent
>;

const standing = Type.Object(
  {
    clientOrderId: word,
    venueOrderId: word,
    state: oneOf(StandingState),
    instrument,
    side: Type.Integer({ minimum: -1, maximum: 1 }),
    lots: Type.Integer({ minimum: 0, maximum: BOUND }),
    filledLots: Type.Integer({ minimum: 0, maximum: BOUND }),
    reason: word,
    updatedUs: tsUs,
  },
  strict,
);
export type WireStanding = Static<typeof standing>;

/** `last`: the number of the last report that was made before this; all up to it are told first. */
const answer = <Kind extends string, Fields extends Record<string, TSchema>>(kind: Kind, fields: Fields) =>
  Type.Object({ kind: Type.Literal(kind), request, last: sequence, ...fields }, strict);

const fromVenueSchema = Type.Union([
  Type.Object(
    { kind: Type.Literal('welcome'), version: Type.Integer(), last: sequence, market: sequence, spec: word },
    strict,
  ),
  /** For good: the connection ends, and is not to be made again. */
  Type.Object({ kind: Type.Literal('turned-away'), reason: word }, strict),
  /** What could not be read, or was not for this role. */
  Type.Object({ kind: Type.Literal('refused'), reason: word }, strict),
  /** `safe`: what came after it is confirmed, and to be given again should the venue not know of it; left out: nothing is. */
  Type.Object({ kind: Type.Literal('market'), sequence, last: sequence, safe: Type.Optional(sequence) }, strict),
  answer('ack', {}),
  answer('reject', { reason: word, reported: Type.Boolean() }),
  answer('standing', { standing: Type.Union([standing, Type.Null()]) }),
  answer('orders', { orders: Type.Array(standing, { maxItems: PAGE_ROWS }), cursor: sequence, more: Type.Boolean() }),
  answer('reports', { reports: Type.Array(report, { maxItems: PAGE_ROWS }), cursor: sequence, more: Type.Boolean() }),
  answer('account', {
    positions: Type.Array(Type.Object({ instrument, lots: Type.Integer() }, strict)),
    cash: Type.Array(Type.Object({ currency: word, amount, scale: Type.Integer({ minimum: 0, maximum: 40 }) }, strict)),
  }),
  answer('cancelled', { cancelled: Type.Array(word) }),
]);
/** A report travels as a row; all else as it is. */
export type FromVenue = Static<typeof fromVenueSchema> | { readonly kind: 'report'; readonly report: WireReport };

const isToVenue = Compile(toVenueSchema);
const isFromVenue = Compile(fromVenueSchema);

/** The message, or what is wrong with it. */
export function readToVenue(text: string): ToVenue | string {
  const value = parse(text);
  if (value === undefined) return 'not JSON';
  return isToVenue.Check(value) ? value : `no message to a venue: ${kindOf(value)}`;
}

export function readFromVenue(text: string): FromVenue | string {
  const value = parse(text);
  if (value === undefined) return 'not JSON';
  if (Array.isArray(value)) {
    const told = readReportRow(value);
    return told === undefined ? `no report of a venue: a list of ${value.length}` : { kind: 'report', report: told };
  }
  return isFromVenue.Check(value) ? value : `no message of a venue: ${kindOf(value)}`;
}

export function fromVenueText(message: FromVenue): string {
  return message.kind === 'report' ? reportRow(message.report) : JSON.stringify(message);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function kindOf(value: unknown): string {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  return JSON.stringify(kind)?.slice(0, 40) ?? 'without a kind';
}

/** The id that a client order id was made of; undefined where it was made of none. */
export function idOfClient(clientOrderId: string): Id | undefined {
  const sibling = Number(clientOrderId.slice(clientOrderId.indexOf('.') + 1));
  return sibling < 65_536 ? readId('o', clientOrderId) : undefined;
}
