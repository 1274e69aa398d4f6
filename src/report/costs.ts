import { type HoldingFigure } from '../core/ledger/money.ts';
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
  /** What holding cost; dividends are what it brought. */
  readonly holding: Readonly<Record<HoldingFigure, number>>;
}

/** By the kinds of charges; what a split leaves of a lot is no cost. */
export const FIGURE_OF: ReadonlyMap<string, HoldingFigure> = new Map([
  ['borrow', 'borrow'],
  ['interest', 'interest'],
  ['funding', 'funding'],
  ['dividend', 'dividends'],
]);

/** In the order of the agents, then of the currencies' names. */
export function costsOf({
  recording: { allocations, charges },
  instruments,
  agents,
  moneyScales,
  summary: { account },
}: BacktestResult): Cost[] {
  const currencies = [...new Set([account.currency, ...instruments.map(({ currency }) => currency)])].sort();
  const owners = [...agents, 'house'];
  const costs = owners.map((owner) =>
    currencies.map((currency) => ({
      owner,
      currency,
      fills: 0,
      traded: 0,
      fees: 0,
      slippage: 0,
      holding: { borrow: 0, interest: 0, funding: 0, dividends: 0 },
    })),
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
  for (let row = 0; row < charges.count; row++) {
    const figure = FIGURE_OF.get(charges.kind[row]);
    if (figure === undefined) continue;
    const { holding } = costs[charges.owner[row]][currencies.indexOf(charges.currency[row])];
    const cash = Number(charges.cash[row]) / 10 ** charges.scale[row];
    holding[figure] += figure === 'dividends' ? cash : -cash;
  }
  return costs.flat();
}
