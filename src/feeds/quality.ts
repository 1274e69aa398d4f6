import type { Us } from '../core/base/time.ts';
import type { Calendar } from '../core/market/calendar.ts';
import type { BarEvent } from '../core/model/bar.ts';
import type { DepthEvent } from '../core/model/depth.ts';
import type { QuoteEvent } from '../core/model/quote.ts';
import type { TradeEvent } from '../core/model/trade.ts';

/** What can be wrong with market data as it comes. What is refused reaches nobody; the rest is told, and nothing is repaired. */
export const QualityCode = {
  /** of an instrument that the session does not know */ instrument: { refused: true },
  /** a line or a value that cannot be read */ unreadable: { refused: true },
  /** NaN, empty or infinite */ number: { refused: true },
  /** off the instrument's tick */ tick: { refused: true },
  /** not above zero */ price: { refused: true },
  /** low and high do not enclose open and close */ range: { refused: true },
  /** the bid above the ask */ crossed: { refused: true },
  /** a negative size or volume */ size: { refused: true },
  /** the source's number, or the bar, was there before */ duplicate: { refused: true },
  /** time, or the source's number, goes back; a bar that opens before the last one closed */ order: { refused: true },
  /** later than our clock allows: believed, it would put off everything that is right */ future: { refused: true },
  /** numbers or bars are missing before this one */ gap: { refused: false },
  /** far from what came before it */ outlier: { refused: false },
} as const;
export type QualityCode = keyof typeof QualityCode;

/** By the median of how many returns an outlier is measured, and how many times that it takes. */
const RETURNS = 32;
const OUTLIER_MEDIANS = 15;

/** What came before on one instrument: each kind of event has its own order. */
export class Quality {
  /** Told, not refused: a gap, an outlier. */
  readonly flags: QualityCode[] = [];
  private readonly calendar: Calendar;
  private readonly last = { bar: new Past(), quote: new Past(), trade: new Past() };

  constructor(calendar: Calendar) {
    this.calendar = calendar;
  }

  /** Why this bar is refused. `number` is the source's own, NaN where it has none. What is refused leaves no trace. */
  bar(bar: BarEvent, number = Number.NaN): QualityCode | undefined {
    this.flags.length = 0;
    const past = this.last.bar;
    const wrong = wrongBar(bar) ?? past.order(bar.openUs, number);
    if (wrong !== undefined) return wrong;
    if (bar.openUs < past.tsUs) return 'order';
    if (past.skips(number) || this.misses(past.tsUs, bar.openUs)) this.flags.push('gap');
    if (past.far(bar.close)) this.flags.push('outlier');
    past.keep(bar.openUs, bar.tsUs, number, bar.close);
    return undefined;
  }

  quote(quote: QuoteEvent, number = Number.NaN): QualityCode | undefined {
    this.flags.length = 0;
    const { tsUs, bidTicks, askTicks } = quote;
    return wrongQuote(quote) ?? this.tick(this.last.quote, tsUs, number, (bidTicks + askTicks) / 2);
  }

  trade(trade: TradeEvent, number = Number.NaN): QualityCode | undefined {
    this.flags.length = 0;
    return wrongTrade(trade) ?? this.tick(this.last.trade, trade.tsUs, number, trade.priceTicks);
  }

  /** Ticks may share a moment; without numbers a repeated one cannot be told from two alike. */
  private tick(past: Past, tsUs: Us, number: number, price: number): QualityCode | undefined {
    const wrong = number === past.number ? 'duplicate' : number < past.number || tsUs < past.tsUs ? 'order' : undefined;
    if (wrong !== undefined) return wrong;
    if (past.skips(number)) this.flags.push('gap');
    if (past.far(price)) this.flags.push('outlier');
    past.keep(tsUs, tsUs, number, price);
    return undefined;
  }

  /** Whether the calendar expects something between the last bar's close and this one's open. */
  private misses(fromUs: Us, toUs: Us): boolean {
    if (Number.isNaN(fromUs) || toUs <= fromUs) return false;
    const session = this.calendar.sessionAt(fromUs + 1) ?? this.calendar.nextSession(fromUs);
    return toUs > Math.max(fromUs, session.openUs);
  }
}

/** The last accepted event of a kind, and the sizes of the moves before it. */
class Past {
  number = Number.NaN;
  /** When it ended. */
  tsUs: Us = Number.NaN;
  private startUs: Us = Number.NaN;
  private price = Number.NaN;
  private readonly moves = new Float64Array(RETURNS);
  private count = 0;
  /** Of the last full set of moves; 0 before that, and then nothing is far. */
  private median = 0;

  /** Of bars: by the source's number, else by the open. */
  order(startUs: Us, number: number): QualityCode | undefined {
    if (number === this.number || startUs === this.startUs) return 'duplicate';
    return number < this.number || startUs < this.startUs ? 'order' : undefined;
  }

  skips(number: number): boolean {
    return number > this.number + 1;
  }

  far(price: number): boolean {
    return this.median > 0 && Math.abs(Math.log(price / this.price)) > OUTLIER_MEDIANS * this.median;
  }

  keep(startUs: Us, tsUs: Us, number: number, price: number): void {
    if (!Number.isNaN(this.price)) this.moves[this.count++] = Math.abs(Math.log(price / this.price));
    if (this.count === RETURNS) {
      this.median = this.moves.sort()[RETURNS / 2];
      this.count = 0;
    }
    this.startUs = startUs;
    this.tsUs = tsUs;
    this.number = number;
    this.price = price;
  }
}

export function wrongQuote({ tsUs, bidTicks, bidLots, askTicks, askLots }: QuoteEvent): QualityCode | undefined {
  if (!Number.isFinite(tsUs + bidTicks + askTicks + bidLots + askLots)) return 'number';
  if (bidTicks <= 0 || askTicks <= 0) return 'price';
  if (bidLots < 0 || askLots < 0) return 'size';
  return bidTicks > askTicks ? 'crossed' : undefined;
}

/** A trade of nothing is none: a venue could not take it. */
export function wrongTrade({ tsUs, priceTicks, lots }: TradeEvent): QualityCode | undefined {
  if (!Number.isFinite(tsUs + priceTicks + lots)) return 'number';
  if (priceTicks <= 0) return 'price';
  return lots <= 0 ? 'size' : undefined;
}

/** Levels of 0 are gone; those of one moment may cross until the rest of them has come. */
export function wrongDepth({ tsUs, count, ticks, lots }: DepthEvent): QualityCode | undefined {
  if (!Number.isFinite(tsUs)) return 'number';
  for (let k = 0; k < count; k++) {
    if (!Number.isSafeInteger(ticks[k]) || !Number.isSafeInteger(lots[k])) return 'number';
    if (ticks[k] <= 0) return 'price';
    if (lots[k] < 0) return 'size';
  }
  return undefined;
}

function wrongBar(bar: BarEvent): QualityCode | undefined {
  const { open, high, low, close, volume } = bar;
  if (!Number.isFinite(bar.openUs + bar.tsUs) || bar.openUs >= bar.tsUs) return 'number';
  const wrong =
    wrongPrices(open, high, low, close) ??
    wrongPrices(bar.bidOpen, bar.bidHigh, bar.bidLow, bar.bidClose) ??
    wrongPrices(bar.askOpen, bar.askHigh, bar.askLow, bar.askClose);
  if (wrong !== undefined) return wrong;
  if (bar.bidOpen > bar.askOpen || bar.bidClose > bar.askClose) return 'crossed';
  // No volume is NaN, which is no fault.
  if (volume < 0) return 'size';
  return volume === Number.POSITIVE_INFINITY ? 'number' : undefined;
}

function wrongPrices(open: number, high: number, low: number, close: number): QualityCode | undefined {
  if (!Number.isFinite(open + high + low + close)) return 'number';
  if (low <= 0 || open <= 0 || close <= 0) return 'price';
  return low > Math.min(open, close) || high < Math.max(open, close) ? 'range' : undefined;
}
