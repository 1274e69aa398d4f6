import { addRow, type Rows, type Schema, type Table, table } from '../base/columns.ts';

/**
 * What one call of `process` did, as data: a table per kind, valid until the next `clear`. `place` numbers the rows of one
 * input across all tables, so that the order of things is not lost. Ids are those of base/ids.ts; instruments and agents are
 * their places in the run's lists (agent -1: the netted account). Prices are ticks, sizes lots, money is in units of the
 * ledger's scale of the instrument's currency.
 */
export const intentSchema = {
  place: 'number',
  id: 'number',
  tsUs: 'number',
  agent: 'number',
  instrument: 'number',
  /** NaN: the agent abstains. Of an order of its own: the order's signed size. */
  targetLots: 'number',
  confidence: 'number',
  horizonBars: 'number',
  /** 'agent', 'order' for an order of the agent's own, or the exit that spoke for it: 'stop-loss', 'take-profit', 'trailing-stop', 'max-bars'. */
  source: 'text',
  reason: 'text',
  values: 'list',
} as const;

export const decisionSchema = {
  place: 'number',
  id: 'number',
  tsUs: 'number',
  instrument: 'number',
  /** 'decided', 'kept', 'no-quorum', 'breaker'. */
  kind: 'text',
  presentLots: 'number',
  decidedLots: 'number',
  /** After the account's limits. */
  allowedLots: 'number',
  confidence: 'number',
  dissent: 'number',
  participating: 'number',
} as const;

export const voteSchema = {
  place: 'number',
  decision: 'number',
  agent: 'number',
  targetLots: 'number',
  confidence: 'number',
  weight: 'number',
  shareLots: 'number',
  /** 1 when it counted. */
  awake: 'number',
} as const;

export const refusalSchema = {
  place: 'number',
  tsUs: 'number',
  /** The intent, decision or order refused or cut. */
  cause: 'number',
  agent: 'number',
  instrument: 'number',
  rule: 'text',
  severity: 'text',
  scope: 'text',
  limit: 'number',
  value: 'number',
  /** The size asked and the largest size allowed, in lots. */
  askedLots: 'number',
  maxLots: 'number',
} as const;

/** Orders as they leave: one row a submission. */
export const orderSchema = {
  place: 'number',
  id: 'number',
  tsUs: 'number',
  decision: 'number',
  agent: 'number',
  instrument: 'number',
  origin: 'text',
  side: 'number',
  lots: 'number',
  type: 'text',
  timeInForce: 'text',
  limitTicks: 'number',
  stopTicks: 'number',
  trailTicks: 'number',
} as const;

/** Orders that are worked in slices: a row when one begins and one when it has ended. Its children are orders of the same decision. */
export const parentSchema = {
  place: 'number',
  id: 'number',
  tsUs: 'number',
  decision: 'number',
  instrument: 'number',
  side: 'number',
  lots: 'number',
  algorithm: 'text',
  /** 'working', then 'filled', 'expired', 'cancelled' or 'stuck'. */
  state: 'text',
  filledLots: 'number',
} as const;

/** Cancels and replacements of orders; `lots`, `limitTicks`, `stopTicks` are NaN where unchanged. */
export const changeSchema = {
  place: 'number',
  tsUs: 'number',
  order: 'number',
  /** 'cancel' or 'replace'. */
  kind: 'text',
  lots: 'number',
  limitTicks: 'number',
  stopTicks: 'number',
} as const;

export const updateSchema = {
  place: 'number',
  tsUs: 'number',
  order: 'number',
  state: 'text',
  filledLots: 'number',
  reason: 'text',
} as const;

/** Fills of the account, one row a report. */
export const fillSchema = {
  place: 'number',
  id: 'number',
  tsUs: 'number',
  order: 'number',
  instrument: 'number',
  signedLots: 'number',
  priceTicks: 'number',
  fee: 'bigint',
  slippage: 'bigint',
  maker: 'number',
} as const;

/** What each owner got: of a fill (order set), or of an internal cross (order 0). */
export const allocationSchema = {
  place: 'number',
  tsUs: 'number',
  order: 'number',
  owner: 'number',
  instrument: 'number',
  signedLots: 'number',
  priceTicks: 'number',
  fee: 'bigint',
  slippage: 'bigint',
  /** The owner's position after it, in lots. */
  positionLots: 'number',
  /** Why this position changed: 'target', 'stop-loss', 'take-profit', 'trailing-stop', 'max-bars', 'intent', 'breaker', 'cross'. */
  reason: 'text',
} as const;

/** Asks of the venue for the price at which a cross settles; `cancelled` takes an earlier ask back. */
const crossRequestSchema = { place: 'number', id: 'number', instrument: 'number', cancelled: 'number' } as const;

/** What happened to the holders of an instrument. */
export const actionSchema = {
  place: 'number',
  tsUs: 'number',
  instrument: 'number',
  /** An `ActionKind`. */
  kind: 'text',
  /** So many new units for so many old ones; 1 and 1 where it is no split. */
  numerator: 'number',
  denominator: 'number',
  /** A dividend of a unit in the instrument's currency, or a rate of funding; 0 for a split. */
  amount: 'number',
} as const;

/** Cash that moved for what is held, by owner. */
export const chargeSchema = {
  place: 'number',
  tsUs: 'number',
  /** 'borrow', 'interest', 'funding', 'dividend', or 'fraction' for what a split left of a lot. */
  kind: 'text',
  owner: 'number',
  /** -1: interest, which is on all cash. */
  instrument: 'number',
  currency: 'text',
  /** What came, negative what was paid, in units of 10^-scale of the currency. */
  cash: 'bigint',
  scale: 'number',
} as const;

/** Differences between our books and the venue's, each with what became of it. */
export const reconciliationSchema = {
  place: 'number',
  tsUs: 'number',
  /** A `DifferenceKind`. */
  kind: 'text',
  /** 'fill-applied', 'adopted', 'fill-taken-back', 'unknown', 'cancelled', 'person', 'waits-for-price'. */
  resolution: 'text',
  /** -1: none. */
  instrument: 'number',
  /** 0: none of ours. */
  order: 'number',
  lots: 'number',
  priceTicks: 'number',
  cash: 'bigint',
  /** The broker's name for what differs. */
  reference: 'text',
} as const;

export const noticeSchema = {
  place: 'number',
  tsUs: 'number',
  /** 'log-info', 'warning', 'agent-stopped', 'halt', 'resume', 'ruined', 'limits', 'method', 'condition', 'unknown', ... */
  kind: 'text',
  agent: 'number',
  text: 'text',
  values: 'list',
} as const;

/** One row a closed session: what ratios are made of. Account currency, floats. */
export const sessionSchema = {
  place: 'number',
  closeUs: 'number',
  equity: 'number',
  grossExposure: 'number',
  netExposure: 'number',
} as const;

/** One row an agent and closed session. */
export const agentSessionSchema = {
  place: 'number',
  closeUs: 'number',
  agent: 'number',
  /** Realised and open profit after all costs, account currency. */
  profit: 'number',
  /** What its vote weighs in the first instrument it is assigned. */
  weight: 'number',
} as const;

export class Out {
  readonly intents = table(intentSchema);
  readonly decisions = table(decisionSchema);
  readonly votes = table(voteSchema);
  readonly refusals = table(refusalSchema);
  readonly orders = table(orderSchema);
  readonly parents = table(parentSchema);
  readonly changes = table(changeSchema);
  readonly updates = table(updateSchema);
  readonly fills = table(fillSchema);
  readonly allocations = table(allocationSchema);
  readonly crossRequests = table(crossRequestSchema);
  readonly actions = table(actionSchema);
  readonly charges = table(chargeSchema);
  readonly reconciliations = table(reconciliationSchema);
  readonly notices = table(noticeSchema);
  readonly sessions = table(sessionSchema);
  readonly agentSessions = table(agentSessionSchema);
  /** Rows since the last clear, over all tables: 0 means that nothing happened. */
  rows = 0;
  private readonly headers: readonly Rows[] = Object.values(this as Readonly<Record<string, unknown>>)
    .filter((value): value is Table<Schema> => typeof value === 'object')
    .map((each) => each.rows);

  clear(): void {
    if (this.rows === 0) return;
    this.rows = 0;
    const { headers } = this;
    for (let k = 0; k < headers.length; k++) headers[k].count = 0;
  }

  /** A new row of one of the tables above, its `place` set; the caller fills in the rest. */
  add(to: Table<{ readonly place: 'number' }>): number {
    // Read once: tables are of as many shapes as there are schemas, and to find a field in any of them takes a while.
    const { rows } = to;
    const row = addRow(to, rows);
    rows.place[row] = this.rows;
    this.rows += 1;
    return row;
  }
}
