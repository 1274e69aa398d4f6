import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { type Decimal, formatDecimal, parseDecimal } from '../../core/base/decimal.ts';
import { Fault } from '../../core/base/fault.ts';
import type { Calendar } from '../../core/market/calendar.ts';
import { calendarOf } from '../../core/market/calendars.ts';
import { type Instrument, makeInstrument } from '../../core/model/instrument.ts';
import { canonicalJson } from '../../config/canonical.ts';
import type { RunExecution } from '../../config/run-file.ts';

/** Bars; quotes and trades; or recorded books, quotes and trades with a queue at each price and time on the way. */
export const VenueMarket = { bars: 'bars', quotes: 'quotes', books: 'books' } as const;
export type VenueMarket = (typeof VenueMarket)[keyof typeof VenueMarket];

/** What a paper exchange trades, with what money, and under which assumptions: JSON, as it stands in its folder. */
export interface VenueSpec {
  readonly account: { readonly currency: string; /** A decimal text. */ readonly cash: string };
  /** In the engine's order. */
  readonly instruments: readonly {
    readonly name: string;
    readonly currency: string;
    readonly tickSize: string;
    readonly lotSize: string;
    readonly multiplier: string;
    readonly calendar: string;
    /** What fills its orders. */
    readonly market: VenueMarket;
  }[];
  readonly execution: RunExecution;
  /** Every order is cancelled when the trader's connection ends. */
  readonly cancelOnDisconnect: boolean;
}

const decimal = Type.String({ minLength: 1, maxLength: 64 });
const name = Type.String({ minLength: 1, maxLength: 200 });
const us = Type.Integer({ minimum: 0 });
const latency = Type.Union([
  Type.Object({ model: Type.Literal('constant'), us }),
  Type.Object({
    model: Type.Literal('feed'),
    factor: Type.Number({ minimum: 0 }),
    offsetUs: us,
    unknownUs: Type.Optional(us),
  }),
]);
const isSpec = Compile(
  Type.Object({
    account: Type.Object({ currency: name, cash: decimal }),
    instruments: Type.Array(
      Type.Object({
        name,
        currency: name,
        tickSize: decimal,
        lotSize: decimal,
        multiplier: decimal,
        calendar: name,
        market: Type.Enum(Object.values(VenueMarket)),
      }),
      { minItems: 1 },
    ),
    execution: Type.Object({
      fill: Type.Enum(['next-open', 'close']),
      limitFill: Type.Enum(['through', 'touch']),
      bothHit: Type.Enum(['stop-first', 'target-first']),
      participation: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
      latencyUs: Type.Integer({ minimum: 0 }),
      slippage: Type.Object({ model: name }),
      fees: Type.Object({ model: name }),
      queue: Type.Optional(Type.Object({ model: name, exponent: Type.Optional(Type.Number({ exclusiveMinimum: 0 })) })),
      orderLatency: Type.Optional(latency),
      responseLatency: Type.Optional(latency),
    }),
    cancelOnDisconnect: Type.Boolean(),
  }),
);

/** In the venue's folder. */
export const SPEC_FILE = 'venue.json';

/** The venue of an engine's instruments. */
export function venueSpecOf(
  engine: {
    readonly instruments: readonly Instrument[];
    readonly calendars: readonly Calendar[];
    readonly account: { readonly currency: string; readonly cash: string };
  },
  execution: RunExecution,
  options: {
    readonly cancelOnDisconnect?: boolean;
    /** Per instrument; bars where it is left out. */
    readonly markets?: readonly VenueMarket[];
  } = {},
): VenueSpec {
  return {
    account: { currency: engine.account.currency, cash: engine.account.cash },
    instruments: engine.instruments.map((instrument, index) => ({
      name: instrument.name,
      currency: instrument.currency,
      tickSize: text(instrument.tickSize),
      lotSize: text(instrument.lotSize),
      multiplier: text(instrument.multiplier),
      calendar: engine.calendars[index].name,
      market: options.markets?.[index] ?? 'bars',
    })),
    execution,
    cancelOnDisconnect: options.cancelOnDisconnect ?? false,
  };
}

/** What somebody wrote, checked; a `Fault` names what does not fit. */
function readVenueSpec(written: string, file: string): VenueSpec {
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch (error) {
    throw new Fault('config', `${file}: expected JSON, ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isSpec.Check(value)) {
    const [problem] = isSpec.Errors(value);
    throw new Fault('config', `${file}${problem.instancePath}: ${problem.message}`);
  }
  const spec = value as VenueSpec;
  const other = spec.instruments.find(({ market }) => market !== VenueMarket.bars);
  if (spec.execution.slippage.model === 'square-root' && other !== undefined)
    throw new Fault(
      'config',
      `${file}: execution.slippage: square-root learns from bars, and ${other.market} have none`,
    );
  return spec;
}

/** Of the venue in this folder, as we wrote it: an integrity Fault where it is another text now. */
export function specIn(dir: string): VenueSpec {
  const file = join(dir, SPEC_FILE);
  try {
    return readVenueSpec(readFileSync(file, 'utf8'), file);
  } catch (error) {
    throw error instanceof Fault ? new Fault('integrity', error.message) : error;
  }
}

export function instrumentsOf({ instruments }: VenueSpec): readonly Instrument[] {
  return instruments.map((written, index) =>
    makeInstrument(
      {
        name: written.name,
        currency: written.currency,
        tickSize: positive(written.tickSize, `instruments[${index}].tickSize`),
        lotSize: positive(written.lotSize, `instruments[${index}].lotSize`),
        multiplier: positive(written.multiplier, `instruments[${index}].multiplier`),
      },
      index,
    ),
  );
}

export function venueCalendars({ instruments }: VenueSpec): readonly Calendar[] {
  return instruments.map(({ calendar }, index) => calendarOf(calendar, `instruments[${index}].calendar`));
}

export function specHash(spec: VenueSpec): string {
  return createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(spec))))
    .digest('hex');
}

function positive(written: string, field: string): Decimal {
  const value = parseDecimal(written);
  if (value === undefined || value.units <= 0n)
    throw new Fault('config', `${field}: expected a number > 0, was "${written}"`);
  return value;
}

function text({ units, scale }: Decimal): string {
  return formatDecimal(units, scale);
}
