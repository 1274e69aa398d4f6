import type { Us } from '../../core/base/time.ts';
import type { Engine } from '../../core/engine/engine.ts';
import type { Out } from '../../core/model/out.ts';
import type { Listener } from '../../backtest/listener.ts';

export const StepKind = {
  /** what an agent asked for itself: a target, or an order of its own */ target: 'target',
  order: 'order',
  /** an exit that spoke for an agent */ exit: 'exit',
  /** a cancel or a replacement */ change: 'change',
  /** of the account: the vote, what left for the venue, what came of it */ decision: 'decision',
  sent: 'sent',
  fill: 'fill',
  /** an agent threw */ failure: 'failure',
} as const;
export type StepKind = (typeof StepKind)[keyof typeof StepKind];

/** One thing that a run did. Ids are left out: they number inputs, which are others where the data starts elsewhere. */
export interface Step {
  readonly tsUs: Us;
  readonly kind: StepKind;
  /** Its place in the run's list; -1: the account. */
  readonly agent: number;
  readonly instrument: number;
  /** Signed; NaN where an agent abstains or there is none. */
  readonly lots: number;
  /** Of a target: its worth over the agent's equity at that moment, as the engine marks them. */
  readonly share: number;
  /** All else that was said, in one text. */
  readonly rest: string;
}

/** A file that a strategy opened by itself. */
export interface FileRead {
  readonly path: string;
  /** `file:line` of the strategy. */
  readonly place: string;
}

/** All that a run did, in order, up to a moment. */
export interface Trace {
  readonly steps: readonly Step[];
  readonly reads: readonly FileRead[];
  /** Agents, by place, that drew from the random stream which the platform hands them. */
  readonly drew: readonly number[];
  /** Per agent: bars that it says it wants before its first decision. */
  readonly warmups: readonly number[];
}

/** Writes down what a run does. */
export class Tracer implements Listener {
  readonly steps: Step[] = [];
  readonly instantsUnseen = Number.POSITIVE_INFINITY;
  private readonly engine: Engine;
  private readonly untilUs: Us;

  constructor(engine: Engine, untilUs: Us) {
    this.engine = engine;
    this.untilUs = untilUs;
  }

  onOut(out: Out): void {
    if (this.engine.account.nowUs > this.untilUs) return;
    const { intents, changes, decisions, orders, fills } = out;
    for (let k = 0; k < intents.count; k++) {
      const source = intents.source[k];
      const kind = source === 'agent' ? StepKind.target : source === 'order' ? StepKind.order : StepKind.exit;
      const [agent, instrument, lots] = [intents.agent[k], intents.instrument[k], intents.targetLots[k]];
      const said = [source, intents.confidence[k], intents.horizonBars[k], intents.reason[k], ...intents.values[k]];
      this.add(kind, intents.tsUs[k], agent, instrument, lots, said, this.shareOf(agent, instrument, lots));
    }
    for (let k = 0; k < changes.count; k++) {
      const said = [changes.kind[k], changes.limitTicks[k], changes.stopTicks[k]];
      this.add(StepKind.change, changes.tsUs[k], -1, -1, changes.lots[k], said);
    }
    for (let k = 0; k < decisions.count; k++) {
      const said = [decisions.kind[k], decisions.allowedLots[k], decisions.confidence[k], decisions.participating[k]];
      this.add(StepKind.decision, decisions.tsUs[k], -1, decisions.instrument[k], decisions.decidedLots[k], said);
    }
    for (let k = 0; k < orders.count; k++) {
      const said = [orders.type[k], orders.timeInForce[k], orders.limitTicks[k], orders.stopTicks[k], orders.origin[k]];
      const lots = orders.side[k] * orders.lots[k];
      this.add(StepKind.sent, orders.tsUs[k], orders.agent[k], orders.instrument[k], lots, said);
    }
    for (let k = 0; k < fills.count; k++) {
      const said = [fills.priceTicks[k], String(fills.fee[k])];
      this.add(StepKind.fill, fills.tsUs[k], -1, fills.instrument[k], fills.signedLots[k], said);
    }
  }

  onBar(): void {}
  onBars(): void {}
  onInstant(): void {}

  private add(
    kind: StepKind,
    tsUs: Us,
    agent: number,
    instrument: number,
    lots: number,
    said: readonly (number | string)[],
    share = Number.NaN,
  ): void {
    if (tsUs > this.untilUs) return;
    this.steps.push({ tsUs, kind, agent, instrument, lots, share, rest: said.map(String).join(' | ') });
  }

  private shareOf(agent: number, instrument: number, lots: number): number {
    const { account } = this.engine;
    return (lots * account.lastTicks[instrument] * account.notionalPerTickLot(instrument)) / account.equityOf(agent);
  }
}
