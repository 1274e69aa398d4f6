import { notionalFactor, priceOf } from '../core/model/instrument.ts';
import type { BacktestResult } from '../backtest/result.ts';

/** What an owner paid in one currency, as floats; crosses inside are free and not counted. */
export interface Cost {
  readonly owner: string;
  readonly currency: string;
  readonly fills: number;
  /** Worth of what it bought and sold. */
  readonly traded: number;
  readonly fees: number;
  readonly slippage: number;
}

/** In the order of the agents, then of the currencies' names. */
export function costsOf({ recording: { allocations }, instruments, agents, moneyScales }: BacktestResult): Cost[] {
  const currencies = [...new Set(instruments.map(({ currency }) => currency))].sort();
  const owners = [...agents, 'house'];
  const costs = owners.map((owner) =>
    currencies.map((currency) => ({ owner, currency, fills: 0, traded: 0, fees: 0, slippage: 0 })),
  );
  const factors = instruments.map(notionalFactor);
  for (let row = 0; row < allocations.count; row++) {
    if (allocations.order[row] === 0) continue;
    const place = allocations.instrument[row];
    const unit = 10 ** moneyScales[place];
    const cost = costs[allocations.owner[row]][currencies.indexOf(instruments[place].currency)];
    cost.fills += 1;
    cost.traded +=
      Math.abs(allocations.signedLots[row]) * priceOf(instruments[place], allocations.priceTicks[row]) * factors[place];
    cost.fees += Number(allocations.fee[row]) / unit;
    cost.slippage += Number(allocations.slippage[row]) / unit;
  }
  return costs.flat();
}
