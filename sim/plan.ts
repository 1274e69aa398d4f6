import type { RunExecution } from '../src/config/run-file.ts';
import { DAY_US, type Us } from '../src/core/base/time.ts';
import { noise, type Noise } from '../src/core/engine/noise.twin.ts';
import type { AgentSpec, EngineSpec } from '../src/core/engine/spec.ts';
import { consensusDefaults } from '../src/core/consensus/config.ts';
import { ContinuousCalendar } from '../src/core/market/continuous.ts';
import { syntheticSource } from '../src/core/market/synthetic.ts';
import { BarSeries, type BarSource, memorySource } from '../src/core/market/series.ts';
import { BarEvent } from '../src/core/model/bar.ts';
import type { Instrument } from '../src/core/model/instrument.ts';
import { makeInstrument } from '../src/core/model/instrument.ts';
import { resolveRisk } from '../src/core/risk/risk-config.ts';
import { external } from '../src/core/strategies/external.ts';
import type { Strategy } from '../src/core/strategies/strategy.ts';
import { type VenueSpec, venueSpecOf } from '../src/hosts/venue/spec.ts';
import { pick, type World } from './world.ts';

/** Where the made-up market begins, in event time. */
export const MARKET_US: Us = 1_704_067_200_000_000;
const DAYS = 36;
/** In some histories nothing is heard of this instrument for so many days, while the others go on. */
export const GAP = { name: 'B', fromDay: 14, days: 12 };
/** How long a day of the market takes. */
export const DAY_TAKES_US = 500_000;
/** The most that one instrument may be worth, in account currency: an amount, so that it stays the same whatever the prices do. */
const POSITION_MAX = 6_000;

/** What one seed trades: an engine, its venue and its market. */
export interface SimPlan {
  readonly spec: EngineSpec;
  readonly venue: VenueSpec;
  /** The same bars each time. */
  readonly bars: () => BarSource[];
  readonly speed: number;
  readonly hasGap: boolean;
}

export function planOf(world: World): SimPlan {
  const chance = world.chance('plan');
  const instruments = ['A', 'B', 'C'].map((name, index) =>
    makeInstrument(
      { name, currency: 'USD', tickSize: { units: 1n, scale: 0 }, lotSize: { units: 1n, scale: 0 } },
      index,
    ),
  );
  const calendar = new ContinuousCalendar();
  const all = instruments.map(({ index }) => index);
  const noisy = (id: string, params: Noise): AgentSpec => ({ id, strategy: noise, params, instruments: all });
  const exits = { stopLoss: 0.02, takeProfit: 0.03, maxBars: 6 };
  const agents: AgentSpec[] = [
    noisy('chart', { orders: false, timers: chance() < 0.5, activity: 0.3, exits }),
    { id: 'desk', strategy: external as unknown as Strategy, params: {}, instruments: all },
    noisy('maker', { orders: true, timers: false, activity: 0.35 }),
    noisy('trend', { orders: false, timers: false, activity: 0.2 }),
  ];
  const method = pick(chance, ['sum', 'sum', 'weighted', 'hedge'] as const);
  const spec: EngineSpec = {
    seed: world.seed,
    instruments,
    calendars: instruments.map(() => calendar),
    intervals: instruments.map(() => ['1d']),
    agents,
    account: { currency: 'USD', cash: '100000', type: 'margin', dayZone: 'UTC' },
    consensus: { ...consensusDefaults, method },
    risk: resolveRisk(
      { profile: 'aggressive', maxPosition: POSITION_MAX, duplicateWithin: 'none' },
      { accountType: 'margin', seed: world.seed },
    ),
    costMethod: 'average',
    fromUs: 0,
  };
  const execution: RunExecution = {
    fill: 'next-open',
    slippage: { model: 'none' },
    fees: { model: 'none' },
    participation: chance() < 0.5 ? 0.02 : undefined,
    latencyUs: 0,
    limitFill: 'touch',
    bothHit: 'stop-first',
  };
  const hasGap = chance() < 0.4;
  const markets = instruments.map((instrument) => marketOf(instrument, world.seed, hasGap));
  return {
    spec,
    venue: venueSpecOf(spec, execution, { cancelOnDisconnect: chance() < 0.2 }),
    speed: DAY_US / DAY_TAKES_US,
    hasGap,
    bars: () => markets.map((series, index) => memorySource(instruments[index], '1d', series)),
  };
}

/** The days of a made-up market, some of them left out. */
function marketOf(instrument: Instrument, seed: number, hasGap: boolean): BarSeries {
  const source = syntheticSource({
    instrument,
    interval: '1d',
    bars: DAYS,
    seed,
    startUs: MARKET_US,
    price: 200,
    volume: 1_000,
  });
  const series = new BarSeries(instrument.index, DAY_US, DAYS);
  const bar = new BarEvent();
  for (let chunk = source.next(); chunk !== undefined; chunk = source.next()) {
    for (let row = 0; row < chunk.length; row++) {
      chunk.read(row, bar);
      const day = (bar.openUs - MARKET_US) / DAY_US;
      const isLeftOut = hasGap && instrument.name === GAP.name && day >= GAP.fromDay && day < GAP.fromDay + GAP.days;
      if (!isLeftOut) series.push(bar);
    }
  }
  return series;
}
