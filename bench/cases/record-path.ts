import { ActionTape } from '../../src/backtest/action-tape.ts';
import { Delivery } from '../../src/backtest/delivery.ts';
import { Driver } from '../../src/backtest/driver.ts';
import { Observer } from '../../src/backtest/observer.ts';
import { RateTape } from '../../src/backtest/rates.ts';
import { RecordCursor } from '../../src/core/market/record-cursor.ts';
import { makeBookVenue, makeVenue } from '../../src/backtest/venue.ts';
import type { RunExecution } from '../../src/config/run-file.ts';
import { consensusDefaults } from '../../src/core/consensus/config.ts';
import { Engine } from '../../src/core/engine/engine.ts';
import { calendarOf } from '../../src/core/market/calendars.ts';
import type { MarketRecord } from '../../src/core/market/market-record.ts';
import { FillNumbers } from '../../src/core/matching/order-fills.ts';
import type { DepthEvent } from '../../src/core/model/depth.ts';
import type { Instrument } from '../../src/core/model/instrument.ts';
import type { QuoteEvent } from '../../src/core/model/quote.ts';
import type { TradeEvent } from '../../src/core/model/trade.ts';
import { Recording } from '../../src/core/results/recording.ts';
import { resolveRisk } from '../../src/core/risk/risk-config.ts';
import { avellanedaStoikov } from '../../src/core/strategies/avellaneda-stoikov.ts';
import type { Strategy } from '../../src/core/strategies/strategy.ts';
import { type DepthTape, syntheticTape, TapeReader } from '../depth.ts';
import type { BenchCase } from '../harness.ts';
import { benchInstruments } from '../market.ts';

const EVENTS = 1_000_000;
const ROWS_KEPT = 50_000;

/** The same market as that of the venue's own case, as a driver takes it. */
class TapeRecord implements MarketRecord {
  readonly instrument: Instrument;
  readonly total: number;
  readonly depth: DepthEvent;
  readonly quote: QuoteEvent;
  readonly trade: TradeEvent;
  private readonly reader: TapeReader;
  private row = 0;

  constructor(instrument: Instrument, tape: DepthTape) {
    this.instrument = instrument;
    this.total = tape.length;
    this.reader = new TapeReader(tape);
    this.depth = this.reader.depth;
    this.quote = this.reader.quote;
    this.trade = this.reader.trade;
  }

  next(): 'depth' | 'quote' | 'trade' | undefined {
    return this.row < this.total ? this.reader.read(this.row++) : undefined;
  }
}

const EXECUTION: RunExecution = {
  fill: 'next-open',
  slippage: { model: 'none' },
  fees: { model: 'bps', bps: 4, makerBps: -0.5 },
  participation: undefined,
  latencyUs: 0,
  limitFill: 'through',
  bothHit: 'stop-first',
  queue: { model: 'risk-averse' },
  orderLatency: { model: 'constant', us: 10_000 },
  responseLatency: { model: 'constant', us: 10_000 },
};

/**
 * The whole path over a recorded market: the book twice (the venue's and ours), a market maker that looks ten times a second,
 * risk, orders in queues, ledger, observer. What was believed hot: marks and breakers, which every event pays for.
 */
function prepare(): Driver {
  const instruments = benchInstruments(1);
  const engine = new Engine({
    seed: 1,
    instruments,
    calendars: instruments.map(() => calendarOf()),
    intervals: [['record']],
    agents: [
      {
        id: 'maker',
        strategy: avellanedaStoikov as unknown as Strategy,
        params: avellanedaStoikov.params.parse({ gamma: 0.01, kappa: 20, horizon: 60, maxInventory: 5, threshold: 2 }),
        instruments: [0],
      },
    ],
    account: { currency: 'USD', cash: '10000000', type: 'margin', dayZone: 'UTC' },
    consensus: consensusDefaults,
    risk: resolveRisk({ profile: 'unlimited' }, { accountType: 'margin', seed: 1 }),
    costMethod: 'average',
    fromUs: 0,
  });
  const numbers = new FillNumbers();
  return new Driver(engine, makeVenue(engine.account, EXECUTION, numbers), {
    recorded: {
      records: [new RecordCursor(new TapeRecord(instruments[0], syntheticTape(EVENTS)))],
      venue: makeBookVenue(engine.account, EXECUTION, numbers),
    },
    sources: [{ instrument: instruments[0], interval: '', intervalUs: 0, next: () => undefined }],
    delivery: new Delivery([0], [[]]),
    rates: new RateTape([]),
    actions: new ActionTape([]),
    fillAtClose: false,
    listener: new Observer(engine, -1, new Recording(ROWS_KEPT)),
  });
}

export const cases: readonly BenchCase<Driver>[] = [
  {
    name: 'record-path-maker',
    events: EVENTS,
    prepare,
    run(driver) {
      while (driver.run(65_536));
      driver.finish();
      return driver.events;
    },
  },
];
