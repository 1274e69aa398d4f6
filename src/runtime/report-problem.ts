import { ReportKind } from '../core/model/report.ts';
import type { Order } from '../core/orders/order.ts';
import type { BrokerReport } from '../brokers/broker.ts';

const KINDS: ReadonlySet<string> = new Set(Object.values(ReportKind));

/** Why a report cannot be what it says, or `undefined`. `order`: of its id, where it is one of ours. */
export function reportProblem(report: BrokerReport, order: Order | undefined, instruments: number): string | undefined {
  const { kind, instrument, tsUs, lots, priceTicks, executionId } = report;
  if (!KINDS.has(kind)) return `there is no report of kind ${String(kind).slice(0, 50)}`;
  // Who refuses to cancel what it does not know cannot know its instrument either.
  const isRefusal = kind === ReportKind.cancelRejected || kind === ReportKind.replaceRejected;
  if (instrument === -1 && isRefusal && order !== undefined) return undefined;
  if (!Number.isInteger(instrument) || instrument < 0 || instrument >= instruments) return 'no such instrument';
  if (order !== undefined && order.terms.instrument !== instrument) return 'the order is of another instrument';
  if (!Number.isSafeInteger(tsUs) || tsUs < 0) return 'no such time';
  if (!Number.isSafeInteger(lots) || lots < 0) return 'no such size';
  if (!Number.isSafeInteger(2 * priceTicks)) return 'no such price';
  if (kind !== ReportKind.filled && kind !== ReportKind.busted) return undefined;
  if (lots === 0) return 'a fill of nothing';
  return executionId === '' ? 'a fill without an id' : undefined;
}
