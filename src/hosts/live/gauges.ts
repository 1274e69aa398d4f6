import type { Us } from '../../core/base/time.ts';
import type { Engine } from '../../core/engine/engine.ts';
import { ConditionName } from '../../core/model/condition.ts';
import type { AuditSink } from '../../audit/sink.ts';
import type { MemoryBus } from '../../bus/memory.ts';
import { SUBJECTS } from '../../contracts/subjects.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Trader } from '../../runtime/trader.ts';
import type { Clock } from '../../telemetry/clock.ts';
import type { Hops } from '../../telemetry/hops.ts';
import type { Metrics } from '../../telemetry/metrics.ts';

export interface GaugeParts {
  readonly metrics: Metrics;
  readonly engine: Engine;
  readonly trader: Trader;
  readonly journal: Journal;
  readonly audit: AuditSink;
  readonly bus: MemoryBus;
  readonly hops: Hops;
  readonly clock: Clock;
  /** What the feed is called in labels. */
  readonly feed: string;
}

/** How the session stands, read when somebody scrapes: until then it costs nothing. */
export function publishGauges(parts: GaugeParts): void {
  publishAccount(parts);
  publishRisk(parts);
  publishRecord(parts);
  publishBus(parts);
  const { metrics, trader, clock, feed, hops } = parts;
  metrics.read('feed_age_seconds', () => age(clock, trader.lastFeedUs), { feed });
  hops.publish(metrics);
}

function publishAccount({ metrics, engine }: GaugeParts): void {
  const { account, agents } = engine;
  const { ledger, orders, spec } = account;
  spec.agents.forEach(({ id }, agent) => {
    const isPaused = (): boolean => agents[agent].paused || account.risk.isAgentKilled(agent);
    metrics.read('strategy_paused', () => Number(isPaused()), { agent: id });
    metrics.read('strategy_weight', () => account.weightOf(agent), { agent: id });
  });
  metrics.read('order_open', () => orders.liveCount);
  metrics.read('order_unknown', () => [...orders.live()].filter(({ state }) => state === 'unknown').length);
  metrics.read('ledger_equity', () => account.equity());
  metrics.read('ledger_cash', () => ledger.accountCashValue());
  metrics.read('ledger_exposure_ratio', () => ledger.grossExposure() / account.equity());
  metrics.read('ledger_drawdown_ratio', () => {
    const lost = account.risk.use().find(({ rule }) => rule === 'drawdown')?.used ?? 0;
    return lost / (account.equity() + lost);
  });
}

function publishRisk({ metrics, engine }: GaugeParts): void {
  const { risk } = engine.account;
  for (const { rule } of risk.use())
    metrics.read('risk_use_ratio', () => shareUsed(risk.use().find((use) => use.rule === rule)), { rule });
  for (const rule of ['dailyLoss', 'drawdown', 'valueAtRisk', 'ruin'])
    metrics.read('risk_halted', () => Number(risk.haltedBy() === rule), { reason: rule });
  metrics.read('risk_halted', () => Number(risk.killList().some(({ scope }) => scope === 'account')), {
    reason: 'kill',
  });
  for (const reason of Object.values(ConditionName))
    metrics.read('risk_halted', () => Number(risk.conditionList().some(([name]) => name === reason)), { reason });
}

function publishRecord({ metrics, engine, trader, journal, audit }: GaugeParts): void {
  metrics.read('journal_records_total', () => journal.syncedSequence);
  metrics.read('journal_pending_records', () => journal.lastSequence - journal.syncedSequence);
  metrics.read('journal_snapshots_total', () => trader.counts.snapshots);
  metrics.read('audit_records_total', () => audit.size);
  metrics.read('audit_lag_records', () => engine.sequence - audit.size);
}

function publishBus({ metrics, bus }: GaugeParts): void {
  for (const family of new Set(SUBJECTS.map((subject) => subject.split('.', 1)[0]))) {
    const counts = bus.family(family);
    metrics.read('bus_published_total', () => counts.published, { family });
    metrics.read('bus_redelivered_total', () => counts.redelivered, { family });
    metrics.read('bus_dead_letters_total', () => counts.deadLetters, { family });
    metrics.read('bus_pending', () => bus.pending(family), { family });
  }
}

/** A limit that there is not is not used. */
function shareUsed(use: { readonly limit: number; readonly used: number } | undefined): number {
  return use === undefined || !Number.isFinite(use.limit) || use.limit <= 0 ? 0 : use.used / use.limit;
}

function age(clock: Clock, lastUs: Us): number {
  return (clock.steadyUs() - lastUs) / 1e6;
}
