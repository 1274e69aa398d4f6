import type { EngineSpec } from '../core/engine/spec.ts';
import type { Limits, MoneyLimit } from '../core/risk/limits.ts';

/** What is the same for a whole session and is asked of its record, by the names that `demanded-fields.ts` looks for. */
export type SessionFacts = Readonly<Record<string, unknown>>;

/**
 * Stands in the record of the session's first input. It trades for its owner alone, who is no member of a venue; time is that of
 * the machine, whose administrator keeps it right.
 */
export function sessionFacts({ agents, instruments, consensus, risk, account, seed }: EngineSpec): SessionFacts {
  return {
    memberId: null,
    capacity: 'own account',
    clockSource: 'system clock, UTC',
    seed,
    currency: account.currency,
    cash: account.cash,
    method: consensus.method,
    instruments: instruments.map(({ name }) => name),
    agents: agents.map((agent) => ({
      agentId: agent.id,
      strategyId: agent.strategy.name,
      strategyVersion: agent.strategy.version,
      instruments: agent.instruments.map((place) => instruments[place].name),
    })),
    limits: limitsOf(risk.limits),
  };
}

/** As a run file writes them: a share of equity as a number, an amount under a name that begins with `max`. */
function limitsOf(limits: Limits): Readonly<Record<string, number | string>> {
  return Object.fromEntries(
    Object.entries(limits).map(([name, limit]: [string, MoneyLimit | number]) => {
      if (typeof limit === 'number') return [name, shown(limit)];
      const isAmount = Number.isFinite(limit.amount);
      return isAmount ? [`max${name[0].toUpperCase()}${name.slice(1)}`, limit.amount] : [name, shown(limit.ratio)];
    }),
  );
}

function shown(limit: number): number | string {
  return Number.isFinite(limit) ? limit : 'none';
}
