import type { Us } from '../base/time.ts';
import { type Instrument, priceOf } from '../model/instrument.ts';
import type { BarSeries } from '../market/series.ts';
import type { OrderFills } from './order-fills.ts';

/** Rows that one cell of the sums stands for: a look over any stretch walks twice as many rows at the most. */
const BLOCK = 128;

/** Prices that an order could have had. */
export interface OrderLife {
  readonly decision: number;
  readonly arrival: number;
  readonly end: number;
  /** NaN without a volume, and for an order that was filled before its first bar. */
  readonly vwap: number;
  /** Units of the instrument. */
  readonly volume: number;
}

export interface PriceOptions {
  /** When it was split: prices on both sides are not the same. */
  readonly splitUs: readonly Us[];
  /** Orders fill at the close that decided them: they arrive there. */
  readonly fillsAtClose: boolean;
}

/** The bars of an instrument, for questions about orders. Each takes the logarithm of the bars, however long an order lived. */
export class PriceHistory {
  private readonly series: BarSeries;
  private readonly instrument: Instrument;
  private readonly options: PriceOptions;
  private readonly volumes: Float64Array;
  private readonly worths: Float64Array;

  constructor(series: BarSeries, instrument: Instrument, options: PriceOptions) {
    this.series = series;
    this.instrument = instrument;
    this.options = options;
    const blocks = Math.ceil(series.length / BLOCK);
    this.volumes = new Float64Array(blocks);
    this.worths = new Float64Array(blocks);
    for (let block = 0; block < blocks; block++) {
      const [volume, worth] = this.walk(block * BLOCK, Math.min(series.length, (block + 1) * BLOCK));
      this.volumes[block] = volume;
      this.worths[block] = worth;
    }
  }

  /** undefined where nothing is known of the price when it was sent, or a split lies in between. */
  lifeOf(sentUs: Us, fills: OrderFills, order: number): OrderLife | undefined {
    const { series, instrument } = this;
    const decided = countUpTo(series.tsUs, series.length, sentUs) - 1;
    if (decided < 0) return undefined;
    const decision = priceOf(instrument, series.close[decided]);
    const atOnce = this.isAtOnce(sentUs, fills.lastUs[order]);
    const first = countBelow(series.openUs, series.length, sentUs);
    const whole = fills.lots[order] >= fills.askedLots[order];
    const endUs = fills.endUs[order];
    const last = whole
      ? this.rowOfFill(fills, order, sentUs)
      : Number.isNaN(endUs)
        ? series.length - 1
        : Math.min(series.length - 1, countBelow(series.tsUs, series.length, endUs));
    if (this.isSplit(sentUs, series.tsUs[Math.min(last, series.length - 1)])) return undefined;
    const end = priceOf(instrument, series.close[last]);
    if (atOnce || first >= series.length) {
      return { decision, arrival: atOnce ? decision : Number.NaN, end, vwap: Number.NaN, volume: Number.NaN };
    }
    const [volume, worth] = this.sum(first, Math.max(first, last) + 1);
    return { decision, arrival: priceOf(instrument, series.open[first]), end, vwap: worth / volume, volume };
  }

  /** The close so many bars after the bar of the last fill; NaN beyond the data, or where a split lies in between. */
  closeAfter(sentUs: Us, fills: OrderFills, order: number, bars: number): number {
    const { series } = this;
    const row = this.rowOfFill(fills, order, sentUs) + bars;
    if (row >= series.length || this.isSplit(fills.lastUs[order], series.tsUs[row])) return Number.NaN;
    return priceOf(this.instrument, series.close[row]);
  }

  /**
   * The bar of the last fill. Where bars follow one another without a gap, a fill at the moment between two of them is at the
   * open of the later one when it has its price.
   */
  private rowOfFill(fills: OrderFills, order: number, sentUs: Us): number {
    const { series } = this;
    const tsUs = fills.lastUs[order];
    const row = countBelow(series.tsUs, series.length, tsUs);
    if (this.isAtOnce(sentUs, tsUs)) return row;
    // A fill at the moment it was sent is at the open of the bar that begins there.
    const first = Math.max(row, countBelow(series.openUs, series.length, sentUs));
    const next = first + 1;
    const isNext = next < series.length && series.openUs[next] === tsUs && series.tsUs[first] === tsUs;
    return Math.min(series.length - 1, isNext && this.opensAt(next, fills.lastTicks[order]) ? next : first);
  }

  private isAtOnce(sentUs: Us, filledUs: Us): boolean {
    return this.options.fillsAtClose && filledUs <= sentUs;
  }

  private opensAt(row: number, ticks: number): boolean {
    const { series } = this;
    return series.open[row] === ticks || series.askOpen[row] === ticks || series.bidOpen[row] === ticks;
  }

  isSplit(fromUs: Us, toUs: Us): boolean {
    return this.options.splitUs.some((tsUs) => tsUs > fromUs && tsUs <= toUs);
  }

  /** Volume, and volume times typical price, of the rows [from, to). */
  private sum(from: number, to: number): readonly [number, number] {
    const firstBlock = Math.ceil(from / BLOCK);
    const lastBlock = Math.floor(to / BLOCK);
    if (firstBlock >= lastBlock) return this.walk(from, to);
    let [volume, worth] = this.walk(from, firstBlock * BLOCK);
    for (let block = firstBlock; block < lastBlock; block++) {
      volume += this.volumes[block];
      worth += this.worths[block];
    }
    const [endVolume, endWorth] = this.walk(lastBlock * BLOCK, to);
    return [volume + endVolume, worth + endWorth];
  }

  private walk(from: number, to: number): readonly [number, number] {
    const { series } = this;
    let volume = 0;
    let worth = 0;
    for (let row = from; row < to; row++) {
      const typical = (series.high[row] + series.low[row] + series.close[row]) / 3;
      volume += series.volume[row];
      worth += series.volume[row] * typical;
    }
    return [volume, priceOf(this.instrument, worth)];
  }
}

/** How many of the ascending values are below `limit`: the place of the first that is not. */
export function countBelow(values: Float64Array, length: number, limit: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function countUpTo(values: Float64Array, length: number, limit: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
