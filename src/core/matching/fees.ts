import { assert } from '../base/assert.ts';
import { type Decimal, decimalOf, multiply, powerOfTen } from '../base/decimal.ts';
import { divide } from '../base/rounding.ts';
import type { Instrument } from '../model/instrument.ts';
import { BPS_SCALE, NotionalShare } from './notional.ts';

/** What a venue charges on one instrument. */
export interface FeeSchedule {
  /**
   * The fee of one fill in units of the ledger's scale, rounded against the trader; negative is a rebate.
   * `orderLots` and `orderFee` are what the order had filled and paid before this fill.
   */
  fee(ticks: number, lots: number, maker: boolean, orderLots: number, orderFee: bigint): bigint;
  /** What it remembers of earlier trades, where it remembers any; `load` takes it back. */
  save?(): string;
  load?(state: string): void;
}

/** How a venue charges. It holds parameters only; a venue takes schedules of its own from it, which may remember trades. */
export interface FeeModel {
  /** One schedule per instrument, in the order given; `ledgerScales` are the scales of their currencies. */
  schedules(instruments: readonly Instrument[], ledgerScales: readonly number[]): readonly FeeSchedule[];
}

const ONE: Decimal = { units: 1n, scale: 0 };

function bps(value: number): Decimal {
  return multiply(decimalOf(value), { units: 1n, scale: BPS_SCALE });
}

class NoFee implements FeeSchedule {
  fee(): bigint {
    return 0n;
  }
}

export function noFees(): FeeModel {
  return { schedules: (instruments) => instruments.map(() => new NoFee()) };
}

class BpsFee implements FeeSchedule {
  private readonly taker: NotionalShare;
  private readonly maker: NotionalShare;

  constructor(taker: NotionalShare, maker: NotionalShare) {
    this.taker = taker;
    this.maker = maker;
  }

  fee(ticks: number, lots: number, maker: boolean): bigint {
    return (maker ? this.maker : this.taker).of(ticks, lots);
  }
}

/** Basis points of the notional. `makerBps` may be negative (a rebate); left out, a maker pays like a taker. */
export function bpsFees(options: { bps: number; makerBps?: number }): FeeModel {
  const taker = bps(options.bps);
  const maker = bps(options.makerBps ?? options.bps);
  return {
    schedules: (instruments, scales) =>
      instruments.map(
        (instrument, i) =>
          new BpsFee(new NotionalShare(instrument, scales[i], taker), new NotionalShare(instrument, scales[i], maker)),
      ),
  };
}

class PerShareFee implements FeeSchedule {
  private readonly numerator: bigint;
  private readonly denominator: bigint;
  private readonly minimum: bigint;

  constructor(perLot: Decimal, minimum: Decimal, ledgerScale: number) {
    this.numerator = perLot.units * powerOfTen(ledgerScale);
    this.denominator = powerOfTen(perLot.scale);
    this.minimum = divide(minimum.units * powerOfTen(ledgerScale), powerOfTen(minimum.scale), 'ceil');
  }

  /** The fee of the order so far, less what it has paid: the minimum is charged once per order, not once per fill. */
  fee(_ticks: number, lots: number, _maker: boolean, orderLots: number, orderFee: bigint): bigint {
    const soFar = divide(BigInt(orderLots + lots) * this.numerator, this.denominator, 'ceil');
    return (soFar > this.minimum ? soFar : this.minimum) - orderFee;
  }
}

/** Money per unit of quantity (a share, a contract), with a minimum per order; both in the instrument's currency. */
export function perShareFees(options: { perShare: number; minimum?: number }): FeeModel {
  const perShare = decimalOf(options.perShare);
  const minimum = decimalOf(options.minimum ?? 0);
  return {
    schedules: (instruments, scales) =>
      instruments.map((instrument, i) => new PerShareFee(multiply(perShare, instrument.lotSize), minimum, scales[i])),
  };
}

/** From this cumulative notional on (in the currency), these basis points. */
export interface FeeTier {
  readonly from: number;
  readonly bps: number;
}

/** What has been traded in one currency since the run began, in units of its ledger scale. */
class Turnover {
  units = 0n;
}

class TieredFee implements FeeSchedule {
  private readonly turnover: Turnover;
  private readonly notional: NotionalShare;
  private readonly shares: readonly NotionalShare[];
  private readonly bounds: readonly bigint[];

  constructor(turnover: Turnover, instrument: Instrument, ledgerScale: number, tiers: readonly FeeTier[]) {
    this.turnover = turnover;
    this.notional = new NotionalShare(instrument, ledgerScale, ONE);
    this.shares = tiers.map((tier) => new NotionalShare(instrument, ledgerScale, bps(tier.bps)));
    this.bounds = tiers.map((tier) => {
      const from = decimalOf(tier.from);
      return divide(from.units * powerOfTen(ledgerScale), powerOfTen(from.scale), 'ceil');
    });
  }

  /** A fill pays the tier that the trades before it have reached; it does not profit from its own size. */
  fee(ticks: number, lots: number): bigint {
    let tier = this.shares.length - 1;
    while (tier > 0 && this.turnover.units < this.bounds[tier]) tier -= 1;
    this.turnover.units += this.notional.of(ticks, lots);
    return this.shares[tier].of(ticks, lots);
  }

  save(): string {
    return String(this.turnover.units);
  }

  /** All schedules of a currency share what was traded, and saved the same. */
  load(state: string): void {
    this.turnover.units = BigInt(state);
  }
}

/** Basis points that depend on the cumulative notional of all instruments of one currency. The first tier starts at 0. */
export function tieredFees(tiers: readonly FeeTier[]): FeeModel {
  assert(tiers.length > 0 && tiers[0].from === 0, 'the first fee tier must start at a notional of 0');
  for (let i = 1; i < tiers.length; i++) assert(tiers[i].from > tiers[i - 1].from, 'fee tiers must rise');
  return {
    schedules: (instruments, scales) => {
      const turnovers = new Map<string, Turnover>();
      return instruments.map((instrument, i) => {
        const turnover = turnovers.get(instrument.currency) ?? new Turnover();
        turnovers.set(instrument.currency, turnover);
        return new TieredFee(turnover, instrument, scales[i], tiers);
      });
    },
  };
}
