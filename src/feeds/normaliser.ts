import { parseDecimal, powerOfTen } from '../core/base/decimal.ts';
import { divide } from '../core/base/rounding.ts';
import { MINUTE_US, type Us } from '../core/base/time.ts';
import type { Calendar } from '../core/market/calendar.ts';
import type { BarEvent } from '../core/model/bar.ts';
import type { Instrument } from '../core/model/instrument.ts';
import type { QuoteEvent } from '../core/model/quote.ts';
import type { TradeEvent } from '../core/model/trade.ts';
import { Reading, TickReader } from '../catalogue/tick-reader.ts';
import { Quality, type QualityCode } from './quality.ts';

/** Longer than any number that can be right: exact arithmetic on it would only cost time. */
const DIGITS_MAX = 64;

/** What clocks may differ by. */
const AHEAD_US_MAX = MINUTE_US;

/** Market data as a source writes it: prices and sizes as the digits that came. */
interface Raw {
  readonly instrument: string;
  /** The source's own number of it, where it has one. */
  readonly number?: number;
}

export interface RawBar extends Raw {
  readonly openUs: Us;
  readonly tsUs: Us;
  /** open, high, low, close; or bid's four and ask's four. */
  readonly prices: readonly string[];
  /** In units; empty where there is none. */
  readonly volume: string;
}

export interface RawQuote extends Raw {
  readonly tsUs: Us;
  readonly venueUs?: Us;
  readonly bid: string;
  readonly bidSize: string;
  readonly ask: string;
  readonly askSize: string;
}

export interface RawTrade extends Raw {
  readonly tsUs: Us;
  readonly venueUs?: Us;
  readonly price: string;
  readonly size: string;
  readonly aggressor?: 1 | -1 | 0;
}

export interface NormaliserOptions {
  readonly instruments: readonly { readonly instrument: Instrument; readonly calendar: Calendar }[];
  /** exact: a price off the tick is refused. nearest: it is rounded, ties away from zero. */
  readonly rounding?: 'nearest' | 'exact';
  /** The time of day. With it, what is more than a minute ahead is refused; leave it out for recorded data. */
  readonly nowUs?: () => Us;
  /** The dead letter: why it was refused, as it came, and in words where there is more to say. */
  readonly onRefused: (code: QualityCode, raw: unknown, text?: string) => void;
  /** Accepted, and worth a look. */
  readonly onFlag?: (code: QualityCode, raw: unknown) => void;
}

/** From a source's digits to ticks and lots, exactly; what cannot be true is refused, counted and handed on, never mended. */
export class Normaliser {
  accepted = 0;
  /** How often each code was met, refused or told. */
  readonly counts = new Map<QualityCode, number>();
  private readonly options: NormaliserOptions;
  private readonly known = new Map<string, Known>();
  private readonly prices = new Float64Array(8);

  constructor(options: NormaliserOptions) {
    this.options = options;
    for (const { instrument, calendar } of options.instruments)
      this.known.set(instrument.name, {
        instrument,
        reader: new TickReader(instrument),
        quality: new Quality(calendar),
      });
  }

  /** Fills the event, at interval 0; false when it was refused. */
  bar(raw: RawBar, into: BarEvent): boolean {
    const known = this.known.get(raw.instrument);
    if (known === undefined) return this.refuse('instrument', raw);
    const wrong = this.readPrices(known, raw.prices);
    if (wrong !== undefined) return this.refuse(wrong, raw);
    const volume = volumeOf(raw.volume);
    if (volume === undefined) return this.refuse('number', raw);
    into.instrument = known.instrument.index;
    into.interval = 0;
    into.openUs = raw.openUs;
    into.tsUs = raw.tsUs;
    into.volume = volume;
    fillPrices(this.prices, raw.prices.length === 8, into);
    if (this.isAhead(raw.tsUs)) return this.refuse('future', raw);
    return this.judge(known.quality.bar(into, raw.number), known, raw);
  }

  quote(raw: RawQuote, into: QuoteEvent): boolean {
    const known = this.known.get(raw.instrument);
    if (known === undefined) return this.refuse('instrument', raw);
    const wrong = this.readPrices(known, [raw.bid, raw.ask]);
    if (wrong !== undefined) return this.refuse(wrong, raw);
    into.instrument = known.instrument.index;
    into.tsUs = raw.tsUs;
    into.venueUs = raw.venueUs ?? Number.NaN;
    into.bidTicks = this.prices[0];
    into.askTicks = this.prices[1];
    into.bidLots = wholeLots(known.instrument, raw.bidSize);
    into.askLots = wholeLots(known.instrument, raw.askSize);
    if (this.isAhead(raw.tsUs)) return this.refuse('future', raw);
    return this.judge(known.quality.quote(into, raw.number), known, raw);
  }

  trade(raw: RawTrade, into: TradeEvent): boolean {
    const known = this.known.get(raw.instrument);
    if (known === undefined) return this.refuse('instrument', raw);
    const wrong = this.readPrices(known, [raw.price]);
    if (wrong !== undefined) return this.refuse(wrong, raw);
    into.instrument = known.instrument.index;
    into.tsUs = raw.tsUs;
    into.venueUs = raw.venueUs ?? Number.NaN;
    into.priceTicks = this.prices[0];
    into.lots = wholeLots(known.instrument, raw.size);
    into.aggressor = raw.aggressor ?? 0;
    if (this.isAhead(raw.tsUs)) return this.refuse('future', raw);
    return this.judge(known.quality.trade(into, raw.number), known, raw);
  }

  /** Counts what was refused before it had a shape: a line that is no row. */
  refuse(code: QualityCode, raw: unknown, text?: string): false {
    this.count(code);
    this.options.onRefused(code, raw, text);
    return false;
  }

  private judge(wrong: QualityCode | undefined, { quality }: Known, raw: unknown): boolean {
    if (wrong !== undefined) return this.refuse(wrong, raw);
    this.accepted += 1;
    for (const flag of quality.flags) {
      this.count(flag);
      this.options.onFlag?.(flag, raw);
    }
    return true;
  }

  private isAhead(tsUs: Us): boolean {
    const { nowUs } = this.options;
    return nowUs !== undefined && tsUs > nowUs() + AHEAD_US_MAX;
  }

  private readPrices({ reader }: Known, texts: readonly string[]): QualityCode | undefined {
    for (let i = 0; i < texts.length; i++) {
      if (texts[i].length > DIGITS_MAX) return 'number';
      this.prices[i] = reader.read(texts[i]);
      if (reader.reading === Reading.offTick && this.options.rounding !== 'nearest') return 'tick';
      if (Number.isNaN(this.prices[i])) return 'number';
    }
    return undefined;
  }

  private count(code: QualityCode): void {
    this.counts.set(code, (this.counts.get(code) ?? 0) + 1);
  }
}

interface Known {
  readonly instrument: Instrument;
  readonly reader: TickReader;
  readonly quality: Quality;
}

function fillPrices(prices: Float64Array, quoted: boolean, bar: BarEvent): void {
  const ask = quoted ? 4 : 0;
  bar.bidOpen = prices[0];
  bar.bidHigh = prices[1];
  bar.bidLow = prices[2];
  bar.bidClose = prices[3];
  bar.askOpen = prices[ask];
  bar.askHigh = prices[ask + 1];
  bar.askLow = prices[ask + 2];
  bar.askClose = prices[ask + 3];
  bar.open = (bar.bidOpen + bar.askOpen) / 2;
  bar.high = (bar.bidHigh + bar.askHigh) / 2;
  bar.low = (bar.bidLow + bar.askLow) / 2;
  bar.close = (bar.bidClose + bar.askClose) / 2;
}

/** Others may trade less than our lot: their sizes are cut to whole lots; NaN when it is no number. */
function wholeLots({ lotSize }: Instrument, text: string): number {
  const size = text.length > DIGITS_MAX ? undefined : parseDecimal(text);
  if (size === undefined) return Number.NaN;
  // Downward: a negative size of less than a lot stays negative.
  const lots = Number(divide(size.units * powerOfTen(lotSize.scale), lotSize.units * powerOfTen(size.scale), 'floor'));
  return Number.isSafeInteger(lots) ? lots : Number.NaN;
}

/** NaN where there is none; `undefined` when it is no number. */
function volumeOf(text: string): number | undefined {
  if (/^\s*(?:nan|null|na|n\/a|none)?\s*$/i.test(text)) return Number.NaN;
  const volume = Number(text);
  return Number.isNaN(volume) ? undefined : volume;
}
