import type { Us } from '../core/base/time.ts';
import type { Clock } from '../telemetry/clock.ts';
import type { Gauge, Histogram, Metrics } from '../telemetry/metrics.ts';
import type {
  Answer,
  Broker,
  BrokerCash,
  BrokerChanges,
  BrokerListener,
  BrokerOrder,
  BrokerPosition,
  CancelledAll,
  CancelScope,
  Outcome,
  ReportPage,
  SimulatedMarket,
  Standing,
} from './broker.ts';

const KINDS = ['submit', 'cancel', 'replace', 'query', 'orders', 'fills', 'positions', 'cash', 'cancel-all'] as const;
type Kind = (typeof KINDS)[number];

/** Any broker, whose requests are counted and timed, and whose connection is told: the metrics `broker_*`. */
export class MeteredBroker implements Broker {
  readonly name: string;
  readonly simulated: SimulatedMarket | undefined;
  /** False before the first connection, and while the venue is out of reach. */
  isConnected = false;
  private readonly broker: Broker;
  private readonly clock: Clock;
  private readonly metrics: Metrics;
  private readonly connected: Gauge;
  private readonly latencies: Readonly<Record<Kind, Histogram>>;

  constructor(broker: Broker, clock: Clock, metrics: Metrics) {
    this.name = broker.name;
    this.simulated = broker.simulated;
    this.broker = broker;
    this.clock = clock;
    this.metrics = metrics;
    this.connected = metrics.gauge('broker_connected');
    this.latencies = Object.fromEntries(
      KINDS.map((kind) => [kind, metrics.histogram('broker_latency_seconds', { kind })]),
    ) as Record<Kind, Histogram>;
  }

  connect(listener: BrokerListener, after: number): Promise<void> {
    const told: BrokerListener = {
      onReport: (report) => listener.onReport(report),
      onConnected: () => {
        this.tell(true);
        listener.onConnected();
      },
      onDisconnected: (why) => {
        this.tell(false);
        listener.onDisconnected(why);
      },
      onMarketConfirmed: (sequence) => listener.onMarketConfirmed(sequence),
      onGarbage: (why) => listener.onGarbage(why),
    };
    return this.broker.connect(told, after);
  }

  submit(order: BrokerOrder): Promise<Outcome> {
    return this.timed('submit', this.broker.submit(order));
  }

  cancel(clientOrderId: string, tsUs: Us): Promise<Outcome> {
    return this.timed('cancel', this.broker.cancel(clientOrderId, tsUs));
  }

  replace(clientOrderId: string, changes: BrokerChanges, tsUs: Us): Promise<Outcome> {
    return this.timed('replace', this.broker.replace(clientOrderId, changes, tsUs));
  }

  query(clientOrderId: string): Promise<Answer<{ readonly standing?: Standing }>> {
    return this.timed('query', this.broker.query(clientOrderId));
  }

  openOrders(): Promise<Answer<readonly Standing[]>> {
    return this.timed('orders', this.broker.openOrders());
  }

  fillsSince(cursor: number): Promise<Answer<ReportPage>> {
    return this.timed('fills', this.broker.fillsSince(cursor));
  }

  positions(): Promise<Answer<readonly BrokerPosition[]>> {
    return this.timed('positions', this.broker.positions());
  }

  cash(): Promise<Answer<readonly BrokerCash[]>> {
    return this.timed('cash', this.broker.cash());
  }

  cancelAll(scope: CancelScope): Promise<Answer<CancelledAll>> {
    return this.timed('cancel-all', this.broker.cancelAll(scope));
  }

  close(): Promise<void> {
    this.tell(false);
    return this.broker.close();
  }

  private async timed<T extends { readonly outcome: string }>(kind: Kind, answer: Promise<T>): Promise<T> {
    const startedUs = this.clock.steadyUs();
    const got = await answer;
    this.metrics.counter('broker_requests_total', { kind, outcome: got.outcome }).add();
    // What nobody answered took no time that would mean something.
    if (got.outcome !== 'unknown') this.latencies[kind].observe((this.clock.steadyUs() - startedUs) / 1e6);
    return got;
  }

  private tell(isConnected: boolean): void {
    this.isConnected = isConnected;
    this.connected.set(isConnected ? 1 : 0);
  }
}
