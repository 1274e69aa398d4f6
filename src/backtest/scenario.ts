import { parseDecimal } from '../core/base/decimal.ts';
import { must } from '../core/base/assert.ts';
import { Fault } from '../core/base/fault.ts';
import { DAY_US, formatDuration, type Us } from '../core/base/time.ts';
import { type ConsensusConfig, consensusDefaults } from '../core/consensus/config.ts';
import { Engine } from '../core/engine/engine.ts';
import type { AgentSpec, HoldingSpec } from '../core/engine/spec.ts';
import type { SlicingConfig } from '../core/execution/slicing/slicing-config.ts';
import type { Calendar } from '../core/market/calendar.ts';
import { ContinuousCalendar } from '../core/market/continuous.ts';
import { MemoryRecord, type RecordRow } from '../core/market/memory-record.ts';
import { Resampler } from '../core/market/resample.ts';
import { BarSeries, memorySource } from '../core/market/series.ts';
import { dividendOf, fundingOf, splitOf } from '../core/model/action.ts';
import { BarEvent } from '../core/model/bar.ts';
import { type Instrument, makeInstrument, ticksOf } from '../core/model/instrument.ts';
import { FillNumbers } from '../core/matching/order-fills.ts';
import type { Out } from '../core/model/out.ts';
import { resolveRisk } from '../core/risk/risk-config.ts';
import type { AgentLimit } from '../core/risk/risk-config.ts';
import type { Exits, Strategy } from '../core/strategies/strategy.ts';
import type { RunExecution } from '../config/run-file.ts';
import type { DatedAction } from '../catalogue/adjust.ts';
import { ActionTape } from './action-tape.ts';
import { Delivery } from './delivery.ts';
import { Driver } from './driver.ts';
import type { Listener } from './listener.ts';
import { Observer } from './observer.ts';
import { type DatedRate, RateTape } from './rates.ts';
import { RecordCursor } from '../core/market/record-cursor.ts';
import { makeBookVenue, makeVenue, requireVolume } from './venue.ts';

/** Open, high, low, close, and volume in units where it matters; null where a bar is missing. */
export type ScenarioRow = readonly [number, number, number, number, number?] | null;

export interface ScenarioInstrument {
  /** Oldest first; bar k runs from k to k + 1 intervals after the start. Empty where there are `events`. */
  readonly bars: readonly ScenarioRow[];
  /** A recorded market in the place of bars: ticks, lots, and microseconds after the start. */
  readonly events?: readonly RecordRow[];
  /** Decimal texts. Default a tick of 0.01, lots of 1, a multiplier of 1. */
  readonly tick?: string;
  readonly lot?: string;
  readonly multiplier?: string;
  /** Default the account's. */
  readonly currency?: string;
  /** Default a day. */
  readonly intervalUs?: Us;
  /** Whole numbers of intervals that agents are given as longer bars. */
  readonly resample?: readonly number[];
  /** Default the one that never closes. */
  readonly calendar?: Calendar;
}

export interface ScenarioAgent {
  readonly strategy: Strategy;
  readonly params?: unknown;
  /** Default all. */
  readonly instruments?: readonly string[];
  readonly capital?: number;
  readonly exits?: Exits;
  readonly limit?: AgentLimit;
}

/** What happens to holders at the open of a day, counted from the start; amounts and rates as decimal texts. */
export type ScenarioAction = { readonly day: number; readonly instrument: string } & (
  | { readonly split: readonly [numerator: number, denominator: number] }
  | { readonly dividend: string }
  | { readonly funding: string }
);

/** A small market, who trades in it and under which rules. Left out: no costs, no limits, next open. */
export interface Scenario {
  readonly instruments: Readonly<Record<string, ScenarioInstrument>>;
  readonly agents: Readonly<Record<string, ScenarioAgent>>;
  readonly cash?: string;
  readonly currency?: string;
  readonly accountType?: 'margin' | 'cash';
  readonly dayZone?: string;
  readonly consensus?: Partial<ConsensusConfig>;
  /** As in a run file; the profile is `unlimited` where none is named. */
  readonly risk?: Readonly<Record<string, unknown>>;
  readonly execution?: Partial<RunExecution>;
  /** Netted orders go in slices. */
  readonly slicing?: SlicingConfig;
  readonly rates?: readonly DatedRate[];
  readonly actions?: readonly ScenarioAction[];
  /** What holding costs a year. */
  readonly holding?: HoldingSpec;
  /** Results begin with bars that close at or after it, in days after the start. */
  readonly fromDay?: number;
  readonly seed?: number;
  readonly costMethod?: 'average' | 'fifo';
  /** Every instant by itself: what bars that close together are spared. */
  readonly oneByOne?: boolean;
  /** Called at the end of each instant: for what a person does in between. */
  readonly meanwhile?: (running: ScenarioRun) => void;
}

/** Monday, 1 January 2024, 00:00 UTC. */
export const SCENARIO_START_US = 1_704_067_200_000_000;

/** Instants at a time where nobody looks in between. */
const ALL = 1_000_000;

const FREE: RunExecution = {
  fill: 'next-open',
  slippage: { model: 'none' },
  fees: { model: 'none' },
  participation: undefined,
  latencyUs: 0,
  limitFill: 'through',
  bothHit: 'stop-first',
};

/** A scenario in the making or done: the same engine, venue, driver and observer as a backtest's. */
export class ScenarioRun implements Listener {
  readonly engine: Engine;
  readonly driver: Driver;
  readonly observer: Observer;
  readonly instruments: readonly Instrument[];
  /** The result hash, once it has run. */
  digest = '';
  private readonly meanwhile: Scenario['meanwhile'];

  constructor(scenario: Scenario) {
    const names = Object.keys(scenario.instruments).sort();
    const currency = scenario.currency ?? 'USD';
    const given = names.map((name) => scenario.instruments[name]);
    this.meanwhile = scenario.meanwhile;
    for (const { bars, events } of given)
      must(events !== undefined || bars.length > 0 ? bars : undefined, 'a scenario has bars');
    this.instruments = names.map((name, index) =>
      makeInstrument(
        {
          name,
          currency: given[index].currency ?? currency,
          tickSize: decimal(given[index].tick ?? '0.01', `${name}.tick`),
          lotSize: decimal(given[index].lot ?? '1', `${name}.lot`),
          multiplier: decimal(given[index].multiplier ?? '1', `${name}.multiplier`),
        },
        index,
      ),
    );
    const calendars = given.map(({ calendar }) => calendar ?? new ContinuousCalendar());
    const intervalsUs = given.map(({ intervalUs = DAY_US }) => intervalUs);
    const longerUs = given.map(({ resample = [] }, i) =>
      resample.toSorted((a, b) => a - b).map((times) => times * intervalsUs[i]),
    );
    this.engine = new Engine({
      seed: scenario.seed ?? 1,
      instruments: this.instruments,
      calendars,
      intervals: intervalsUs.map((us, i) => [us, ...longerUs[i]].map(formatDuration)),
      agents: agentsOf(scenario, names),
      account: {
        currency,
        cash: scenario.cash ?? '100000',
        type: scenario.accountType ?? 'margin',
        dayZone: scenario.dayZone ?? 'UTC',
      },
      consensus: { ...consensusDefaults, ...scenario.consensus },
      risk: resolveRisk(
        { profile: 'unlimited', ...scenario.risk },
        { accountType: scenario.accountType ?? 'margin', seed: 1, agents: limitsOf(scenario) },
      ),
      slicing: scenario.slicing,
      holding: scenario.holding,
      costMethod: scenario.costMethod ?? 'average',
      fromUs: scenario.fromDay === undefined ? 0 : SCENARIO_START_US + scenario.fromDay * DAY_US,
    });
    this.observer = new Observer(this.engine, -1);
    const execution = { ...FREE, ...scenario.execution };
    const series = this.instruments.map((instrument, i) => seriesOf(instrument, intervalsUs[i], given[i].bars));
    for (const [i, { name }] of this.instruments.entries()) requireVolume(execution, name, series[i]);
    const numbers = new FillNumbers();
    const records = this.instruments.flatMap((instrument, i) => {
      const { events } = given[i];
      return events === undefined ? [] : [new RecordCursor(new MemoryRecord(instrument, sinceStart(events)))];
    });
    const venue = records.length === 0 ? undefined : makeBookVenue(this.engine.account, execution, numbers);
    this.driver = new Driver(this.engine, makeVenue(this.engine.account, execution, numbers), {
      ...(venue === undefined ? {} : { recorded: { records, venue } }),
      sources: this.instruments.map((instrument, i) =>
        memorySource(instrument, formatDuration(intervalsUs[i]), series[i]),
      ),
      delivery: new Delivery(
        intervalsUs,
        longerUs.map((list, i) =>
          list.map((us, k) => ({ intervalUs: us, resampler: new Resampler(us, calendars[i], k + 1) })),
        ),
      ),
      rates: new RateTape(scenario.rates ?? []),
      actions: new ActionTape((scenario.actions ?? []).map((action) => this.dated(action))),
      fillAtClose: execution.fill === 'close',
      listener: this,
      oneByOne: scenario.oneByOne,
    });
  }

  private dated(written: ScenarioAction): DatedAction {
    const index = this.instruments.findIndex(({ name }) => name === written.instrument);
    const amount = (text: string) => must(parseDecimal(text), 'an action wants a decimal number');
    const action =
      'split' in written
        ? splitOf(index, ...written.split)
        : 'dividend' in written
          ? dividendOf(index, amount(written.dividend))
          : fundingOf(index, amount(written.funding));
    return { tsUs: SCENARIO_START_US + written.day * DAY_US, action };
  }

  /** To the end. What agents own together is compared with the account after every input that caused something. */
  run(): this {
    const { meanwhile } = this;
    if (meanwhile === undefined) while (this.driver.run(ALL));
    else while (this.driver.run(1)) meanwhile(this);
    this.driver.finish();
    this.engine.account.ledger.assertBalanced();
    this.digest = this.observer.finish();
    return this;
  }

  onOut(out: Out): void {
    this.engine.account.ledger.assertBalanced();
    this.observer.onOut(out);
  }
  onBar(bar: BarEvent): void {
    this.observer.onBar(bar);
  }
  onBars(series: BarSeries, from: number, to: number): void {
    this.observer.onBars(series, from, to);
  }
  onMarket(instrument: number): void {
    this.observer.onMarket(instrument);
  }
  onInstant(passed: number): void {
    this.observer.onInstant(passed);
  }
  get instantsUnseen(): number {
    return this.observer.instantsUnseen;
  }
}

function agentsOf({ agents }: Scenario, names: readonly string[]): AgentSpec[] {
  return Object.keys(agents)
    .sort()
    .map((id) => {
      const { strategy, params, instruments = names, capital, exits } = agents[id];
      const places = instruments.map((name) => {
        if (!names.includes(name))
          throw new Fault('config', `agents.${id}.instruments: expected one of ${names.join(', ')}, was ${name}`);
        return names.indexOf(name);
      });
      return { id, strategy, params, instruments: places.sort((a, b) => a - b), capital, exits };
    });
}

function limitsOf({ agents }: Scenario): Record<string, AgentLimit> {
  return Object.fromEntries(
    Object.entries(agents).flatMap(([id, { limit }]) => (limit === undefined ? [] : [[id, limit]])),
  );
}

function decimal(text: string, field: string): ReturnType<typeof parseDecimal> & object {
  const value = parseDecimal(text);
  if (value === undefined || value.units <= 0n)
    throw new Fault('config', `${field}: expected a number above 0, was ${text}`);
  return value;
}

function seriesOf(instrument: Instrument, intervalUs: Us, rows: readonly ScenarioRow[]): BarSeries {
  const series = new BarSeries(instrument.index, intervalUs, rows.length);
  const bar = new BarEvent();
  rows.forEach((row, k) => {
    if (row === null) return;
    const [open, high, low, close, volume = Number.NaN] = row;
    const ticks = (price: number): number => {
      const whole = ticksOf(instrument, price);
      if (Number.isNaN(whole))
        throw new Fault('data', `${instrument.name}: bar ${k + 1}: expected prices on the tick, was ${price}`);
      return whole;
    };
    if (!(low <= Math.min(open, close) && high >= Math.max(open, close))) {
      throw new Fault(
        'data',
        `${instrument.name}: bar ${k + 1}: expected low <= open, close <= high, was ${row.join(', ')}`,
      );
    }
    bar.openUs = SCENARIO_START_US + k * intervalUs;
    bar.tsUs = bar.openUs + intervalUs;
    bar.open = ticks(open);
    bar.high = ticks(high);
    bar.low = ticks(low);
    bar.close = ticks(close);
    bar.volume = volume;
    series.push(bar);
  });
  return series;
}

/** Of a scenario's events, by the clock. */
export function sinceStart(events: readonly RecordRow[]): RecordRow[] {
  return events.map((event) => ({
    ...event,
    tsUs: SCENARIO_START_US + event.tsUs,
    venueUs: SCENARIO_START_US + (event.venueUs ?? event.tsUs),
  }));
}
