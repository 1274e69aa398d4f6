import { notionalFactor, priceOf } from '../../core/model/instrument.ts';
import { capacityOf, type Footprint } from '../../core/results/capacity.ts';
import type { Evaluation } from '../../core/results/evaluation.ts';
import type { OrderFills } from '../../core/results/order-fills.ts';
import { countBelow } from '../../core/results/price-history.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import type { LoadedData } from '../../catalogue/load.ts';
import type { RunFile } from '../../config/run-file.ts';
import { holdingsNote, orNull, ratesOf, sessionsOf } from './sessions.ts';

export function capacityIn(
  result: BacktestResult,
  { execution }: RunFile,
  data: readonly LoadedData[],
  fills: OrderFills,
): Evaluation['capacity'] {
  const none = (note: string): Evaluation['capacity'] => ({
    points: [],
    half: null,
    zero: null,
    participationMax: null,
    note,
  });
  const { holdings, daily, sessionsPerYear, recording } = result;
  const missing = holdingsNote(result);
  if (missing !== null) return none(missing);
  const sessions = sessionsOf(result);
  const orders = footprintsOf(result, fills);
  if (orders.length === 0) return none('nothing was traded');
  const returns = Float64Array.from(daily.returns);
  // Impact that the run has paid already is not paid twice.
  if (execution.slippage.model === 'square-root') giveBack(returns, result, fills);
  const capacity = capacityOf({
    ...sessions,
    returns,
    periodsPerYear: sessionsPerYear,
    orders,
    volumes: volumesOf(result, data),
    holdings,
  });
  if (capacity === undefined) return none('the data has no volume');
  const { points, half, zero, participationMax, unknown } = capacity;
  const notes = [
    ...(Number.isNaN(zero) ? ['without impact it makes nothing that more money could lose'] : []),
    ...(unknown > 0 ? [`${unknown} of ${orders.length} orders had no volume and are taken to cost nothing more`] : []),
    ...(recording.truncated ? ['orders beyond the first million are not in it'] : []),
  ];
  return {
    points: points.map((point) => ({
      ...point,
      totalReturn: orNull(point.totalReturn),
      cagr: orNull(point.cagr),
      sharpe: orNull(point.sharpe),
    })),
    half: orNull(half * sessions.startEquity),
    zero: orNull(zero * sessions.startEquity),
    participationMax,
    note: notes.length === 0 ? null : notes.join('; '),
  };
}

function footprintsOf(result: BacktestResult, fills: OrderFills): Footprint[] {
  const {
    recording: { orders },
    instruments,
    daily: { closeUs },
  } = result;
  const rates = ratesOf(result);
  const found: Footprint[] = [];
  for (let order = 0; order < orders.count; order++) {
    const lots = fills.lots[order];
    const session = countBelow(closeUs, closeUs.length, fills.firstUs[order]);
    if (lots <= 0 || session >= closeUs.length) continue;
    const place = orders.instrument[order];
    const instrument = instruments[place];
    found.push({
      session,
      instrument: place,
      quantity: lots * instrument.lot,
      worth: priceOf(instrument, fills.paidTicks[order]) * notionalFactor(instrument) * rates[place],
    });
  }
  return found;
}

function giveBack(returns: Float64Array, result: BacktestResult, fills: OrderFills): void {
  const {
    recording: { orders },
    daily: { closeUs },
  } = result;
  const { startEquity, equity } = sessionsOf(result);
  const rates = ratesOf(result);
  for (let order = 0; order < orders.count; order++) {
    const session = countBelow(closeUs, closeUs.length, fills.firstUs[order]);
    const before = session === 0 ? startEquity : equity[session - 1];
    if (session >= closeUs.length || !(before > 0)) continue;
    returns[session] += (fills.slippage[order] * rates[orders.instrument[order]]) / before;
  }
}

/** Units traded by session and instrument; NaN where the data has no volume. */
function volumesOf({ daily: { closeUs }, instruments }: BacktestResult, data: readonly LoadedData[]): Float64Array {
  const volumes = new Float64Array(closeUs.length * instruments.length).fill(Number.NaN);
  // Bars before the results only warm up.
  const fromUs = data.reduce((latest, each) => Math.max(latest, (each.fromUs ?? -1) + 1), 0);
  for (const { instrument, series, hasVolume } of data) {
    if (!hasVolume) continue;
    let session = 0;
    for (let row = countBelow(series.tsUs, series.length, fromUs); row < series.length; row++) {
      while (session < closeUs.length && closeUs[session] < series.tsUs[row]) session += 1;
      if (session === closeUs.length) break;
      const cell = session * instruments.length + instrument.index;
      volumes[cell] = (Number.isNaN(volumes[cell]) ? 0 : volumes[cell]) + series.volume[row];
    }
  }
  return volumes;
}
