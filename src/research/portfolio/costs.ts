import type { Us } from '../../core/base/time.ts';
import type { CostLine } from '../../core/results/cost-lines.ts';
import type { Evaluation } from '../../core/results/evaluation.ts';
import type { OrderCosts } from '../../core/results/order-costs.ts';
import type { OrderFills } from '../../core/results/order-fills.ts';
import { PriceHistory } from '../../core/results/price-history.ts';
import { type TradingCosts, tradingCosts } from '../../core/results/trading-costs.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import type { LoadedData } from '../../catalogue/load.ts';
import type { RunFile } from '../../config/run-file.ts';
import { orNull, ratesOf } from './sessions.ts';

/** Instruments that a result tells of; all orders are in the table. */
const LINES_MAX = 50;

/** What the result tells of it, and every order. */
export function costsOf(
  result: BacktestResult,
  file: RunFile,
  data: readonly LoadedData[],
  fills: OrderFills,
): { readonly costs: Evaluation['costs']; readonly orders: OrderCosts } {
  const { instruments, recording } = result;
  const histories = historiesOf(result, file, data);
  const costs = tradingCosts({ recording, instruments, fills, histories, rates: ratesOf(result) });
  return { costs: told(result, costs, instruments.length - data.length), orders: costs.orders };
}

function told({ instruments, agents }: BacktestResult, costs: TradingCosts, barless: number): Evaluation['costs'] {
  return {
    all: costs.all.orders === 0 ? null : written(costs.all),
    instruments: costs.instruments
      .toSorted((a, b) => b.line.traded - a.line.traded)
      .slice(0, LINES_MAX)
      .map(({ instrument, line }) => ({ instrument: instruments[instrument].name, ...written(line) })),
    agents: costs.owners.map(({ owner, line }) => ({
      agent: owner < 0 ? null : (agents[owner] ?? 'house'),
      ...written(line),
    })),
    note:
      costs.all.orders === 0
        ? 'there were no orders'
        : barless > 0
          ? `${barless} of ${instruments.length} instruments are recorded markets without bars to compare their orders with`
          : null,
  };
}

function written(line: CostLine): { readonly [K in keyof CostLine]: number | null } {
  return Object.fromEntries(Object.entries(line).map(([key, value]) => [key, orNull(value as number)])) as {
    [K in keyof CostLine]: number | null;
  };
}

function historiesOf(
  { instruments, recording: { actions } }: BacktestResult,
  file: RunFile,
  data: readonly LoadedData[],
) {
  return instruments.map((instrument) => {
    const loaded = data.find((each) => each.instrument.index === instrument.index);
    if (loaded === undefined) return undefined;
    const splitUs: Us[] = [];
    for (let row = 0; row < actions.count; row++) {
      if (actions.kind[row] === 'split' && actions.instrument[row] === instrument.index)
        splitUs.push(actions.tsUs[row]);
    }
    return new PriceHistory(loaded.series, instrument, { splitUs, fillsAtClose: file.execution.fill === 'close' });
  });
}
