import { addRow, table } from '../base/columns.ts';
import type { Us } from '../base/time.ts';
import type { BarEvent } from '../model/bar.ts';
import { splitMark, type SplitRatio } from '../model/split.ts';
import type { BarSeries } from '../market/series.ts';
import { type Instrument, notionalFactor, priceOf } from '../model/instrument.ts';

/**
 * One row a trade: an agent's position from flat to flat, or to a flip. Money is in the instrument's currency as floats; the
 * ledger is exact, this is for reading. An open trade has NaN for its exit and its profit at the last mark.
 */
const tradeSchema = {
  agent: 'number',
  instrument: 'number',
  /** 1 long, -1 short. */
  side: 'number',
  /** The largest size it had, in lots. */
  lots: 'number',
  entryUs: 'number',
  exitUs: 'number',
  /** Average prices in units of price. */
  entryPrice: 'number',
  exitPrice: 'number',
  /** After fees and slippage. */
  profit: 'number',
  fees: 'number',
  /** Base bars from entry to exit. */
  bars: 'number',
  /** The worst and the best open profit per unit, as fractions of the entry price: MAE <= 0 <= MFE. */
  adverse: 'number',
  favourable: 'number',
  open: 'number',
  exitReason: 'text',
} as const;

interface OpenTrade {
  side: number;
  lotsMax: number;
  entryUs: Us;
  bars: number;
  boughtLots: number;
  boughtTicks: number;
  soldLots: number;
  soldTicks: number;
  costs: number;
  highTicks: number;
  lowTicks: number;
}

/** What one allocation did, as a trade book takes it. Costs (fee and slippage) in the instrument's currency, as a float. */
export interface TradeStep {
  readonly owner: number;
  readonly instrument: number;
  readonly signedLots: number;
  readonly priceTicks: number;
  readonly fee: number;
  readonly slippage: number;
  /** The position after it. */
  readonly positionLots: number;
  readonly tsUs: Us;
  readonly reason: string;
}

/** Builds the trade list from allocations, and watches each open trade's best and worst price bar by bar. */
export class TradeBook {
  readonly trades = table(tradeSchema);
  private readonly instruments: readonly Instrument[];
  private readonly owners: number;
  private readonly opened: (OpenTrade | undefined)[];
  /** Open trades per instrument: bars of an instrument nobody holds cost one read. */
  private readonly openCount: Int32Array;
  private readonly marks: Float64Array;
  private readonly factors: Float64Array;

  constructor(instruments: readonly Instrument[], owners: number) {
    this.instruments = instruments;
    this.owners = owners;
    this.opened = Array.from({ length: instruments.length * owners }, () => undefined);
    this.openCount = new Int32Array(instruments.length);
    this.marks = new Float64Array(instruments.length).fill(Number.NaN);
    this.factors = Float64Array.from(instruments, notionalFactor);
  }

  /** A base bar has closed, its fills booked before. */
  onBar(bar: BarEvent): void {
    const { instrument } = bar;
    this.marks[instrument] = bar.close;
    if (this.openCount[instrument] === 0) return;
    const base = instrument * this.owners;
    for (let owner = 0; owner < this.owners; owner++) {
      const trade = this.opened[base + owner];
      if (trade === undefined) continue;
      trade.bars += 1;
      if (bar.high > trade.highTicks) trade.highTicks = bar.high;
      if (bar.low < trade.lowTicks) trade.lowTicks = bar.low;
    }
  }

  /** The mark of an instrument has moved between bars, or without any. */
  onMark(instrument: number, ticks: number): void {
    this.marks[instrument] = ticks;
    if (this.openCount[instrument] === 0) return;
    const base = instrument * this.owners;
    for (let owner = 0; owner < this.owners; owner++) {
      const trade = this.opened[base + owner];
      if (trade === undefined) continue;
      if (ticks > trade.highTicks) trade.highTicks = ticks;
      if (ticks < trade.lowTicks) trade.lowTicks = ticks;
    }
  }

  /** Rows of base bars that closed, with no fill between them. */
  onBars(series: BarSeries, from: number, to: number): void {
    const { instrument } = series;
    this.marks[instrument] = series.close[to - 1];
    if (this.openCount[instrument] === 0) return;
    const base = instrument * this.owners;
    for (let owner = 0; owner < this.owners; owner++) {
      const trade = this.opened[base + owner];
      if (trade === undefined) continue;
      trade.bars += to - from;
      for (let row = from; row < to; row++) {
        if (series.high[row] > trade.highTicks) trade.highTicks = series.high[row];
        if (series.low[row] < trade.lowTicks) trade.lowTicks = series.low[row];
      }
    }
  }

  onAllocation(step: TradeStep): void {
    const before = step.positionLots - step.signedLots;
    if (before !== 0 && Math.sign(step.positionLots) === -Math.sign(before)) {
      // A flip: the part that closes ends one trade, the rest begins the next; costs follow the lots.
      const closing = -before / step.signedLots;
      this.step(step, -before, 0, step.fee * closing, step.slippage * closing);
      this.step(step, step.positionLots, step.positionLots, step.fee * (1 - closing), step.slippage * (1 - closing));
      return;
    }
    this.step(step, step.signedLots, step.positionLots, step.fee, step.slippage);
  }

  /**
   * The instrument was split: open trades are so many new lots at the new prices. `positionOf` is what an owner holds after it;
   * what the split left of a lot was sold (or was bought) at the mark.
   */
  onSplit(instrument: number, ratio: SplitRatio, tsUs: Us, positionOf: (owner: number) => number): void {
    const factor = ratio.numerator / ratio.denominator;
    const priceTicks = this.marks[instrument] / factor;
    this.marks[instrument] = splitMark(this.marks[instrument], ratio);
    for (let owner = 0; owner < this.owners; owner++) {
      const trade = this.opened[instrument * this.owners + owner];
      if (trade === undefined) continue;
      trade.lotsMax *= factor;
      trade.boughtLots *= factor;
      trade.soldLots *= factor;
      trade.highTicks /= factor;
      trade.lowTicks /= factor;
      const positionLots = positionOf(owner);
      const signedLots = positionLots - (trade.boughtLots - trade.soldLots);
      // A rounding error of the fractions above is no trade.
      if (Math.abs(signedLots) < 1e-6) continue;
      const step = {
        owner,
        instrument,
        positionLots,
        signedLots,
        priceTicks,
        tsUs,
        fee: 0,
        slippage: 0,
        reason: 'split',
      };
      this.step(step, signedLots, positionLots, 0, 0);
    }
  }

  private step(step: TradeStep, signedLots: number, after: number, fee: number, slippage: number): void {
    const place = step.instrument * this.owners + step.owner;
    let trade = this.opened[place];
    if (trade === undefined) {
      trade = {
        side: Math.sign(signedLots),
        lotsMax: 0,
        entryUs: step.tsUs,
        bars: 0,
        boughtLots: 0,
        boughtTicks: 0,
        soldLots: 0,
        soldTicks: 0,
        costs: 0,
        highTicks: step.priceTicks,
        lowTicks: step.priceTicks,
      };
      this.opened[place] = trade;
      this.openCount[step.instrument] += 1;
    }
    if (signedLots > 0) {
      trade.boughtLots += signedLots;
      trade.boughtTicks += signedLots * step.priceTicks;
    } else {
      trade.soldLots -= signedLots;
      trade.soldTicks -= signedLots * step.priceTicks;
    }
    trade.costs += fee + slippage;
    trade.lotsMax = Math.max(trade.lotsMax, Math.abs(after));
    trade.highTicks = Math.max(trade.highTicks, step.priceTicks);
    trade.lowTicks = Math.min(trade.lowTicks, step.priceTicks);
    if (after !== 0) return;
    this.opened[place] = undefined;
    this.openCount[step.instrument] -= 1;
    this.record(step.owner, step.instrument, trade, step.tsUs, step.reason, 0);
  }

  /** The run is over: open trades are listed at the last mark. Call it once. */
  finish(): void {
    this.opened.forEach((trade, place) => {
      if (trade === undefined) return;
      const instrument = Math.floor(place / this.owners);
      this.record(place - instrument * this.owners, instrument, trade, Number.NaN, 'open', this.marks[instrument]);
    });
  }

  private record(
    owner: number,
    instrument: number,
    trade: OpenTrade,
    exitUs: Us,
    reason: string,
    markTicks: number,
  ): void {
    const { trades } = this;
    const known = this.instruments[instrument];
    const openLots = trade.boughtLots - trade.soldLots;
    const [inLots, inTicks] =
      trade.side > 0 ? [trade.boughtLots, trade.boughtTicks] : [trade.soldLots, trade.soldTicks];
    const [outLots, outTicks] =
      trade.side > 0 ? [trade.soldLots, trade.soldTicks] : [trade.boughtLots, trade.boughtTicks];
    const entryTicks = inTicks / inLots;
    const grossTicks = trade.soldTicks - trade.boughtTicks + openLots * markTicks;
    const row = addRow(trades);
    const worst = trade.side > 0 ? trade.lowTicks - entryTicks : entryTicks - trade.highTicks;
    const best = trade.side > 0 ? trade.highTicks - entryTicks : entryTicks - trade.lowTicks;
    trades.agent[row] = owner;
    trades.instrument[row] = instrument;
    trades.side[row] = trade.side;
    trades.lots[row] = trade.lotsMax;
    trades.entryUs[row] = trade.entryUs;
    trades.exitUs[row] = exitUs;
    trades.entryPrice[row] = priceOf(known, entryTicks);
    trades.exitPrice[row] = outLots === 0 ? Number.NaN : priceOf(known, outTicks / outLots);
    trades.profit[row] = priceOf(known, grossTicks) * this.factors[instrument] - trade.costs;
    trades.fees[row] = trade.costs;
    trades.bars[row] = trade.bars;
    trades.adverse[row] = Math.min(0, worst / entryTicks);
    trades.favourable[row] = Math.max(0, best / entryTicks);
    trades.open[row] = Number.isNaN(exitUs) ? 1 : 0;
    trades.exitReason[row] = reason;
  }
}
