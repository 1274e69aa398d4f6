import { memorySource } from '../core/market/series.ts';
import { type LoadedData, loadData, type LoadOptions } from '../catalogue/load.ts';
import type { DataEntry } from '../catalogue/data-entry.ts';
import { BarFeed, type BarFeedOptions } from './bar-feed.ts';

/** Recorded data as a live market, at 1x or a factor or as fast as it is asked for. Rows before `from` come too: they warm up. */
export function replayFeed(data: readonly LoadedData[], options: BarFeedOptions): BarFeed {
  const sources = data.map(({ instrument, interval, series }) => memorySource(instrument, interval, series));
  return new BarFeed(sources, options);
}

/** The data entries of a run file, in the order of instrument names, which gives the instruments their indices. */
export async function loadReplay(
  entries: readonly DataEntry[],
  options: Pick<LoadOptions, 'baseDir' | 'home'>,
): Promise<LoadedData[]> {
  const sorted = entries
    .map((entry, place) => ({ entry, field: `data[${place}]` }))
    .sort((a, b) => (a.entry.instrument < b.entry.instrument ? -1 : 1));
  const data: LoadedData[] = [];
  for (const [index, { entry, field }] of sorted.entries())
    data.push(await loadData(entry, { ...options, index, field }));
  return data;
}
