import { createHash } from 'node:crypto';
import { ReportKind } from '../../core/model/report.ts';
import type { Us } from '../../core/base/time.ts';
import type {
  Answer,
  Broker,
  BrokerCash,
  BrokerChanges,
  BrokerListener,
  BrokerOrder,
  BrokerPosition,
  BrokerReport,
  CancelledAll,
  Outcome,
  ReportPage,
  Standing,
} from '../broker.ts';

/** A request as it would have left: its body to the byte, and a signature that opens nothing. */
export interface DryRequest {
  readonly clientOrderId: string;
  readonly body: string;
  /** SHA-256 of the body in hex: stands where a broker's signature would. */
  readonly signature: string;
}

/**
 * Everything up to the wire, and nothing over it: each order is built, signed with a stub, handed to `log`, and rejected with
 * the reason `dry-run`. It has no orders, no fills, no positions and no money.
 */
export class DryRunBroker implements Broker {
  readonly name = 'dry-run';
  readonly simulated = undefined;
  private readonly log: (request: DryRequest) => void;
  private listener: BrokerListener | undefined;
  private last = 0;

  constructor(log: (request: DryRequest) => void) {
    this.log = log;
  }

  /** Numbers go on from `after`. */
  async connect(listener: BrokerListener, after: number): Promise<void> {
    this.listener = listener;
    this.last = after;
    listener.onConnected();
  }

  async submit(order: BrokerOrder): Promise<Outcome> {
    const body = JSON.stringify(order);
    const signature = createHash('sha256').update(body).digest('hex');
    this.log({ clientOrderId: order.clientOrderId, body, signature });
    this.tell(ReportKind.rejected, order.clientOrderId, order.terms.instrument, order.tsUs, REASON);
    return { outcome: 'reject', reason: REASON, reported: true };
  }

  async cancel(clientOrderId: string, tsUs: Us): Promise<Outcome> {
    return this.notHere(ReportKind.cancelRejected, clientOrderId, tsUs);
  }

  async replace(clientOrderId: string, _changes: BrokerChanges, tsUs: Us): Promise<Outcome> {
    return this.notHere(ReportKind.replaceRejected, clientOrderId, tsUs);
  }

  async query(): Promise<Answer<{ readonly standing?: Standing }>> {
    return { outcome: 'known', value: {} };
  }

  async openOrders(): Promise<Answer<readonly Standing[]>> {
    return { outcome: 'known', value: [] };
  }

  async fillsSince(cursor: number): Promise<Answer<ReportPage>> {
    return { outcome: 'known', value: { reports: [], cursor, more: false } };
  }

  async positions(): Promise<Answer<readonly BrokerPosition[]>> {
    return { outcome: 'known', value: [] };
  }

  async cash(): Promise<Answer<readonly BrokerCash[]>> {
    return { outcome: 'known', value: [] };
  }

  async cancelAll(): Promise<Answer<CancelledAll>> {
    return { outcome: 'known', value: { cancelled: [], unknown: [] } };
  }

  async close(): Promise<void> {
    this.listener = undefined;
  }

  private notHere(kind: ReportKind, clientOrderId: string, tsUs: Us): Outcome {
    this.tell(kind, clientOrderId, -1, tsUs, 'unknown-order');
    return { outcome: 'reject', reason: 'unknown-order', reported: true };
  }

  private tell(kind: ReportKind, clientOrderId: string, instrument: number, tsUs: Us, reason: string): void {
    this.last += 1;
    this.listener?.onReport({ ...BLANK, number: this.last, kind, clientOrderId, instrument, tsUs, reason });
  }
}

const REASON = 'dry-run';
const BLANK: BrokerReport = {
  number: 0,
  kind: ReportKind.rejected,
  clientOrderId: '',
  venueOrderId: '',
  instrument: 0,
  tsUs: 0,
  marketSequence: 0,
  executionId: '',
  priceTicks: 0,
  lots: 0,
  fee: 0n,
  slippage: 0n,
  maker: false,
  reason: '',
};
