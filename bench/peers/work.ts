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

/** A recorded book, and the quotes to keep at its touch. */
export interface QuotesWork {
  /** The capture, without best bids and offers: not every engine reads them beside depth. */
  readonly capture: string;
  /** Where our catalogue may stand. */
  readonly home: string;
  /** The levels of the capture as rows of doubles, written by us and read by the peer. */
  readonly levels: string;
  readonly quantity: number;
  /** To the venue and back, each. No whole milliseconds, which the times of events are: what comes first of two at one moment is a rule of its own. */
  readonly latencyUs: number;
  readonly repeats: number;
}

/** What an engine's quotes came to, in a line of JSON. */
export interface QuotesDone {
  readonly seconds: number;
  /** Changes of levels, and trades. */
  readonly levels: number;
  readonly fills: number;
  readonly bought: number;
  readonly position: number;
  readonly cash: number;
  readonly peakRssMiB: number;
  readonly assumption: string;
}
