import type { Account } from '../../core/engine/account.ts';
import { DifferenceKind } from '../../core/model/difference.ts';
import type { Out } from '../../core/model/out.ts';
import { ORDER_STATES } from '../../core/orders/transitions.ts';
import { RuleName } from '../../core/risk/refusal.ts';
import { QualityCode } from '../../feeds/quality.ts';
import type { Taken } from '../../runtime/intake.ts';
import type { Clock } from '../../telemetry/clock.ts';
import type { Counter, Histogram, Metrics } from '../../telemetry/metrics.ts';

export interface MeterParts {
  readonly metrics: Metrics;
  readonly account: Account;
  readonly clock: Clock;
  /** What the feed is called in labels. */
  readonly feed: string;
}

/** Counters of one name by their labels, made when they are first asked for. */
class Counters {
  private readonly known = new Map<string, Counter>();
  private readonly make: (...values: readonly string[]) => Counter;

  constructor(make: (...values: readonly string[]) => Counter) {
    this.make = make;
  }

  of(one: string, other = ''): Counter {
    const key = other === '' ? one : `${one}/${other}`;
    let counter = this.known.get(key);
    if (counter === undefined) this.known.set(key, (counter = this.make(one, other)));
    return counter;
  }
}

/** What the severity of a breaker is told by. */
const SEVERITIES: Readonly<Record<string, string>> = { reduce: 'warning', halt: 'critical', ruined: 'emergency' };

/**
 * Counts what passes through the session in this start: inputs, and what the engine made of them. An input on which nothing
 * happened costs an addition; replayed ones were counted when they came.
 */
export class Meters {
  private readonly account: Account;
  private readonly clock: Clock;
  private readonly agents: readonly { readonly intents: Counter; readonly errors: Counter }[];
  private readonly events: Readonly<Record<'bar' | 'quote' | 'trade' | 'depth', Counter>>;
  private readonly dropped: Counters;
  private readonly gaps: Counter;
  private readonly coordinations: Counters;
  private readonly overrides: Counters;
  private readonly latency: Histogram;
  private readonly refusals: Counters;
  private readonly violations: Counters;
  private readonly orders: Counter;
  private readonly updates: Counters;
  private readonly fills: Counter;
  private readonly drifts: Counters;
  private readonly checkpoints: Counter;

  constructor({ metrics, account, clock, feed }: MeterParts) {
    this.account = account;
    this.clock = clock;
    this.agents = account.spec.agents.map(({ id }) => ({
      intents: metrics.counter('strategy_intents_total', { agent: id }),
      errors: metrics.counter('strategy_errors_total', { agent: id }),
    }));
    const event = (kind: string): Counter => metrics.counter('feed_events_total', { feed, kind });
    this.events = { bar: event('bar'), quote: event('quote'), trade: event('trade'), depth: event('depth') };
    this.dropped = new Counters((reason) => metrics.counter('feed_dropped_total', { feed, reason }));
    this.gaps = metrics.counter('feed_gaps_total', { feed });
    this.coordinations = new Counters((method, action) =>
      metrics.counter('meta_coordinations_total', { method, action }),
    );
    this.overrides = new Counters((override) => metrics.counter('meta_overrides_total', { override }));
    this.latency = metrics.histogram('meta_latency_seconds');
    this.refusals = new Counters((rule) => metrics.counter('risk_refusals_total', { rule }));
    this.violations = new Counters((rule, severity) => metrics.counter('risk_violations_total', { rule, severity }));
    this.orders = metrics.counter('order_orders_total');
    this.updates = new Counters((state) => metrics.counter('order_updates_total', { state }));
    this.fills = metrics.counter('order_fills_total');
    this.drifts = new Counters((kind) => metrics.counter('broker_drifts_total', { kind }));
    this.checkpoints = metrics.counter('audit_checkpoints_total');
    this.showZeros();
  }

  /** An input, and what it caused: read during the call. */
  take({ event: { kind }, out, journaledUs, isReplay }: Taken): void {
    if (isReplay) return;
    if (kind === 'bar' || kind === 'quote' || kind === 'trade' || kind === 'depth') this.events[kind].add();
    if (out.rows === 0) return;
    for (let row = 0; row < out.intents.count; row++) this.agents[out.intents.agent[row]]?.intents.add();
    if (out.decisions.count > 0) this.decisions(out, journaledUs);
    for (let row = 0; row < out.refusals.count; row++) this.refusals.of(out.refusals.rule[row]).add();
    for (let row = 0; row < out.updates.count; row++) this.updates.of(out.updates.state[row]).add();
    for (let row = 0; row < out.notices.count; row++) this.notice(out, row);
    this.orders.add(out.orders.count);
    this.fills.add(out.fills.count);
  }

  /** Market data that could not be used. */
  refused(reason: string): void {
    this.dropped.of(reason).add();
  }

  /** Market data that is strange, and used. */
  flagged(code: string): void {
    if (code === 'gap') this.gaps.add();
  }

  drifted(kind: string): void {
    this.drifts.of(kind).add();
  }

  signed(): void {
    this.checkpoints.add();
  }

  private decisions({ decisions }: Out, journaledUs: number): void {
    this.latency.observe((this.clock.steadyUs() - journaledUs) / 1e6);
    const { method } = this.account.consensus.config;
    for (let row = 0; row < decisions.count; row++) {
      const move = decisions.allowedLots[row] - decisions.presentLots[row];
      this.coordinations.of(method, move > 0 ? 'buy' : move < 0 ? 'sell' : 'hold').add();
      if (decisions.kind[row] === 'breaker') this.overrides.of('emergency-stop').add();
      else if (decisions.allowedLots[row] !== decisions.decidedLots[row]) this.overrides.of('position-limit').add();
    }
  }

  private notice({ notices }: Out, row: number): void {
    const kind = notices.kind[row];
    if (kind === 'agent-stopped') this.agents[notices.agent[row]]?.errors.add();
    const severity = SEVERITIES[kind];
    if (severity !== undefined) this.violations.of(String(notices.values[row][0]), severity).add();
  }

  /** A rate over a counter that begins with its first event misses that event: what is known beforehand is there at 0. */
  private showZeros(): void {
    const { method } = this.account.consensus.config;
    for (const action of ['buy', 'sell', 'hold']) this.coordinations.of(method, action);
    for (const override of ['emergency-stop', 'position-limit']) this.overrides.of(override);
    for (const { rule } of this.account.risk.use()) this.violations.of(rule, SEVERITIES.halt);
    for (const rule of Object.values(RuleName)) this.refusals.of(rule);
    for (const state of ORDER_STATES) this.updates.of(state);
    for (const reason of Object.keys(QualityCode)) this.dropped.of(reason);
    for (const kind of Object.values(DifferenceKind)) this.drifts.of(kind);
  }
}
