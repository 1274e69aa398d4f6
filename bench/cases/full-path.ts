import { ActionTape } from '../../src/backtest/action-tape.ts';
import { Delivery } from '../../src/backtest/delivery.ts';
import { Driver } from '../../src/backtest/driver.ts';
import type { Listener } from '../../src/backtest/listener.ts';
import { Observer } from '../../src/backtest/observer.ts';
import { RateTape } from '../../src/backtest/rates.ts';
import { consensusDefaults } from '../../src/core/consensus/config.ts';
import type { ConsensusMethod } from '../../src/core/consensus/method.ts';
import { Engine } from '../../src/core/engine/engine.ts';
import { calendarOf } from '../../src/core/market/calendars.ts';
import { BarVenue } from '../../src/core/matching/bar-venue.ts';
import { bpsFees } from '../../src/core/matching/fees.ts';
import { bpsSlippage } from '../../src/core/matching/slippage.ts';
import type { Out } from '../../src/core/model/out.ts';
import { Recording } from '../../src/core/results/recording.ts';
import { resolveRisk } from '../../src/core/risk/risk-config.ts';
import { emaCross } from '../../src/core/strategies/ema-cross.ts';
import type { Strategy } from '../../src/core/strategies/strategy.ts';
import type { BenchCase } from '../harness.ts';
import { benchInstruments, benchSource } from '../market.ts';

const BARS = 10_000_000;
/** Rows of each table that are kept: the run is measured, not its notes. */
const ROWS_KEPT = 50_000;

/** Three crosses like that of the plain loop, at the speeds that minute bars are followed with: 25 new targets in 1,000 bars. */
const CROSSES = [
  { fast: 20, slow: 100 },
  { fast: 30, slow: 150 },
  { fast: 50, slow: 200 },
];

/** Reads what the engine puts out, as somebody must, and keeps nothing of it. */
class Counter implements Listener {
  fills = 0;
  onOut(out: Out): void {
    this.fills += out.fills.count;
  }
  onBar(): void {}
  onBars(): void {}
  onInstant(): void {}
  readonly instantsUnseen = Number.POSITIVE_INFINITY;
}

/**
 * The whole path over streamed bars: agents, consensus, risk, orders, matching, ledger; `results` adds the observer that a
 * backtest's result is made from. What was believed hot: the delivery of bars, indicators, marks and breakers, which every bar pays for.
 */
function prepare(instrumentCount: number, agentCount: number, method: ConsensusMethod, results: boolean): Driver {
  const instruments = benchInstruments(instrumentCount);
  const all = instruments.map(({ index }) => index);
  const engine = new Engine({
    seed: 1,
    instruments,
    calendars: instruments.map(() => calendarOf()),
    intervals: instruments.map(() => ['1m']),
    agents: CROSSES.slice(0, agentCount).map((params, a) => ({
      id: `cross-${a}`,
      strategy: emaCross as unknown as Strategy,
      params: emaCross.params.parse(params),
      instruments: all,
    })),
    account: { currency: 'USD', cash: '10000000', type: 'margin', dayZone: 'UTC' },
    consensus: { ...consensusDefaults, method },
    risk: resolveRisk({ profile: 'moderate' }, { accountType: 'margin', seed: 1 }),
    costMethod: 'average',
    fromUs: 0,
  });
  const scales = instruments.map(({ currency }) => engine.account.ledger.scaleOf(currency));
  const venue = new BarVenue(instruments, engine.account.spec.calendars, scales, {
    fill: 'next-open',
    limitFill: 'through',
    bothHit: 'stop-first',
    participation: 0.1,
    latencyUs: 0,
    slippage: bpsSlippage(0),
    fees: bpsFees({ bps: 0.1 }),
  });
  return new Driver(engine, venue, {
    sources: instruments.map((instrument) =>
      benchSource(instrument, instrumentCount, Math.floor(BARS / instrumentCount)),
    ),
    delivery: new Delivery(
      instruments.map(() => 60_000_000),
      instruments.map(() => []),
    ),
    rates: new RateTape([]),
    actions: new ActionTape([]),
    fillAtClose: false,
    listener: results ? new Observer(engine, 0, new Recording(ROWS_KEPT)) : new Counter(),
  });
}

function drive(driver: Driver): number {
  while (driver.run(65_536));
  driver.finish();
  return driver.bars;
}

function benchCase(
  name: string,
  instruments: number,
  agents: number,
  method: ConsensusMethod,
  results = false,
): BenchCase<Driver> {
  return { name, events: BARS, prepare: () => prepare(instruments, agents, method, results), run: drive };
}

export const cases: readonly BenchCase<Driver>[] = [
  benchCase('full-path-1', 1, 3, 'majority'),
  benchCase('full-path-10', 10, 3, 'majority'),
  benchCase('full-path-100', 100, 3, 'majority'),
  benchCase('full-path-adahedge-10', 10, 3, 'adahedge'),
  benchCase('full-path-results-1', 1, 3, 'majority', true),
  benchCase('single-agent', 1, 1, 'sum'),
];
