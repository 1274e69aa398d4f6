import { adxPage } from './adx.ts';
import { aroonPage } from './aroon.ts';
import { demaPage } from './dema.ts';
import { emaPage } from './ema.ts';
import { hmaPage } from './hma.ts';
import { ichimokuPage } from './ichimoku.ts';
import type { IndicatorPage } from './indicator.ts';
import { kamaPage } from './kama.ts';
import { linearRegressionPage } from './linear-regression.ts';
import { psarPage } from './psar.ts';
import { smaPage } from './sma.ts';
import { supertrendPage } from './supertrend.ts';
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
  adxPage,
  aroonPage,
  psarPage,
  supertrendPage,
  ichimokuPage,
  linearRegressionPage,
];
