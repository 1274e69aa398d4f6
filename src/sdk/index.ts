/** What a strategy file imports as `conclave`: the public entry of the package. Version 0: every change shows in the golden file. */
export { defineStrategy } from '../core/strategies/define-strategy.ts';
export type {
  BookSide,
  BookView,
  Context,
  Exits,
  FillView,
  Handlers,
  Json,
  LogLevel,
  OrderChanges,
  OrderRequest,
  OrderUpdate,
  OrderView,
  QuoteView,
  Setup,
  Strategy,
  TargetOptions,
  TimerView,
  TradeView,
} from '../core/strategies/strategy.ts';
export type { Bar } from '../core/model/bar.ts';
export { remembered } from '../core/strategies/remembered.ts';
export type { Random } from '../core/base/random.ts';
export { DAY_US, formatTime, HOUR_US, MINUTE_US, SECOND_US, type Us, WEEK_US } from '../core/base/time.ts';
export { Fault, FaultKind } from '../core/base/fault.ts';
export { type TestBar, testStrategy, type TestSetup } from './test-strategy.ts';
export type { TestedIntent } from './tested-intent.ts';

export type {
  Gauge,
  Indicator,
  IndicatorBar,
  IndicatorPage,
  IndicatorParameter,
  PairIndicator,
} from '../core/indicators/indicator.ts';
export { findIndicator, indicatorPages } from '../core/indicators/catalogue.ts';
export { ad } from '../core/indicators/ad.ts';
export { adosc } from '../core/indicators/adosc.ts';
export { type AdxView, adx } from '../core/indicators/adx.ts';
export { type AroonView, aroon } from '../core/indicators/aroon.ts';
export { atr } from '../core/indicators/atr.ts';
export { type BollingerView, bollinger } from '../core/indicators/bollinger.ts';
export { cci } from '../core/indicators/cci.ts';
export { closeToClose } from '../core/indicators/close-to-close.ts';
export { cmf } from '../core/indicators/cmf.ts';
export { dema } from '../core/indicators/dema.ts';
export { type DonchianView, donchian } from '../core/indicators/donchian.ts';
export { ema } from '../core/indicators/ema.ts';
export { ewmaVolatility } from '../core/indicators/ewma-volatility.ts';
export { forceIndex } from '../core/indicators/force-index.ts';
export { garmanKlass } from '../core/indicators/garman-klass.ts';
export { hma } from '../core/indicators/hma.ts';
export { type IchimokuView, ichimoku } from '../core/indicators/ichimoku.ts';
export { kama } from '../core/indicators/kama.ts';
export { type KeltnerView, keltner } from '../core/indicators/keltner.ts';
export { type LinearRegressionView, linearRegression } from '../core/indicators/linear-regression.ts';
export { type MacdView, macd } from '../core/indicators/macd.ts';
export { mfi } from '../core/indicators/mfi.ts';
export { mom } from '../core/indicators/mom.ts';
export { natr } from '../core/indicators/natr.ts';
export { obv } from '../core/indicators/obv.ts';
export { parkinson } from '../core/indicators/parkinson.ts';
export { type PpoView, ppo } from '../core/indicators/ppo.ts';
export { psar } from '../core/indicators/psar.ts';
export { roc } from '../core/indicators/roc.ts';
export { rogersSatchell } from '../core/indicators/rogers-satchell.ts';
export { rollingBeta } from '../core/indicators/rolling-beta.ts';
export { rollingCorrelation } from '../core/indicators/rolling-correlation.ts';
export { rollingKurtosis } from '../core/indicators/rolling-kurtosis.ts';
export { rollingMax } from '../core/indicators/rolling-max.ts';
export { rollingMean } from '../core/indicators/rolling-mean.ts';
export { rollingMedian } from '../core/indicators/rolling-median.ts';
export { rollingMin } from '../core/indicators/rolling-min.ts';
export { rollingQuantile } from '../core/indicators/rolling-quantile.ts';
export { rollingSkew } from '../core/indicators/rolling-skew.ts';
export { rollingVariance } from '../core/indicators/rolling-variance.ts';
export { rollingZScore } from '../core/indicators/rolling-z-score.ts';
export { rsi } from '../core/indicators/rsi.ts';
export { sma } from '../core/indicators/sma.ts';
export { stdDev } from '../core/indicators/std-dev.ts';
export { stochRsi } from '../core/indicators/stoch-rsi.ts';
export { type StochasticView, stochastic } from '../core/indicators/stochastic.ts';
export { type SupertrendView, supertrend } from '../core/indicators/supertrend.ts';
export { tema } from '../core/indicators/tema.ts';
export { trix } from '../core/indicators/trix.ts';
export { ultimate } from '../core/indicators/ultimate.ts';
export { vwap } from '../core/indicators/vwap.ts';
export { williamsR } from '../core/indicators/williams-r.ts';
export { wma } from '../core/indicators/wma.ts';
export { yangZhang } from '../core/indicators/yang-zhang.ts';
