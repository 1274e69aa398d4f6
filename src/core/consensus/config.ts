import { Fault } from '../base/fault.ts';
import type { Us } from '../base/time.ts';
import type { ConsensusMethod } from './method.ts';

/** The `consensus:` block of a run file, read and with its defaults in place. */
export interface ConsensusConfig {
  readonly method: ConsensusMethod;
  /** `weighted`: a weight for every agent; without it, past performance. Only the proportions matter. */
  readonly weights?: Readonly<Record<string, number>>;
  /** Below this fraction of awake agents only reductions pass. */
  readonly quorum: number;
  /** A window opens with the first vote that changed and closes at the first instant this much later; 0 or none: with its own instant. */
  readonly windowUs?: Us;
  /** An order is sent when it would move more than this fraction of the target, or when an agent changed its mind. */
  readonly band: number;
  /** An agent that has handled nothing for longer than this is asleep. */
  readonly staleAfterUs?: Us;
  /** An agent's weight halves with each such age of its last handled event. */
  readonly halfLifeUs?: Us;
  /** Agents whose vote for flat forbids to open or to increase. */
  readonly veto: readonly string[];
  /** Learned weights and past performance: one vector for the account, or one per instrument. */
  readonly scope: 'account' | 'instrument';
  /** `hedge` and `fixed-share`: a fixed rate in place of their own choice. */
  readonly learningRate?: number;
  /** `fixed-share`: how much of the weight is shared out anew in each round; about 1 / the rounds a regime lasts. */
  readonly shareRate?: number;
  /** What an agent's own target pays for a change, in hundredths of a percent of the notional. */
  readonly costBps?: number;
}

export const consensusDefaults: ConsensusConfig = { method: 'sum', quorum: 0, band: 0.05, veto: [], scope: 'account' };

/** Refuses what only shows once the agents are known. */
export function checkConfig(config: ConsensusConfig, agents: readonly string[]): void {
  const known = agents.join(', ');
  for (const id of config.veto) {
    if (!agents.includes(id)) throw new Fault('config', `consensus.veto: no agent '${id}'; there are ${known}`);
  }
  if (config.weights === undefined) return;
  for (const [id, weight] of Object.entries(config.weights)) {
    if (!agents.includes(id)) throw new Fault('config', `consensus.weights: no agent '${id}'; there are ${known}`);
    if (!Number.isFinite(weight) || weight < 0) {
      throw new Fault('config', `consensus.weights.${id}: expected a finite number >= 0, was ${weight}`);
    }
  }
  for (const id of agents) {
    if (!Object.hasOwn(config.weights, id)) {
      throw new Fault(
        'config',
        `consensus.weights: no weight for '${id}'; give every agent one, or leave 'weights' out`,
      );
    }
  }
}
