import { correlatedSources, syntheticSource, type SyntheticSpec } from '../core/market/synthetic.ts';
import { BarFeed, type BarFeedOptions } from './bar-feed.ts';

/** One market of the feed; the instrument's index is its place in the session's list. */
export type SyntheticMarket = Omit<SyntheticSpec, 'bars' | 'seed'>;

export interface SyntheticFeedOptions extends BarFeedOptions {
  readonly seed: number;
  /** How shocks go together: a row per market, in their order. Default: not at all. */
  readonly correlation?: readonly (readonly number[])[];
}

/**
 * Markets that are made up as they go and never end, at the speed asked for. Seed and markets make the bars, so a restarted
 * session finds the same ones: it draws those that it has seen again (about a million bars a second), and holds no more than
 * a chunk of each market.
 */
export function syntheticFeed(markets: readonly SyntheticMarket[], options: SyntheticFeedOptions): BarFeed {
  const specs = markets.map((market) => ({ ...market, seed: options.seed, bars: Number.MAX_SAFE_INTEGER }));
  const { correlation } = options;
  const sources =
    correlation === undefined ? specs.map((spec) => syntheticSource(spec)) : correlatedSources(specs, correlation);
  return new BarFeed(sources, options);
}
