import type { IndicatorPage } from './indicator.ts';
import { rollingBetaPage } from './rolling-beta.ts';
import { rollingCorrelationPage } from './rolling-correlation.ts';
import { rollingKurtosisPage } from './rolling-kurtosis.ts';
import { rollingMaxPage } from './rolling-max.ts';
import { rollingMeanPage } from './rolling-mean.ts';
import { rollingMedianPage } from './rolling-median.ts';
import { rollingMinPage } from './rolling-min.ts';
import { rollingQuantilePage } from './rolling-quantile.ts';
import { rollingSkewPage } from './rolling-skew.ts';
import { rollingVariancePage } from './rolling-variance.ts';
import { rollingZScorePage } from './rolling-z-score.ts';

/** Statistics of the last values, whatever they are. */
export const rollingPages: readonly IndicatorPage[] = [
  rollingMeanPage,
  rollingVariancePage,
  rollingSkewPage,
  rollingKurtosisPage,
  rollingZScorePage,
  rollingMinPage,
  rollingMaxPage,
  rollingMedianPage,
  rollingQuantilePage,
  rollingCorrelationPage,
  rollingBetaPage,
];
