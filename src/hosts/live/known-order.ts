import { type Report, ReportKind } from '../../core/model/report.ts';

/** Whether a report of a venue shows that the venue has the order: neither a cross price does, nor that it knows none such. */
export function isOfKnownOrder({ kind, reason }: Report): boolean {
  if (kind === ReportKind.cancelRejected || kind === ReportKind.replaceRejected) return reason !== 'unknown-order';
  return kind !== ReportKind.crossPrice;
}
