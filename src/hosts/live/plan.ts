import { resolve } from 'node:path';
import { Fault } from '../../core/base/fault.ts';
import { DAY_US, formatDuration, type Us } from '../../core/base/time.ts';
import type { EngineSpec } from '../../core/engine/spec.ts';
import { Resampler } from '../../core/market/resample.ts';
import { resolveRisk } from '../../core/risk/risk-config.ts';
import { EXTERNAL } from '../../core/strategies/external.ts';
import { costBps, loadAgents } from '../../backtest/plan.ts';
import { requireExits } from '../../backtest/record-agents.ts';
import { openRunRecord, type RunRecord } from '../../backtest/run-record.ts';
import { bookVenueOptionsOf } from '../../backtest/venue.ts';
import type { LoadedData } from '../../catalogue/load.ts';
import type { ReadLiveFile } from '../../config/read-run-file.ts';
import type { BarFeedOptions } from '../../feeds/bar-feed.ts';
import type { Feed, FeedPosition } from '../../feeds/feed.ts';
import { recordFeed, replayFeed, sourcesOf } from '../../feeds/replay.ts';
import { syntheticFeed } from '../../feeds/synthetic.ts';
import { TailFeed } from '../../feeds/tail.ts';
import type { Clock } from '../../telemetry/clock.ts';
import type { VenueMarket } from '../venue/spec.ts';
import type { Speed } from '../../feeds/pace.ts';
import { loadMarkets, type Market, type Markets } from './markets.ts';

/** A live configuration with its strategies and markets: everything that an engine and its feed are made from. */
export interface LivePlan {
  readonly spec: EngineSpec;
  /** Per instrument. */
  readonly intervalsUs: readonly Us[];
  readonly resamplers: readonly (readonly Resampler[])[];
  readonly speed: number;
  /** By another configuration of the same feed. */
  readonly speedOf: (read: ReadLiveFile) => number;
  /** Recorded markets, of instruments without bars. */
  readonly records: readonly RunRecord[];
  /** Per instrument: what fills its orders. */
  readonly fills: readonly VenueMarket[];
  /** Where recorded data begins; undefined for a market that is made up or comes from outside. */
  readonly firstUs: Us | undefined;
  /** `startUs`: where a synthetic market begins. */
  readonly openFeed: (options: FeedOptions) => Promise<Feed>;
}

export interface FeedOptions {
  readonly clock: Clock;
  readonly after: FeedPosition | undefined;
  readonly startUs: Us;
  /** Another one than the configuration's, or one that changes. */
  readonly speed?: number | Speed;
  readonly onRefused: (code: string, raw: unknown, text?: string) => void;
  /** Strange, and passed on: a gap, an outlier. */
  readonly onFlag: (code: string, raw: unknown) => void;
}

export async function makeLivePlan(read: ReadLiveFile): Promise<LivePlan> {
  const { file } = read;
  const loaded = await loadMarkets(read);
  const { markets, records } = loaded;
  requireSpokesmen(file);
  refuseBacktestOnly(file);
  // Says what no venue of recorded markets can assume.
  if (records.length > 0) bookVenueOptionsOf(file.execution);
  if (file.live.feed.source === 'csv' && markets.length !== 1)
    throw new Fault('config', `live.feed: expected one instrument with a CSV file that grows, were ${markets.length}`);
  const names = markets.map(({ instrument }) => instrument.name);
  const spec: EngineSpec = {
    seed: file.seed,
    instruments: markets.map(({ instrument }) => instrument),
    calendars: markets.map(({ calendar }) => calendar),
    intervals: markets.map(({ interval, resampleUs }) => [interval, ...resampleUs.map(formatDuration)]),
    agents: await agentsOf(read, names, records),
    account: file.account,
    consensus: { ...file.consensus, costBps: file.consensus.costBps ?? costBps(file) },
    risk: resolveRisk(file.risk, { accountType: file.account.type, seed: file.seed }),
    costMethod: file.costMethod,
    fromUs: 0,
    slicing: file.execution.slicing,
  };
  const speed = speedOf(read, markets);
  // What has no bars stands in nobody's way.
  const usualUs = markets.find(({ intervalUs }) => intervalUs !== undefined)?.intervalUs ?? 0;
  return {
    spec,
    speed,
    firstUs: loaded.firstUs,
    records,
    fills: markets.map(({ fills }) => fills),
    intervalsUs: markets.map(({ intervalUs }) => intervalUs ?? usualUs),
    resamplers: markets.map(({ resampleUs, calendar }) =>
      resampleUs.map((intervalUs, k) => new Resampler(intervalUs, calendar, k + 1)),
    ),
    speedOf: (other) => speedOf(other, markets),
    openFeed: (options) => openFeed(read, loaded, options.speed ?? speed, options),
  };
}

/** The venue that a session trades at keeps accounts of its own, and knows nothing of what holding costs: the books would differ. */
function refuseBacktestOnly({ data, execution }: ReadLiveFile['file']): void {
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
  if (execution.dataLatency !== undefined)
    throw new Fault(
      'config',
      'execution.dataLatency: expected none in a live session, whose market data comes when it comes',
    );
}

async function openFeed(
  { file, baseDir }: ReadLiveFile,
  { markets, data, records }: Markets,
  speed: number | Speed,
  { clock, after, startUs, onRefused, onFlag }: FeedOptions,
): Promise<Feed> {
  const { feed } = file.live;
  switch (feed.source) {
    case 'replay':
      if (records.length === 0) return replayFeed(data, { clock, speed, after });
      return openRecords(records, data, { clock, speed, after, onRefused });
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
      const [{ entry, instrument, calendar, intervalUs = 0 }] = markets;
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

async function openRecords(
  records: readonly RunRecord[],
  data: readonly LoadedData[],
  { onRefused, ...pace }: BarFeedOptions & Pick<FeedOptions, 'onRefused'>,
): Promise<Feed> {
  const opened = await Promise.all(records.map((record) => openRunRecord(record)));
  const onStop = async (): Promise<void> => {
    await Promise.all(opened.map((record) => record.close()));
  };
  try {
    return recordFeed(
      opened.map((record, k) => ({ record, toUs: records[k].toUs })),
      sourcesOf(data),
      { ...pace, onStop, onRefused: ({ code, raw, text }) => onRefused(code, raw, text) },
    );
  } catch (error) {
    await onStop();
    throw error;
  }
}

async function agentsOf(
  { file, baseDir }: ReadLiveFile,
  names: readonly string[],
  records: readonly RunRecord[],
): Promise<EngineSpec['agents']> {
  const agents = await loadAgents(file, baseDir, names);
  requireExits(file, records, agents);
  return agents;
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

/** What a webhook wants is the wish of the agent of its name, which has none of its own. */
export function requireSpokesmen({ agents, live }: ReadLiveFile['file']): void {
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
  const shortestUs = Math.min(...markets.map(({ intervalUs = DAY_US }) => intervalUs));
  return (feed.ticksPerSecond / markets.length) * (shortestUs / 1e6);
}
