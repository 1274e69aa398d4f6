/** What a row of a record's table belongs to, by its number while it is read and its name in the file. */
export const RecordKind = {
  snapshot: 0,
  difference: 1,
  quote: 2,
  trade: 3,
  /** Trades of one taker at one price, told together. */
  aggregateTrade: 4,
} as const;
export type RecordKind = (typeof RecordKind)[keyof typeof RecordKind];
