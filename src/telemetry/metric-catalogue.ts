export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary';

export interface MetricEntry {
  readonly type: MetricType;
  /** What one means; the name ends in it where it is a unit of measure. */
  readonly unit: 'one' | 'seconds' | 'bytes' | 'ratio';
  readonly help: string;
  /** The names of its labels; their values come from small, closed sets. */
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets, rising; the last, without bound, is not written. */
  readonly bounds?: readonly number[];
}

/** From a quarter of a millisecond to ten seconds. */
const WAITS = [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10] as const;
/** From a microsecond to a tenth of a second: what happens inside the process. */
const STEPS = [0.000_001, 0.000_002_5, 0.000_005, 0.000_01, 0.000_025, 0.000_05, 0.0001, 0.001, 0.01, 0.1] as const;

type EntryOf<T extends MetricType> = MetricEntry & { readonly type: T };

function counter(help: string, ...labels: string[]): EntryOf<'counter'> {
  return { type: 'counter', unit: 'one', help, labels };
}
function gauge(unit: MetricEntry['unit'], help: string, ...labels: string[]): EntryOf<'gauge'> {
  return { type: 'gauge', unit, help, labels };
}
function seconds(bounds: readonly number[], help: string, ...labels: string[]): EntryOf<'histogram'> {
  return { type: 'histogram', unit: 'seconds', help, labels, bounds };
}

/**
 * Every metric of the platform, by name: nothing else can be emitted, and a test asks where each one is. What Node itself
 * tells (`process_*`, `nodejs_*`) comes from prom-client and is not listed.
 */
export const metricCatalogue = {
  gateway_requests_total: counter('Webhook requests answered', 'source', 'status'),
  gateway_refusals_total: counter('Webhook requests turned away', 'source', 'reason'),

  feed_events_total: counter('Market events taken from feeds', 'feed', 'kind'),
  feed_dropped_total: counter('Market events that a feed could not use', 'feed', 'reason'),
  feed_gaps_total: counter('Gaps seen in what feeds deliver', 'feed'),
  feed_age_seconds: gauge('seconds', 'Since the newest market event, by our clock', 'feed'),

  strategy_intents_total: counter('Intents of agents', 'agent'),
  strategy_errors_total: counter('Handlers that threw, or asked for what cannot be', 'agent'),
  strategy_paused: gauge('one', '1 while the agent is paused', 'agent'),
  strategy_weight: gauge('one', "The agent's weight in votes", 'agent'),

  meta_coordinations_total: counter('Decisions of the meta-agent', 'method', 'action'),
  meta_latency_seconds: seconds(STEPS, 'From an input that closes a window to its decisions'),
  meta_overrides_total: counter('Decisions that something overrode', 'override'),

  risk_refusals_total: counter('Orders and intents that risk refused or cut', 'rule'),
  risk_violations_total: counter('Limits found exceeded after prices moved', 'rule', 'severity'),
  risk_use_ratio: gauge('ratio', 'How much of a limit is used', 'rule'),
  risk_halted: gauge('one', '1 while no new risk is taken', 'reason'),

  order_orders_total: counter('Orders approved'),
  order_updates_total: counter('Changes of state of orders', 'state'),
  order_fills_total: counter('Fills booked'),
  order_open: gauge('one', 'Orders that are neither filled nor closed'),
  order_unknown: gauge('one', 'Orders whose fate is not known'),
  order_hop_seconds: {
    type: 'summary',
    unit: 'seconds',
    help: 'Time of each hop from tick to fill',
    labels: ['hop'],
  },

  broker_requests_total: counter('Requests to the broker', 'kind', 'outcome'),
  broker_latency_seconds: seconds(WAITS, 'From a request to its answer', 'kind'),
  broker_connected: gauge('one', '1 while the venue is reachable'),
  broker_drifts_total: counter('Differences that a reconciliation found', 'kind'),

  ledger_equity: gauge('one', 'Equity, in the currency of the account'),
  ledger_cash: gauge('one', 'Cash, in the currency of the account'),
  ledger_exposure_ratio: gauge('ratio', 'Gross exposure over equity'),
  ledger_drawdown_ratio: gauge('ratio', 'Loss since the high-water mark over that mark'),

  audit_records_total: counter('Records in the audit trail'),
  audit_lag_records: gauge('one', 'Inputs processed that the audit trail does not hold yet'),
  audit_checkpoints_total: counter('Signed checkpoints'),

  journal_records_total: counter('Inputs written to the journal'),
  journal_bytes_total: { type: 'counter', unit: 'bytes', help: 'Bytes written to the journal', labels: [] },
  journal_sync_seconds: seconds(WAITS, 'Time of one sync'),
  journal_pending_records: gauge('one', 'Inputs that wait for a sync'),
  journal_snapshots_total: counter('Snapshots taken'),

  bus_published_total: counter('Messages published', 'family'),
  bus_redelivered_total: counter('Deliveries made again', 'family'),
  bus_dead_letters_total: counter('Messages refused for good', 'family'),
  bus_pending: gauge('one', 'Deliveries that wait for an answer', 'family'),

  telemetry_log_lines_total: counter('Log lines', 'level'),
  telemetry_log_suppressed_total: counter('Repeated log lines left out'),
  telemetry_spans_total: counter('Spans of traces', 'outcome'),
} as const satisfies Readonly<Record<string, MetricEntry>>;

export type MetricName = keyof typeof metricCatalogue;
