import type { Us } from '../core/base/time.ts';
import { type BarSource, memorySource } from '../core/market/series.ts';
import type { LoadedData } from '../catalogue/load.ts';
import type { MarketRecord } from '../core/market/market-record.ts';
import { RecordCursor } from '../core/market/record-cursor.ts';
import { BarFeed, type BarFeedOptions } from './bar-feed.ts';
import { MarketWalk } from './market-walk.ts';
import type { RefusedTick } from './record-lane.ts';

/** Recorded data as a live market, at 1x or a factor or as fast as it is asked for. Rows before `from` come too: they warm up. */
export function replayFeed(data: readonly LoadedData[], options: BarFeedOptions): BarFeed {
  return new BarFeed(sourcesOf(data), options);
}

/** A recorded market that is open, up to a moment that still belongs to it. */
export interface OpenRecord {
  readonly record: MarketRecord;
  readonly toUs?: Us;
}

/**
 * Recorded markets as a live one, beside the bars of other instruments. What cannot be true is refused: told once, and not
 * again by a session that goes on behind it. The records are the caller's to close when the feed has stopped.
 */
export function recordFeed(
  records: readonly OpenRecord[],
  bars: readonly BarSource[],
  options: BarFeedOptions & { readonly onRefused: (tick: RefusedTick) => void },
): BarFeed {
  let isBehind = options.after !== undefined;
  const cursors = records.map(({ record, toUs }) => new RecordCursor(record, toUs));
  const walk = new MarketWalk(bars, cursors, (tick) => {
    if (!isBehind) options.onRefused(tick);
  });
  const feed = new BarFeed(walk, options);
  isBehind = false;
  return feed;
}

export function sourcesOf(data: readonly LoadedData[]): BarSource[] {
  return data.map(({ instrument, interval, series }) => memorySource(instrument, interval, series));
}
