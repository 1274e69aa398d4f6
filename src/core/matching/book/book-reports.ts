import { type Table, table } from '../../base/columns.ts';

/**
 * What the book says, a row a report, in the order in which things happened. A trade is two rows of kind `filled` with
 * one fill number: first the resting order's, then the incoming one's. Kinds are those of `ReportKind`.
 */
export const bookReportSchema = {
  kind: 'text',
  orderId: 'number',
  /** filled: the price of the trade. triggered: that of the last trade. replaced: the new limit. Else 0. */
  priceTicks: 'number',
  /** accepted, replaced: the whole size. filled: this fill's. cancelled: what was open. Else 0. */
  lots: 'number',
  /** What is open after it. */
  openLots: 'number',
  /** filled: the number of the trade, from 1. Else 0. */
  fillId: 'number',
  /** filled: 1 for the order that rested. */
  maker: 'number',
  /**
   * rejected: the field that is wrong (`lots`, `limit`, `stop`, `side`, `type`, `time-in-force`, `owner`, `self-trade`,
   * `post-only`, `display`, `iceberg-parts`, `reduce-only`, `group`, `parent`, `id`), `duplicate-id` or `book-full`.
   * cancelled: `requested`, `ioc`, `fok`, `post-only`, `collar`, `no-liquidity`, `self-trade`. replaced by the venue itself:
   * `self-trade`. cancel-rejected, replace-rejected: `unknown-order`, or as rejected.
   */
  reason: 'text',
} as const;

export type BookReports = Table<typeof bookReportSchema>;

/** Room for so many reports; more make it grow. */
export function bookReports(capacity = 1024): BookReports {
  return table(bookReportSchema, capacity);
}
