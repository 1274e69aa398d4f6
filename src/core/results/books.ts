import type { Ledger } from '../ledger/ledger.ts';
import type { Instrument } from '../model/instrument.ts';

/** What an owner made with an instrument before all costs, in units of the ledger's scale of its currency. */
export interface Position {
  readonly owner: number;
  readonly instrument: number;
  /** Of what was closed. */
  readonly realised: bigint;
  /** Of what is open, at the last mark. */
  readonly open: bigint;
}

/** What an owner made in a currency after all costs, in units of its scale. */
export interface Purse {
  readonly owner: number;
  readonly currency: string;
  readonly scale: number;
  /** Of the currency in the account's, at the end; NaN where it never became known. */
  readonly rate: number;
  readonly profit: bigint;
}

/** The ledger of a finished run as far as its profit has to be explained: who made what with which instrument, exactly. */
export interface Books {
  readonly positions: readonly Position[];
  /** All owners, `house` last, by currency; and those of the account itself, with the owner -1. */
  readonly purses: readonly Purse[];
}

export function booksOf(ledger: Ledger, instruments: readonly Instrument[], accountCurrency: string): Books {
  const currencies = [...new Set([accountCurrency, ...instruments.map(({ currency }) => currency)])].sort();
  const positions: Position[] = [];
  const purses: Purse[] = [];
  for (let column = 0; column <= ledger.account; column++) {
    const owner = column === ledger.account ? -1 : column;
    for (const currency of currencies) {
      const profit = ledger.exactEquity(column, currency) - ledger.contributed(column, currency);
      purses.push({ owner, currency, scale: ledger.scaleOf(currency), rate: ledger.rateOf(currency), profit });
    }
    if (owner < 0) continue;
    for (const { index: instrument } of instruments) {
      const realised = ledger.realised(owner, instrument);
      const lots = ledger.position(owner, instrument);
      const worth = lots === 0 ? 0n : ledger.worthOf(instrument, lots, ledger.markTicks(instrument));
      const open = worth - ledger.cost(owner, instrument);
      if (realised !== 0n || open !== 0n) positions.push({ owner, instrument, realised, open });
    }
  }
  return { positions, purses };
}
