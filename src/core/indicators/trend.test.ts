import { indicatorContract } from './indicator.contract.ts';
import { trendPages } from './trend.ts';

indicatorContract(trendPages, { ema: 1000, dema: 1500, tema: 2000, kama: 10_000, vwap: 1 });
