import { Fault } from '../../core/base/fault.ts';
import { must } from '../../core/base/assert.ts';
import { DAY_US, formatDuration, type Us } from '../../core/base/time.ts';
import type { EngineSpec } from '../../core/engine/spec.ts';
import type { Calendar } from '../../core/market/calendar.ts';
import { calendarOf } from '../../core/market/calendars.ts';
import { parseInterval } from '../../core/market/interval.ts';
import { Resampler } from '../../core/market/resample.ts';
import { type Instrument, makeInstrument } from '../../core/model/instrument.ts';
import { EXTERNAL } from '../../core/strategies/external.ts';
import { resolveRisk } from '../../core/risk/risk-config.ts';
import { parseDecimal } from '../../core/base/decimal.ts';
import { costBps, loadAgents } from '../../backtest/plan.ts';
import type { LoadedData } from '../../catalogue/load.ts';
import { conclaveHome } from '../../config/conclave-home.ts';
import type { ReadLiveFile } from '../../config/read-run-file.ts';
import type { Feed, FeedPosition } from '../../feeds/feed.ts';
import { loadReplay, replayFeed } from '../../feeds/replay.ts';
import { syntheticFeed } from '../../feeds/synthetic.ts';
import { TailFeed } from '../../feeds/tail.ts';
import type { Clock } from '../../telemetry/clock.ts';

type Entry = ReadLiveFile['file']['data'][number];

/** One instrument of the session: what it is, and how its bars come. */
interface Market {
  readonly entry: Entry;
  readonly instrument: Instrument;
  readonly calendar: Calendar;
  readonly interval: string;
  readonly intervalUs: Us;
  readonly resampleUs: readonly Us[];
}

/** A live configuration with its strategies and markets: everything that an engine and its feed are made from. */
export interface LivePlan {
  readonly spec: EngineSpec;
  /** Per instrument. */
  readonly intervalsUs: readonly Us[];
  readonly resamplers: readonly (readonly Resampler[])[];
  readonly speed: number;
  /** Where recorded data begins; undefined for a market that is made up or comes from outside. */
  readonly firstUs: Us | undefined;
  /** `startUs`: where a synthetic market begins. */
  readonly openFeed: (options: FeedOptions) => Promise<Feed>;
}

export interface FeedOptions {
  readonly clock: Clock;
  readonly after: FeedPosition | undefined;
  readonly startUs: Us;
  /** Another one than the configuration's. */
  readonly speed?: number;
  readonly onRefused: (code: string, raw: unknown, text?: string) => void;
  /** Strange, and passed on: a gap, an outlier. */
  readonly onFlag: (code: string, raw: unknown) => void;
}

export async function makeLivePlan(read: ReadLiveFile): Promise<LivePlan> {
  const { file, baseDir } = read;
  const { feed } = file.live;
  const entries = file.data.toSorted((a, b) => (a.instrument < b.instrument ? -1 : 1));
  const replayed =
    feed.source === 'replay'
      ? await loadReplay(dataOf(entries, feed.path), { baseDir, home: conclaveHome() })
      : undefined;
  const markets =
    replayed === undefined ? entries.map(marketOf) : replayed.map((data, i) => loadedMarket(entries[i], data));
  requireSpokesmen(file);
  refuseHolding(file);
  const names = markets.map(({ instrument }) => instrument.name);
  const spec: EngineSpec = {
    seed: file.seed,
    instruments: markets.map(({ instrument }) => instrument),
    calendars: markets.map(({ calendar }) => calendar),
    intervals: markets.map(({ interval, resampleUs }) => [interval, ...resampleUs.map(formatDuration)]),
    agents: await loadAgents(file, baseDir, names),
    account: file.account,
    consensus: { ...file.consensus, costBps: file.consensus.costBps ?? costBps(file) },
    risk: resolveRisk(file.risk, { accountType: file.account.type, seed: file.seed }),
    costMethod: file.costMethod,
    fromUs: 0,
    slicing: file.execution.slicing,
  };
  const speed = speedOf(read, markets);
  return {
    spec,
    speed,
    firstUs: firstOf(replayed),
    intervalsUs: markets.map(({ intervalUs }) => intervalUs),
    resamplers: markets.map(({ resampleUs, calendar }) =>
      resampleUs.map((intervalUs, k) => new Resampler(intervalUs, calendar, k + 1)),
    ),
    openFeed: (options) => openFeed(read, markets, replayed, options.speed ?? speed, options),
  };
}

/** The venue that a session trades at keeps accounts of its own, and knows nothing of these: the books would differ. */
function refuseHolding({ data, execution }: ReadLiveFile['file']): void {
  const entry = data.findIndex(({ actions, adjust }) => actions !== undefined || (adjust ?? 'none') !== 'none');
  if (entry >= 0)
    throw new Fault(
      'config',
      `data[${entry}].actions: expected none in a live session, splits and dividends are for backtests`,
    );
  for (const key of ['borrowBps', 'marginInterestBps', 'fundingColumn'] as const) {
    if (execution[key] !== undefined)
      throw new Fault(
        'config',
        `execution.${key}: expected none in a live session, what holding costs is for backtests`,
      );
  }
}

async function openFeed(
  { file, baseDir }: ReadLiveFile,
  markets: readonly Market[],
  replayed: readonly LoadedData[] | undefined,
  speed: number,
  { clock, after, startUs, onRefused, onFlag }: FeedOptions,
): Promise<Feed> {
  const { feed } = file.live;
  switch (feed.source) {
    case 'replay':
      return replayFeed(must(replayed, 'a replay was loaded'), { clock, speed, after });
    case 'synthetic': {
      const made = markets.map(({ instrument, interval, calendar }) => ({
        instrument,
        interval,
        calendar,
        startUs,
        volume: 1_000_000 * instrument.lot,
      }));
      return syntheticFeed(made, { clock, speed, after, seed: file.seed });
    }
    case 'csv': {
      if (markets.length !== 1)
        throw new Fault(
          'config',
          `live.feed: expected one instrument with a CSV file that grows, were ${markets.length}`,
        );
      const [{ entry, instrument, calendar, intervalUs }] = markets;
      const { resolve } = await import('node:path');
      return new TailFeed({
        clock,
        path: resolve(baseDir, feed.path),
        entry,
        instrument,
        calendar,
        intervalUs,
        after,
        onRefused,
        onFlag,
      });
    }
    case 'none':
      return silentFeed();
  }
}

/** No market data at all: commands and intents still come. */
function silentFeed(): Feed {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  return {
    next: () => undefined,
    ready: () => promise,
    async stop() {
      resolve(false);
    },
  };
}

/** When the first bar of all opens. */
function firstOf(replayed: readonly LoadedData[] | undefined): Us | undefined {
  const opens = (replayed ?? []).filter(({ series }) => series.length > 0).map(({ series }) => series.openUs[0]);
  return opens.length === 0 ? undefined : Math.min(...opens);
}

/** What a webhook wants is the wish of the agent of its name, which has none of its own. */
function requireSpokesmen({ agents, live }: ReadLiveFile['file']): void {
  for (const { id } of live.webhook.sources) {
    if (agents.some((agent) => agent.id === id && agent.strategy === EXTERNAL)) continue;
    throw new Fault(
      'config',
      `live.webhook.sources.${id}: expected an agent that speaks for it; add { id: ${id}, strategy: ${EXTERNAL} } under agents`,
    );
  }
}

/** Event time per wall time. */
function speedOf({ file }: ReadLiveFile, markets: readonly Market[]): number {
  const { feed } = file.live;
  if (feed.source === 'replay') return feed.speed === 'max' ? Number.POSITIVE_INFINITY : feed.speed;
  if (feed.source !== 'synthetic') return 1;
  // A bar of each market is as many ticks as there are markets.
  const shortestUs = Math.min(...markets.map(({ intervalUs }) => intervalUs));
  return (feed.ticksPerSecond / markets.length) * (shortestUs / 1e6);
}

/** `replay:PATH` stands for the file of the only instrument. */
function dataOf(entries: readonly Entry[], path: string | undefined): Entry[] {
  if (path === undefined) return [...entries];
  if (entries.length !== 1)
    throw new Fault(
      'config',
      `live.feed: expected one instrument with replay:PATH, were ${entries.length}; give each its path`,
    );
  return [{ ...entries[0], path, catalogue: undefined }];
}

function loadedMarket(entry: Entry, { instrument, calendar, interval, intervalUs, resampleUs }: LoadedData): Market {
  return { entry, instrument, calendar, interval, intervalUs, resampleUs: resampleUs.toSorted((a, b) => a - b) };
}

function marketOf(entry: Entry, index: number): Market {
  const { interval, tickSize, lotSize } = entry;
  const exact = (text: string | number, key: string) =>
    must(parseDecimal(String(text)), `the schema has checked data.${key}`);
  if (interval === undefined || tickSize === undefined || lotSize === undefined)
    throw new Fault(
      'config',
      `data.${entry.instrument}: expected interval, tickSize and lotSize where no data is loaded`,
    );
  const intervalUs = parseInterval(interval, 'interval');
  if (intervalUs > DAY_US)
    throw new Fault('config', `data.${entry.instrument}.interval: expected at most 1d, was ${interval}`);
  return {
    entry,
    instrument: makeInstrument(
      {
        name: entry.instrument,
        currency: entry.currency ?? 'USD',
        tickSize: exact(tickSize, 'tickSize'),
        lotSize: exact(lotSize, 'lotSize'),
        multiplier: entry.multiplier === undefined ? undefined : exact(entry.multiplier, 'multiplier'),
      },
      index,
    ),
    calendar: calendarOf(entry.calendar),
    interval,
    intervalUs,
    resampleUs: (entry.resample ?? []).map((each) => parseInterval(each, 'resample')).sort((a, b) => a - b),
  };
}
