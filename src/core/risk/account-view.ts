/** What risk reads of the account. Amounts are floats in the account's currency; a number that is not known is NaN. */
export interface AccountView {
  equity(): number;
  /** Signed, all owners together. */
  positionLots(instrument: number): number;
  /** The last mark (a middle may lie on a half tick); NaN before the first. */
  priceTicks(instrument: number): number;
  /** Worth of one lot at one tick, the exchange rate included. */
  notionalPerTickLot(instrument: number): number;
  /** Σ |position| at the marks. */
  grossExposure(): number;
  /** What an account of type `cash` may spend. Risk itself takes off what open orders may cost. */
  cashFree(): number;
}
