import { cciPage } from './cci.ts';
import type { IndicatorPage } from './indicator.ts';
import { macdPage } from './macd.ts';
import { mfiPage } from './mfi.ts';
import { momPage } from './mom.ts';
import { ppoPage } from './ppo.ts';
import { rocPage } from './roc.ts';
import { rsiPage } from './rsi.ts';
import { stochRsiPage } from './stoch-rsi.ts';
import { stochasticPage } from './stochastic.ts';
import { trixPage } from './trix.ts';
import { ultimatePage } from './ultimate.ts';
import { williamsRPage } from './williams-r.ts';

export const momentumPages: readonly IndicatorPage[] = [
  rsiPage,
  macdPage,
  ppoPage,
  stochasticPage,
  stochRsiPage,
  cciPage,
  rocPage,
  momPage,
  williamsRPage,
  mfiPage,
  trixPage,
  ultimatePage,
];
