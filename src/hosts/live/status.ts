import { formatDecimal } from '../../core/base/decimal.ts';
import type { Us } from '../../core/base/time.ts';
import { priceOf, quantityOf } from '../../core/model/instrument.ts';
import type { Engine } from '../../core/engine/engine.ts';
import type { Health } from '../../telemetry/health.ts';
import type { Hops } from '../../telemetry/hops.ts';
import type { SessionStatus } from '../../api/control/session-status.ts';
import type { Tally } from './tally.ts';

/** What is told of a session. */
export interface StatusSource {
  readonly name: string;
  readonly engine: Engine;
  readonly stateName: string;
  readonly tally: Tally;
  readonly health: Health;
  readonly hops: Hops;
  readonly ordersPerSecond: number;
  readonly auditHead: { readonly records: number; readonly head: string };
}

/** How the session stands, for the control plane and the terminal view: read, never kept. */
export function sessionStatus(session: StatusSource, nowUs: Us): SessionStatus {
  const { engine, tally, health } = session;
  const { account } = engine;
  const { ledger, spec, instruments } = account;
  const { currency } = spec.account;
  const money = (value: number): string => value.toFixed(2);
  const exact = (units: bigint): string => formatDecimal(units, ledger.scaleOf(currency));
  const open = instruments.filter(({ index }) => ledger.accountPosition(index) !== 0);
  const unrealised = open.reduce((sum, { index }) => sum + ledger.unrealised(ledger.account, index), 0);
  const audit = session.auditHead;
  return {
    tsUs: BigInt(Math.round(nowUs)),
    session: session.name,
    state: session.stateName,
    method: account.consensus.config.method,
    account: {
      currency,
      equity: money(account.equity()),
      cash: exact(ledger.accountCash(currency)),
      realisedPnl: money(ledger.profit(ledger.account) - unrealised),
      unrealisedPnl: money(unrealised),
      fees: money(ledger.feesValue(ledger.account)),
      exposure: money(ledger.grossExposure()),
    },
    agents: spec.agents.map(({ id, strategy }, agent) => ({
      id,
      strategy: strategy.name,
      version: strategy.version,
      state: agentState(session, agent),
      weight: account.weightOf(agent),
      pnl: money(ledger.profit(agent)),
    })),
    positions: open.map((instrument) => ({
      instrument: instrument.name,
      quantity: String(quantityOf(instrument, ledger.accountPosition(instrument.index))),
      averagePrice: priceOf(instrument, ledger.averagePriceTicks(ledger.account, instrument.index)).toFixed(4),
      lastPrice: String(priceOf(instrument, ledger.markTicks(instrument.index))),
      unrealisedPnl: money(ledger.unrealised(ledger.account, instrument.index)),
    })),
    limits: account.risk.use().map(({ rule, limit, used }) => ({
      rule,
      scope: 'account',
      limit: Number.isFinite(limit) ? money(limit) : 'none',
      used: money(used),
    })),
    health: health.ready().checks.map(({ name, ok, reason }) => ({ name, healthy: ok, text: reason })),
    kills: account.risk.killList().map(({ scope, id, reason, atUs }) => ({
      scope,
      id,
      reason,
      tsUs: BigInt(Math.round(atUs)),
    })),
    audit: { records: BigInt(audit.records), root: audit.head },
    activity: {
      events: BigInt(tally.events),
      intents: BigInt(tally.intents),
      decisions: BigInt(tally.decisions),
      orders: BigInt(tally.orders),
      fills: BigInt(tally.fills),
      refusals: BigInt(tally.refusals),
      ordersPerSecond: session.ordersPerSecond,
    },
    hops: Object.entries(session.hops.total()).map(([name, { p50Us, p99Us }]) => ({ name, p50Us, p99Us })),
  };
}

/** awake, warming-up, stale, paused, killed */
function agentState({ engine }: StatusSource, agent: number): string {
  const { account, agents } = engine;
  if (account.risk.isAgentKilled(agent)) return 'killed';
  if (agents[agent].failure !== undefined || agents[agent].paused) return 'paused';
  const { votes } = account.consensus;
  if (account.spec.agents[agent].instruments.every((i) => votes.isWarming(agent, i))) return 'warming-up';
  return votes.isStale(agent, account.nowUs) ? 'stale' : 'awake';
}
