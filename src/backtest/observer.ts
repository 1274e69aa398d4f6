import { toNumber } from '../core/base/decimal.ts';
import type { Us } from '../core/base/time.ts';
import type { Engine } from '../core/engine/engine.ts';
import type { BarSeries } from '../core/market/series.ts';
import type { BarEvent } from '../core/model/bar.ts';
import { priceOf } from '../core/model/instrument.ts';
import type { Out } from '../core/model/out.ts';
import { Curve } from '../core/results/curve.ts';
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
  /** Σ |notional| of all fills in account currency. */
  traded = 0;
  /** Base bars since results start. */
  bars = 0;
  private readonly engine: Engine;
  private readonly hash: ResultHash;
  private readonly benchmark: number;
  private readonly fromUs: Us;
  private readonly scales: readonly number[];

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
    this.scales = account.instruments.map(({ currency }) => account.ledger.scaleOf(currency));
  }

  onOut(out: Out): void {
    this.recording.take(out);
    this.hash.take(out);
    const { allocations, fills, sessions } = out;
    for (let row = 0; row < allocations.count; row++) this.book.onAllocation(this.step(out, row));
    const { account } = this.engine;
    for (let row = 0; row < fills.count; row++) {
      const instrument = fills.instrument[row];
      this.traded += Math.abs(fills.signedLots[row]) * fills.priceTicks[row] * account.notionalPerTickLot(instrument);
    }
    for (let row = 0; this.benchmark >= 0 && row < sessions.count; row++) {
      this.benchmarkCloses.push(priceOf(account.instruments[this.benchmark], account.lastTicks[this.benchmark]));
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
    if (bar.instrument === this.benchmark && Number.isNaN(this.benchmarkOpen)) {
      this.benchmarkOpen = priceOf(this.engine.account.instruments[bar.instrument], bar.open);
    }
  }

  onBars(series: BarSeries, from: number, to: number): void {
    const { instrument } = series;
    this.book.onBars(series, from, to);
    const curve = this.prices[instrument];
    for (let row = from; row < to; row++) {
      if (series.tsUs[row] < this.fromUs) continue;
      this.bars += 1;
      if (curve.due()) curve.add(series.tsUs[row], series.close[row]);
      if (instrument === this.benchmark && Number.isNaN(this.benchmarkOpen)) {
        this.benchmarkOpen = priceOf(this.engine.account.instruments[instrument], series.open[row]);
      }
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
