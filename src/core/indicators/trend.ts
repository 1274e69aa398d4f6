import { demaPage } from './dema.ts';
import { emaPage } from './ema.ts';
import { hmaPage } from './hma.ts';
import type { IndicatorPage } from './indicator.ts';
import { kamaPage } from './kama.ts';
import { smaPage } from './sma.ts';
import { temaPage } from './tema.ts';
import { vwapPage } from './vwap.ts';
import { wmaPage } from './wma.ts';

export const trendPages: readonly IndicatorPage[] = [
  smaPage,
  emaPage,
  wmaPage,
  demaPage,
  temaPage,
  hmaPage,
  kamaPage,
  vwapPage,
];
