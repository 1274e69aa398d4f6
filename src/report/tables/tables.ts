import type { BacktestResult } from '../../backtest/result.ts';
import { agentsTable } from './agents.ts';
import { allocationsTable } from './allocations.ts';
import { attributionTable } from './attribution.ts';
import { chargesTable } from './charges.ts';
import { costsTable } from './costs.ts';
import { decisionsTable } from './decisions.ts';
import { equityTable } from './equity.ts';
import { fillsTable } from './fills.ts';
import { intentsTable } from './intents.ts';
import { noticesTable } from './notices.ts';
import { ordersTable } from './orders.ts';
import { positionsTable } from './positions.ts';
import { refusalsTable } from './refusals.ts';
import type { ResultTable } from './result-table.ts';
import { tradesTable } from './trades.ts';
import { Units } from './units.ts';
import { votesTable } from './votes.ts';

const BUILDERS = [
  ordersTable,
  fillsTable,
  allocationsTable,
  tradesTable,
  positionsTable,
  equityTable,
  decisionsTable,
  votesTable,
  refusalsTable,
  intentsTable,
  agentsTable,
  noticesTable,
] as const;

/** Every table of a run, in the order in which files are written; those of charges and of the evaluation where there are any. */
export function resultTables(result: BacktestResult): ResultTable[] {
  const units = new Units(result);
  const { detail, recording } = result;
  return [
    ...BUILDERS.map((build) => build(result, units)),
    ...(recording.charges.count === 0 ? [] : [chargesTable(result, units)]),
    ...(detail === undefined
      ? []
      : [attributionTable(result, units, detail.parts), costsTable(result, units, detail.orders)]),
  ];
}
