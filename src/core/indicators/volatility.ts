import { atrPage } from './atr.ts';
import { bollingerPage } from './bollinger.ts';
import { closeToClosePage } from './close-to-close.ts';
import { donchianPage } from './donchian.ts';
import { ewmaVolatilityPage } from './ewma-volatility.ts';
import { garmanKlassPage } from './garman-klass.ts';
import type { IndicatorPage } from './indicator.ts';
import { keltnerPage } from './keltner.ts';
import { natrPage } from './natr.ts';
import { parkinsonPage } from './parkinson.ts';
import { rogersSatchellPage } from './rogers-satchell.ts';
import { stdDevPage } from './std-dev.ts';
import { yangZhangPage } from './yang-zhang.ts';

/** How far prices move. */
export const volatilityPages: readonly IndicatorPage[] = [
  atrPage,
  natrPage,
  bollingerPage,
  keltnerPage,
  donchianPage,
  stdDevPage,
  closeToClosePage,
  parkinsonPage,
  garmanKlassPage,
  rogersSatchellPage,
  yangZhangPage,
  ewmaVolatilityPage,
];
