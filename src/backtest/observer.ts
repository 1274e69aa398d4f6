import { toNumber } from '../core/base/decimal.ts';
import type { Us } from '../core/base/time.ts';
import type { Engine } from '../core/engine/engine.ts';
import type { BarSeries } from '../core/market/series.ts';
import type { BarEvent } from '../core/model/bar.ts';
import { priceOf } from '../core/model/instrument.ts';
import type { Out } from '../core/model/out.ts';
import { Curve } from '../core/results/curve.ts';
import { Holdings } from '../core/results/holdings.ts';
import { Recording } from '../core/results/recording.ts';
import { TradeBook, type TradeStep } from '../core/results/trades.ts';
import type { Listener } from './listener.ts';
import { ResultHash } from './result-hash.ts';

/** Watches a run as it goes and keeps what its result is made of; memory is bounded by what was traded, not by the bars. */
export class Observer implements Listener {
  readonly recording: Recording;
  readonly book: TradeBook;
  readonly equity = new Curve();
  readonly prices: readonly Curve[];
  /** Close of the benchmark at each closed session, in units of price; its first open stands in `benchmarkOpen`. */
  readonly benchmarkCloses: number[] = [];
  benchmarkOpen = Number.NaN;
  readonly holdings: Holdings;
  /** Σ |notional| of all fills in account currency. */
  traded = 0;
  /** Base bars since results start. */
  bars = 0;
  /** Quotes, trades and books since then. */
  events = 0;
  private readonly engine: Engine;
  private readonly hash: ResultHash;
  private readonly benchmark: number;
  private readonly fromUs: Us;
  private readonly scales: readonly number[];
  /** What a unit that was bought at the start is by now, by instrument: splits, and dividends put into more of it. */
  private readonly grown: Float64Array;
  /** What was put into each instrument, less what came back: account currency, at the rates of the time. */
  private readonly paid: Float64Array;
  /** First open of each instrument, ticks. */
  private readonly opens: Float64Array;

  /** `benchmark` is an instrument's index, -1 for none. */
  constructor(engine: Engine, benchmark: number, recording = new Recording()) {
    this.recording = recording;
    const { account } = engine;
    this.engine = engine;
    this.benchmark = benchmark;
    this.fromUs = account.spec.fromUs;
    this.hash = new ResultHash(account);
    this.book = new TradeBook(account.instruments, account.agentCount + 1);
    const points = account.instrumentCount <= 4 ? 8192 : 2048;
    this.prices = account.instruments.map(() => new Curve(points));
    this.holdings = new Holdings(account.instrumentCount);
    this.grown = new Float64Array(account.instrumentCount).fill(1);
    this.paid = new Float64Array(account.instrumentCount);
    this.opens = new Float64Array(account.instrumentCount).fill(Number.NaN);
    this.scales = account.instruments.map(({ currency }) => account.ledger.scaleOf(currency));
  }

  onOut(out: Out): void {
    this.recording.take(out);
    this.hash.take(out);
    const { allocations, fills, sessions, actions, charges } = out;
    for (let row = 0; row < actions.count; row++) this.noteAction(out, row);
    for (let row = 0; row < allocations.count; row++) this.book.onAllocation(this.step(out, row));
    const { account } = this.engine;
    for (let row = 0; row < fills.count; row++) {
      const instrument = fills.instrument[row];
      this.traded += Math.abs(fills.signedLots[row]) * fills.priceTicks[row] * account.notionalPerTickLot(instrument);
    }
    for (let row = 0; this.benchmark >= 0 && row < sessions.count; row++) {
      this.benchmarkCloses.push(
        priceOf(account.instruments[this.benchmark], account.lastTicks[this.benchmark]) * this.grown[this.benchmark],
      );
    }
    for (let row = 0; row < sessions.count; row++) this.noteHoldings(out);
    for (let row = 0; row < fills.count; row++) this.notePaid(out, row);
    for (let row = 0; row < charges.count; row++) this.noteCharge(out, row);
  }

  private notePaid({ fills }: Out, row: number): void {
    const { account } = this.engine;
    const i = fills.instrument[row];
    const costs = Number(fills.fee[row] + fills.slippage[row]) / 10 ** this.scales[i];
    this.paid[i] +=
      fills.signedLots[row] * fills.priceTicks[row] * account.notionalPerTickLot(i) +
      costs * account.ledger.rateOf(account.instruments[i].currency);
  }

  private noteCharge({ charges }: Out, row: number): void {
    const i = charges.instrument[row];
    if (i < 0) return;
    const cash = Number(charges.cash[row]) / 10 ** charges.scale[row];
    this.paid[i] -= cash * this.engine.account.ledger.rateOf(charges.currency[row]);
  }

  /** A session that closed at this event closed before the event's fills, and before what is charged for the night. */
  private noteHoldings({ fills }: Out): void {
    const { account } = this.engine;
    const { holdings } = this;
    if (!holdings.begin()) return;
    for (let i = 0; i < account.instrumentCount; i++) {
      // In units of the first day, what they brought included: prices of a share that was split are no series.
      const grown = this.grown[i];
      const perTick = account.notionalPerTickLot(i);
      let lots = account.ledger.accountPosition(i);
      for (let row = 0; row < fills.count; row++) if (fills.instrument[row] === i) lots -= fills.signedLots[row];
      if (Number.isNaN(holdings.firstValues[i])) holdings.firstValues[i] = this.opens[i] * perTick;
      holdings.set(account.lastTicks[i] * perTick * grown, lots / grown, this.paid[i]);
    }
  }

  private noteAction({ actions }: Out, row: number): void {
    const { account } = this.engine;
    const i = actions.instrument[row];
    const ratio = { numerator: actions.numerator[row], denominator: actions.denominator[row] };
    if (actions.kind[row] === 'split') {
      this.grown[i] *= ratio.numerator / ratio.denominator;
      this.book.onSplit(i, ratio, actions.tsUs[row], (owner) => account.ledger.position(owner, i));
    } else if (actions.kind[row] === 'dividend') {
      // Put into more of the same, at the last close less what was paid.
      const close = priceOf(account.instruments[i], account.lastTicks[i]);
      if (close > actions.amount[row]) this.grown[i] *= close / (close - actions.amount[row]);
    }
  }

  private step(out: Out, row: number): TradeStep {
    const { allocations } = out;
    const instrument = allocations.instrument[row];
    const scale = this.scales[instrument];
    return {
      owner: allocations.owner[row],
      instrument,
      signedLots: allocations.signedLots[row],
      priceTicks: allocations.priceTicks[row],
      fee: toNumber({ units: allocations.fee[row], scale }),
      slippage: toNumber({ units: allocations.slippage[row], scale }),
      positionLots: allocations.positionLots[row],
      tsUs: allocations.tsUs[row],
      reason: allocations.reason[row],
    };
  }

  onBar(bar: BarEvent): void {
    this.book.onBar(bar);
    if (bar.tsUs < this.fromUs) return;
    this.bars += 1;
    const curve = this.prices[bar.instrument];
    if (curve.due()) curve.add(bar.tsUs, bar.close);
    if (Number.isNaN(this.opens[bar.instrument])) this.noteOpen(bar.instrument, bar.open);
  }

  onMarket(instrument: number): void {
    const { account } = this.engine;
    const { nowUs } = account;
    const ticks = account.lastTicks[instrument];
    if (Number.isNaN(ticks)) return;
    this.book.onMark(instrument, ticks);
    if (nowUs < this.fromUs) return;
    this.events += 1;
    const curve = this.prices[instrument];
    if (curve.due()) curve.add(nowUs, ticks);
    if (Number.isNaN(this.opens[instrument])) this.noteOpen(instrument, ticks);
  }

  onBars(series: BarSeries, from: number, to: number): void {
    const { instrument } = series;
    this.book.onBars(series, from, to);
    const curve = this.prices[instrument];
    for (let row = from; row < to; row++) {
      if (series.tsUs[row] < this.fromUs) continue;
      this.bars += 1;
      if (curve.due()) curve.add(series.tsUs[row], series.close[row]);
      if (Number.isNaN(this.opens[instrument])) this.noteOpen(instrument, series.open[row]);
    }
  }

  private noteOpen(instrument: number, ticks: number): void {
    this.opens[instrument] = ticks;
    if (instrument === this.benchmark) {
      this.benchmarkOpen = priceOf(this.engine.account.instruments[instrument], ticks);
    }
  }

  /** Instants are unseen until the curve of equity is due; before results start each is looked at. */
  get instantsUnseen(): number {
    return this.engine.account.nowUs >= this.fromUs ? this.equity.wait - 1 : 0;
  }

  onInstant(passed: number): void {
    const { nowUs } = this.engine.account;
    if (nowUs >= this.fromUs && this.equity.due(passed)) this.equity.add(nowUs, this.engine.account.equity());
  }

  /** The run is over: open trades are listed, and the digest is taken. */
  finish(): string {
    const { account } = this.engine;
    this.equity.finish(account.nowUs, account.equity());
    this.prices.forEach((curve, i) => {
      if (curve.count > 0) curve.finish(account.nowUs, account.lastTicks[i]);
    });
    this.book.finish();
    return this.hash.finish(this.engine.account);
  }
}
