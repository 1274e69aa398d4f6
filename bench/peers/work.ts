/** What every engine is given: bars with a header `timestamp,open,high,low,close`, and the cross to trade over them. */
export interface CrossWork {
  readonly bars: string;
  readonly fast: number;
  readonly slow: number;
  /** How far above: less than any two different means are apart, more than sums of doubles are off. */
  readonly margin: number;
  /** Units held while the fast mean is above the slow one. */
  readonly quantity: number;
  readonly cash: number;
  /** Of each fill's value. */
  readonly fee: number;
  /** The best of so many runs counts. */
  readonly repeats: number;
}

/** What an engine did, in a line of JSON. */
export interface CrossDone {
  readonly seconds: number;
  readonly fills: number;
  readonly boughtUnits: number;
  readonly turnover: number;
  readonly fees: number;
  readonly equity: number;
  readonly peakRssMiB: number;
  readonly assumption: string;
}
