import type { Us } from '../base/time.ts';
import { quantile } from '../statistics/quantiles.ts';
import type { OrderCosts } from './order-costs.ts';

/** What orders cost together, in the account's currency; NaN where there is nothing to say it of. */
export interface CostLine {
  readonly orders: number;
  /** Orders of which only a part, or nothing, was filled. */
  readonly partly: number;
  readonly unfilled: number;
  /** Orders that took more than one fill. */
  readonly inParts: number;
  /** Orders with no price to compare with: only their fees are counted. */
  readonly unknown: number;
  /** The worth filled over the worth asked, at the prices of the decisions. */
  readonly fillRate: number;
  /** Worth of what was filled. */
  readonly traded: number;
  readonly delay: number;
  readonly execution: number;
  readonly opportunity: number;
  readonly fees: number;
  readonly total: number;
  /** The total over the worth asked. */
  readonly totalBps: number;
  /** Means of the orders that have one, weighed with what was filled. */
  readonly arrivalBps: number;
  readonly vwapBps: number;
  readonly participation: number;
  readonly markout1Bps: number;
  readonly markout5Bps: number;
  readonly markout30Bps: number;
  readonly reversionBps: number;
  /** From the order to its last fill, of orders that were sent to be filled now and were, whole. */
  readonly fillMedianUs: Us;
  readonly fill95Us: Us;
}

const MEANS = [
  'arrivalBps',
  'vwapBps',
  'participation',
  'markout1Bps',
  'markout5Bps',
  'markout30Bps',
  'reversionBps',
] as const;
type Mean = (typeof MEANS)[number];

/** What of an order is counted, by whom it is counted for. */
export interface OrderShare {
  /** Of what was filled, and of what was not. */
  readonly filled: number;
  readonly missed: number;
  /** Of the order's currency in the account's. */
  readonly rate: number;
}

/** Adds orders up. */
export class CostTally {
  private orders = 0;
  private partly = 0;
  private unfilled = 0;
  private inParts = 0;
  private unknown = 0;
  private decided = 0;
  private missed = 0;
  private traded = 0;
  private delay = 0;
  private execution = 0;
  private opportunity = 0;
  private fees = 0;
  private readonly sums: Record<Mean, number> = zeros();
  private readonly weights: Record<Mean, number> = zeros();
  private readonly fillUs: number[] = [];

  take(costs: OrderCosts, row: number, askedLots: number, { filled, missed, rate }: OrderShare): void {
    const filledLots = costs.filledLots[row];
    this.orders += 1;
    if (filledLots === 0) this.unfilled += 1;
    else if (filledLots < askedLots) this.partly += 1;
    if (costs.fills[row] > 1) this.inParts += 1;
    this.fees += costs.fees[row] * filled * rate;
    if (Number.isNaN(costs.total[row])) {
      this.unknown += 1;
    } else {
      this.delay += costs.delay[row] * filled * rate;
      this.execution += costs.execution[row] * filled * rate;
      this.opportunity += costs.opportunity[row] * missed * rate;
      this.decided += costs.decidedWorth[row] * filled * rate;
      this.missed += costs.missedWorth[row] * missed * rate;
    }
    const worth = costs.filledWorth[row] * filled * rate;
    this.traded += worth;
    for (const mean of MEANS) {
      const value = costs[mean][row];
      if (!Number.isFinite(value) || worth === 0) continue;
      this.sums[mean] += value * worth;
      this.weights[mean] += worth;
    }
    if (!Number.isNaN(costs.fillUs[row])) this.fillUs.push(costs.fillUs[row]);
  }

  line(): CostLine {
    const { orders, partly, unfilled, inParts, unknown, traded, delay, execution, opportunity, fees } = this;
    const asked = this.decided + this.missed;
    const total = delay + execution + opportunity + fees;
    const mean = (name: Mean): number => this.sums[name] / this.weights[name];
    return {
      ...{ orders, partly, unfilled, inParts, unknown },
      fillRate: this.decided / asked,
      ...{ traded, delay, execution, opportunity, fees, total },
      totalBps: (total / asked) * 10_000,
      arrivalBps: mean('arrivalBps'),
      vwapBps: mean('vwapBps'),
      participation: mean('participation'),
      markout1Bps: mean('markout1Bps'),
      markout5Bps: mean('markout5Bps'),
      markout30Bps: mean('markout30Bps'),
      reversionBps: mean('reversionBps'),
      fillMedianUs: this.fillUs.length === 0 ? Number.NaN : quantile(this.fillUs, 0.5),
      fill95Us: this.fillUs.length === 0 ? Number.NaN : quantile(this.fillUs, 0.95),
    };
  }
}

function zeros(): Record<Mean, number> {
  return {
    arrivalBps: 0,
    vwapBps: 0,
    participation: 0,
    markout1Bps: 0,
    markout5Bps: 0,
    markout30Bps: 0,
    reversionBps: 0,
  };
}
