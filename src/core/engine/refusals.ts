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
  recordCut(account, cause, agent, instrument, askedLots, refusal, refusal.maxLots);
}

/** The same where the size allowed is the recorder's to say, and not the refusal's. */
export function recordCut(
  account: Account,
  cause: Id,
  agent: number,
  instrument: number,
  askedLots: number,
  { rule, severity, scope, limit, value }: Omit<Refusal, 'maxLots'>,
  maxLots: number,
): void {
  const { refusals } = account.out;
  const row = account.out.add(refusals);
  refusals.tsUs[row] = account.nowUs;
  refusals.cause[row] = cause;
  refusals.agent[row] = agent;
  refusals.instrument[row] = instrument;
  refusals.rule[row] = rule;
  refusals.severity[row] = severity;
  refusals.scope[row] = scope;
  refusals.limit[row] = limit;
  refusals.value[row] = value;
  refusals.askedLots[row] = askedLots;
  refusals.maxLots[row] = maxLots;
}
