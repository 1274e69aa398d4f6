/** Every reason for which risk says no, by the name that results and alerts carry. */
export const RuleName = {
  position: 'position',
  gross: 'gross',
  bucket: 'bucket',
  dailyLoss: 'dailyLoss',
  drawdown: 'drawdown',
  valueAtRisk: 'valueAtRisk',
  orderVolume: 'orderVolume',
  collar: 'collar',
  orderRate: 'orderRate',
  duplicate: 'duplicate',
  /** account type cash: the cost at the collar is not covered */ cash: 'cash',
  /** account type cash: sells more than there is */ shorts: 'shorts',
  /** an agent's own limit */ agentPosition: 'agentPosition',
  paused: 'paused',
  kill: 'kill',
  /** equity <= 0 */ ruin: 'ruin',
  /** not a number, not whole, out of any range */ sanity: 'sanity',
  /** no price, no exchange rate or no equity to value it with */ price: 'price',
  /** an order on this instrument has an unknown outcome */ unknown: 'unknown',
  /** a child order above what its parent has left */ parent: 'parent',
  /** no market data of the instrument for too long */ feedStale: 'feedStale',
  /** the clock went back, or far ahead */ clockJumped: 'clockJumped',
  /** the venue does not answer */ venueDisconnected: 'venueDisconnected',
  /** our books and the venue's differ */ booksDiffer: 'booksDiffer',
  /** the audit trail is not written */ auditStalled: 'auditStalled',
  /** the limits cannot be read */ limitsMissing: 'limitsMissing',
} as const;
export type RuleName = (typeof RuleName)[keyof typeof RuleName];

export type Severity = 'warning' | 'critical' | 'emergency';
export type RiskScope = 'account' | 'strategy' | 'instrument' | 'bucket';

/** A refusal: what broke, by how much, and the largest size that would have passed at this moment. */
export interface RiskRefused {
  readonly refused: true;
  readonly rule: RuleName;
  /** In the unit of the rule: account currency, lots, ticks, orders, microseconds. NaN where there is none. */
  readonly limit: number;
  readonly value: number;
  readonly maxLots: number;
  readonly severity: Severity;
  readonly scope: RiskScope;
}

const SEVERITY: Partial<Record<RuleName, Severity>> = {
  dailyLoss: 'critical',
  drawdown: 'critical',
  valueAtRisk: 'critical',
  price: 'critical',
  unknown: 'critical',
  sanity: 'critical',
  feedStale: 'critical',
  clockJumped: 'critical',
  venueDisconnected: 'critical',
  booksDiffer: 'critical',
  auditStalled: 'critical',
  limitsMissing: 'critical',
  kill: 'emergency',
  ruin: 'emergency',
};

const SCOPE: Record<RuleName, RiskScope> = {
  position: 'instrument',
  gross: 'account',
  bucket: 'bucket',
  dailyLoss: 'account',
  drawdown: 'account',
  valueAtRisk: 'account',
  orderVolume: 'instrument',
  collar: 'instrument',
  orderRate: 'account',
  duplicate: 'strategy',
  cash: 'account',
  shorts: 'instrument',
  agentPosition: 'strategy',
  paused: 'strategy',
  kill: 'account',
  ruin: 'account',
  sanity: 'strategy',
  price: 'instrument',
  unknown: 'instrument',
  parent: 'instrument',
  feedStale: 'instrument',
  clockJumped: 'account',
  venueDisconnected: 'account',
  booksDiffer: 'account',
  auditStalled: 'account',
  limitsMissing: 'account',
};

export function severityOf(rule: RuleName): Severity {
  return SEVERITY[rule] ?? 'warning';
}

export function scopeOf(rule: RuleName): RiskScope {
  return SCOPE[rule];
}

export function refuse(
  rule: RuleName,
  limit: number,
  value: number,
  maxLots: number,
  scope: RiskScope = SCOPE[rule],
): RiskRefused {
  return { refused: true, rule, limit, value, maxLots, severity: severityOf(rule), scope };
}
