import { Out } from '../../core/model/out.ts';
import type { Engine } from '../../core/engine/engine.ts';
import { Observer } from '../../backtest/observer.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { summarise } from '../../backtest/summarise.ts';
import { InputEvent } from '../../contracts/input-event.ts';
import type { RecordedPlan } from './recorded-plan.ts';
import type { Reviewed } from './review.ts';

/** Makes of a session's inputs the result that a backtest would tell. */
export class ReviewResult {
  private readonly from: RecordedPlan;
  private readonly engine: Engine;
  private readonly benchmark: number;
  private readonly observer: Observer;

  constructor(from: RecordedPlan, engine: Engine) {
    const { benchmark } = from.read.file;
    const names = engine.account.instruments.map(({ name }) => name);
    this.from = from;
    this.engine = engine;
    this.benchmark = benchmark === undefined ? -1 : names.indexOf(benchmark);
    this.observer = new Observer(engine, this.benchmark);
  }

  /** As in a backtest: results are made of bars, of what came out, and of equity at the ends of instants. */
  see({ event, out }: Reviewed): void {
    const { observer } = this;
    if (out.rows > 0) observer.onOut(out);
    const { kind } = event;
    if (kind === 'bar' && event.bar.interval === 0) observer.onBar(event.bar);
    if (kind === 'quote' || kind === 'trade' || kind === 'depth') observer.onMarket(event[kind].instrument);
    if (kind === 'instant') observer.onInstant(1);
  }

  /**
   * undefined: nothing of a market has come yet. The engine is of no use afterwards: the session under way is closed, for the
   * measures; on record it goes on. `dataHash` stands for the inputs.
   */
  close(dataHash: string): BacktestResult | undefined {
    const { engine, observer, benchmark } = this;
    if (observer.bars + observer.events === 0) return undefined;
    const { read, session } = this.from;
    const event = new InputEvent();
    const out = new Out();
    event.kind = 'stop';
    event.sequence = engine.sequence + 1;
    event.tsUs = engine.account.nowUs;
    engine.process(event, out);
    observer.onOut(out);
    const { configHash } = session;
    return summarise({ file: read.file, benchmark, configHash, dataHash, warnings: [] }, engine, observer);
  }
}
