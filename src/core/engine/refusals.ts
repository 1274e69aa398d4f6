import type { Id } from '../base/ids.ts';
import type { RiskRefused } from '../risk/risk.ts';
import type { Account } from './account.ts';

/** What a refusal says, whoever refuses: the rule, its limit, the value that broke it, the largest size allowed. */
export type Refusal = Pick<RiskRefused, 'severity' | 'scope' | 'limit' | 'value' | 'maxLots'> & {
  readonly rule: string;
};

export function recordRefusal(
  account: Account,
  cause: Id,
  agent: number,
  instrument: number,
  askedLots: number,
  refusal: Refusal,
): void {
  const { refusals } = account.out;
  const row = account.out.add(refusals);
  refusals.tsUs[row] = account.nowUs;
  refusals.cause[row] = cause;
  refusals.agent[row] = agent;
  refusals.instrument[row] = instrument;
  refusals.rule[row] = refusal.rule;
  refusals.severity[row] = refusal.severity;
  refusals.scope[row] = refusal.scope;
  refusals.limit[row] = refusal.limit;
  refusals.value[row] = refusal.value;
  refusals.askedLots[row] = askedLots;
  refusals.maxLots[row] = refusal.maxLots;
}
