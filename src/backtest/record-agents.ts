import { Fault } from '../core/base/fault.ts';
import type { Engine } from '../core/engine/engine.ts';
import type { AgentSpec } from '../core/engine/spec.ts';
import type { RunFile } from '../config/run-file.ts';
import type { RunRecord } from './run-record.ts';

/** Exits that are read at the closes of bars, or count them, would never act where there are none. */
export function requireExits(file: RunFile, records: readonly RunRecord[], agents: readonly AgentSpec[]): void {
  const atVenue = file.consensus.method === 'sum' || agents.length === 1;
  for (const { id, exits, instruments } of agents) {
    const record = records.find(({ instrument }) => instruments.includes(instrument.index));
    if (exits === undefined || record === undefined) continue;
    const { name } = record.instrument;
    if (exits.maxBars !== undefined) {
      throw new Fault(
        'config',
        `agents.${id}.exits.maxBars: expected nothing, ${name} is a recorded market without bars`,
      );
    }
    if (!atVenue) {
      throw new Fault(
        'config',
        `agents.${id}.exits: expected none under a vote, which reads them at the closes of bars, and ${name} is a recorded market; use 'consensus: { method: sum }'`,
      );
    }
  }
}

/** An agent that nothing ever calls would seem to run. */
export function requireListeners({ agents, account }: Engine, records: readonly RunRecord[]): void {
  const recorded = new Set(records.map(({ instrument }) => instrument.index));
  for (const [a, { id, handlers }] of agents.entries()) {
    const { strategy, instruments } = account.spec.agents[a];
    const { onBar, onQuote, onTrade, onBook, onTimer, onStart } = handlers;
    if ((onTimer ?? onStart) !== undefined) continue;
    const ofRecords = onQuote ?? onTrade ?? onBook;
    const isCalled = instruments.some((i) => (recorded.has(i) ? ofRecords : onBar) !== undefined);
    if (isCalled || (onBar ?? ofRecords) === undefined) continue;
    const names = instruments.map((i) => account.instruments[i].name).join(', ');
    const problem =
      onBar === undefined
        ? `acts upon quotes, trades and books; of ${names} there are bars alone`
        : `acts upon bars; of ${names} there are only quotes, trades and books`;
    throw new Fault('config', `agents.${id}: strategy '${strategy.name}' ${problem}`);
  }
}
