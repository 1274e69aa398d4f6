import type { Instrument } from '../model/instrument.ts';
import { type CostLine, CostTally } from './cost-lines.ts';
import { addOrderCost, type OrderCosts, orderCostTable } from './order-costs.ts';
import type { OrderFills } from './order-fills.ts';
import type { PriceHistory } from './price-history.ts';
import type { Recording } from './recording.ts';

/** Orders that are told one by one; all of them are in the sums. */
const TOLD_MAX = 200_000;

export interface TradingCosts {
  readonly all: CostLine;
  /** By instrument, those without an order left out. */
  readonly instruments: readonly { readonly instrument: number; readonly line: CostLine }[];
  /** By owner of what was filled; -1: what of netted orders nobody got. */
  readonly owners: readonly { readonly owner: number; readonly line: CostLine }[];
  /** The first orders. */
  readonly orders: OrderCosts;
}

export interface TradedMarket {
  readonly recording: Recording;
  readonly instruments: readonly Instrument[];
  /** Of the same recording. */
  readonly fills: OrderFills;
  /** By instrument; undefined where there are no bars. */
  readonly histories: readonly (PriceHistory | undefined)[];
  /** By instrument: of its currency in the account's, at the end. */
  readonly rates: readonly number[];
}

/** Transaction costs of all orders of a run. Time: orders · log(bars), and once over fills and allocations. */
export function tradingCosts({ recording, instruments, fills, histories, rates }: TradedMarket): TradingCosts {
  const { orders, allocations } = recording;
  const told = orderCostTable();
  const spare = orderCostTable();
  const all = new CostTally();
  const byInstrument = new Map<number, CostTally>();
  const byOwner = new Map<number, CostTally>();
  const tallyOf = (of: Map<number, CostTally>, key: number): CostTally => {
    const known = of.get(key);
    if (known !== undefined) return known;
    const made = new CostTally();
    of.set(key, made);
    return made;
  };
  const parts = partsOf(fills, allocations);
  for (let order = 0; order < orders.count; order++) {
    const to = order < TOLD_MAX ? told : spare;
    spare.count = 0;
    const i = orders.instrument[order];
    const row = addOrderCost(to, order, recording, fills, histories[i], instruments[i]);
    const rate = rates[i];
    const asked = fills.askedLots[order];
    const whole = { filled: 1, missed: 1, rate };
    all.take(to, row, asked, whole);
    tallyOf(byInstrument, i).take(to, row, asked, whole);
    const owner = orders.agent[order];
    if (owner >= 0) {
      tallyOf(byOwner, owner).take(to, row, asked, whole);
      continue;
    }
    for (const [who, lots] of parts.get(order) ?? [])
      tallyOf(byOwner, who).take(to, row, asked, { filled: lots / fills.lots[order], missed: 0, rate });
    if (fills.lots[order] < asked) tallyOf(byOwner, -1).take(to, row, asked, { filled: 0, missed: 1, rate });
  }
  const lines = <K extends string>(of: Map<number, CostTally>, key: K) =>
    [...of]
      .sort(([a], [b]) => a - b)
      .map(([place, tally]) => ({ [key]: place, line: tally.line() }) as Record<K, number> & { line: CostLine });
  return {
    all: all.line(),
    instruments: lines(byInstrument, 'instrument'),
    owners: lines(byOwner, 'owner'),
    orders: told,
  };
}

/** Who got how much of each netted order: lots by owner. */
function partsOf(
  fills: OrderFills,
  allocations: Recording['allocations'],
): ReadonlyMap<number, ReadonlyMap<number, number>> {
  const parts = new Map<number, Map<number, number>>();
  for (let k = 0; k < allocations.count; k++) {
    const order = fills.rowOf.get(allocations.order[k]);
    if (order === undefined) continue;
    const of = parts.get(order) ?? new Map<number, number>();
    parts.set(order, of);
    const owner = allocations.owner[k];
    of.set(owner, (of.get(owner) ?? 0) + Math.abs(allocations.signedLots[k]));
  }
  return parts;
}
