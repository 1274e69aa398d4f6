import { type Decimal, decimalOf, powerOfTen } from '../base/decimal.ts';
import { DAY_US, type Us } from '../base/time.ts';
import type { Fraction } from '../ledger/ledger.ts';
import type { Account } from './account.ts';

/** Days a year, in leap years too. */
const YEAR_DAYS = 365n;
const BPS_SCALE = 4;
const NOTHING: Decimal = { units: 0n, scale: 0 };

/**
 * What is borrowed costs by the calendar day: shares that the account is short of, at their marks, and cash that it owes. A
 * night that is held over costs a day, nights without data too, at what stood when the last day ended: an annual rate over
 * 365, without interest on interest between two events.
 */
export class Financing {
  private readonly account: Account;
  private readonly borrowRate: Decimal;
  private readonly interestRate: Decimal;
  private readonly isOn: boolean;

  constructor(account: Account) {
    this.account = account;
    const { borrowBps, marginInterestBps } = account.spec.holding ?? { borrowBps: 0, marginInterestBps: 0 };
    this.borrowRate = rateOf(borrowBps);
    this.interestRate = rateOf(marginInterestBps);
    this.isOn = borrowBps !== 0 || marginInterestBps !== 0;
  }

  /** The account's day that ended at `fromUs` was the last that was seen; the present one ends at `toUs`. */
  onDays(fromUs: Us, toUs: Us): void {
    const { account, borrowRate, interestRate } = this;
    if (!this.isOn || !Number.isFinite(fromUs)) return;
    // By the clock of a zone days have 23 to 25 hours.
    const days = Math.round((toUs - fromUs) / DAY_US);
    const { ledger } = account;
    // Interest first: what is paid today is owed from today.
    if (interestRate.units !== 0n) {
      const { currency } = account.spec.account;
      this.record('interest', -1, currency, ledger.interest(currency, over(interestRate, days)));
    }
    if (borrowRate.units === 0n) return;
    for (const { index, currency } of account.instruments) {
      if (ledger.accountPosition(index) >= 0) continue;
      this.record('borrow', index, currency, ledger.borrow(index, over(borrowRate, days)));
    }
  }

  /** Cash that moved, by owner and then for the account, into the tables. */
  record(kind: string, instrument: number, currency: string, cash: readonly bigint[]): void {
    const { out, nowUs, house, ledger } = this.account;
    const { charges } = out;
    const scale = ledger.scaleOf(currency);
    for (let owner = 0; owner <= house; owner++) {
      if (cash[owner] === 0n) continue;
      const row = out.add(charges);
      charges.tsUs[row] = nowUs;
      charges.kind[row] = kind;
      charges.owner[row] = owner;
      charges.instrument[row] = instrument;
      charges.currency[row] = currency;
      charges.cash[row] = cash[owner];
      charges.scale[row] = scale;
    }
  }
}

function rateOf(bps: number): Decimal {
  if (bps === 0) return NOTHING;
  const { units, scale } = decimalOf(bps);
  return { units, scale: scale + BPS_SCALE };
}

function over({ units, scale }: Decimal, days: number): Fraction {
  return { numerator: units * BigInt(days), denominator: powerOfTen(scale) * YEAR_DAYS };
}
