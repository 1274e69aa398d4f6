import type { Us } from '../core/base/time.ts';

/** A dated rate: units of the account's currency per unit of `currency` from this moment on. */
export interface DatedRate {
  readonly tsUs: Us;
  readonly currency: string;
  readonly rate: number;
}

/** Rates of exchange in the order of time; those of one moment by currency. */
export class RateTape {
  private readonly rates: readonly DatedRate[];
  private next = 0;

  constructor(rates: readonly DatedRate[]) {
    this.rates = rates.toSorted((a, b) => a.tsUs - b.tsUs || (a.currency < b.currency ? -1 : 1));
  }

  /** Hands out those that are due. */
  until(nowUs: Us, take: (currency: string, rate: number) => void): void {
    while (this.next < this.rates.length && this.rates[this.next].tsUs <= nowUs) {
      const { currency, rate } = this.rates[this.next++];
      take(currency, rate);
    }
  }
}
