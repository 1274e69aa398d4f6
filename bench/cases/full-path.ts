import { Delivery } from '../../src/backtest/delivery.ts';
import { Driver } from '../../src/backtest/driver.ts';
import { Observer } from '../../src/backtest/observer.ts';
import { RateTape } from '../../src/backtest/rates.ts';
import { consensusDefaults } from '../../src/core/consensus/config.ts';
import type { ConsensusMethod } from '../../src/core/consensus/method.ts';
import { Engine } from '../../src/core/engine/engine.ts';
import { calendarOf } from '../../src/core/market/calendars.ts';
import { BarVenue } from '../../src/core/matching/bar-venue.ts';
import { bpsFees } from '../../src/core/matching/fees.ts';
import { bpsSlippage } from '../../src/core/matching/slippage.ts';
import { Recording } from '../../src/core/results/recording.ts';
import { resolveRisk } from '../../src/core/risk/risk-config.ts';
import { donchianBreakout } from '../../src/core/strategies/donchian-breakout.ts';
import { emaCross } from '../../src/core/strategies/ema-cross.ts';
import { rsiReversion } from '../../src/core/strategies/rsi-reversion.ts';
import type { Strategy } from '../../src/core/strategies/strategy.ts';
import { benchInstruments, benchSource } from '../market.ts';

const BARS = 10_000_000;
/** Rows of each table that are kept: the run is measured, not its notes. */
const ROWS_KEPT = 50_000;

/** Three agents whose signals differ, with the parameters that they ship with: some 40 intents and 10 orders in 1,000 bars. */
const AGENTS = [emaCross, donchianBreakout, rsiReversion] as readonly unknown[] as readonly Strategy[];

/**
 * The whole path over streamed bars: agents, consensus, risk, orders, matching, ledger, and the observer that results are
 * made from. What was believed hot: the delivery of bars, indicators, marks and breakers, which every bar pays for.
 */
function fullPath(instrumentCount: number, agents: readonly Strategy[], method: ConsensusMethod, bars: number): void {
  const instruments = benchInstruments(instrumentCount);
  const all = instruments.map(({ index }) => index);
  const engine = new Engine({
    seed: 1,
    instruments,
    calendars: instruments.map(() => calendarOf()),
    intervals: instruments.map(() => ['1m']),
    agents: agents.map((strategy, a) => ({
      id: `agent-${a}`,
      strategy,
      params: strategy.params.parse({}),
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
  const driver = new Driver(engine, venue, {
    sources: instruments.map((instrument) =>
      benchSource(instrument, instrumentCount, Math.floor(bars / instrumentCount)),
    ),
    delivery: new Delivery(
      instruments.map(() => 60_000_000),
      instruments.map(() => []),
    ),
    rates: new RateTape([]),
    fillAtClose: false,
    listener: new Observer(engine, 0, new Recording(ROWS_KEPT)),
  });
  while (driver.run(65_536)) if (engine.failure !== undefined) throw engine.failure.error;
  driver.finish();
}

export const fullPathCases = [
  ...[1, 10, 100].map((count) => ({
    name: `full-path-${count}`,
    events: BARS,
    run: () => fullPath(count, AGENTS, 'majority', BARS),
  })),
  { name: 'full-path-adahedge-10', events: BARS, run: () => fullPath(10, AGENTS, 'adahedge', BARS) },
  { name: 'single-agent', events: BARS, run: () => fullPath(1, AGENTS.slice(0, 1), 'sum', BARS) },
];
