import { appendRows, type Schema, type Table, table } from '../base/columns.ts';
import type { Out } from '../model/out.ts';
import {
  actionSchema,
  agentSessionSchema,
  allocationSchema,
  changeSchema,
  chargeSchema,
  decisionSchema,
  fillSchema,
  intentSchema,
  noticeSchema,
  orderSchema,
  parentSchema,
  reconciliationSchema,
  refusalSchema,
  sessionSchema,
  updateSchema,
  voteSchema,
} from '../model/out.ts';

/** How much of a kind is kept row by row; what is beyond is counted only. */
const ROWS_MAX = 1_000_000;

/** What an engine put out over a whole run, table by table. Rows beyond the cap are counted, not kept, and `truncated` says so. */
export class Recording {
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
  readonly actions = table(actionSchema);
  readonly charges = table(chargeSchema);
  readonly reconciliations = table(reconciliationSchema);
  readonly notices = table(noticeSchema);
  readonly sessions = table(sessionSchema);
  readonly agentSessions = table(agentSessionSchema);
  /** All rows there were, by table. */
  readonly counts = { intents: 0, decisions: 0, orders: 0, fills: 0, refusals: 0 };
  truncated = false;
  private readonly rowsMax: number;

  constructor(rowsMax = ROWS_MAX) {
    this.rowsMax = rowsMax;
  }

  take(out: Out): void {
    this.counts.intents += out.intents.count;
    this.counts.decisions += out.decisions.count;
    this.counts.orders += out.orders.count;
    this.counts.fills += out.fills.count;
    this.counts.refusals += out.refusals.count;
    // Each table has a shape of its own: looking here, one by one, is what keeps the empty ones free of cost.
    if (out.intents.count > 0) this.append(out.intents, this.intents);
    if (out.decisions.count > 0) this.append(out.decisions, this.decisions);
    if (out.votes.count > 0) this.append(out.votes, this.votes);
    if (out.refusals.count > 0) this.append(out.refusals, this.refusals);
    if (out.orders.count > 0) this.append(out.orders, this.orders);
    if (out.parents.count > 0) this.append(out.parents, this.parents);
    if (out.changes.count > 0) this.append(out.changes, this.changes);
    if (out.updates.count > 0) this.append(out.updates, this.updates);
    if (out.fills.count > 0) this.append(out.fills, this.fills);
    if (out.allocations.count > 0) this.append(out.allocations, this.allocations);
    if (out.actions.count > 0) this.append(out.actions, this.actions);
    if (out.charges.count > 0) this.append(out.charges, this.charges);
    if (out.reconciliations.count > 0) this.append(out.reconciliations, this.reconciliations);
    if (out.notices.count > 0) this.append(out.notices, this.notices);
    if (out.sessions.count > 0) this.append(out.sessions, this.sessions);
    if (out.agentSessions.count > 0) this.append(out.agentSessions, this.agentSessions);
  }

  private append<S extends Schema>(from: Table<S>, to: Table<S>): void {
    if (to.count + from.count > this.rowsMax) this.truncated = true;
    else appendRows(from, to);
  }
}
