import { AdaHedge } from './learners/adahedge.ts';
import { FixedShare } from './learners/fixed-share.ts';
import { Hedge } from './learners/hedge.ts';
import { type Learner, normalise, type WeightSource } from './learners/learner.ts';
import { Squint } from './learners/squint.ts';
import type { ConsensusConfig } from './config.ts';
import type { LearnedMethod } from './method.ts';

/** The weights of a run file. */
export class GivenWeights implements WeightSource {
  private readonly given: Float64Array;

  constructor(weights: Readonly<Record<string, number>>, agents: readonly string[]) {
    this.given = Float64Array.from(agents, (id) => weights[id]);
  }

  weights(out: Float64Array, awake: Uint8Array, voters: Int32Array): void {
    normalise(out, this.given, awake, voters);
  }
}

export function makeLearner(method: LearnedMethod, agents: number, config: ConsensusConfig): Learner {
  switch (method) {
    case 'hedge':
      return new Hedge(agents, config.learningRate);
    case 'adahedge':
      return new AdaHedge(agents);
    case 'fixed-share':
      return new FixedShare(agents, config.shareRate, config.learningRate);
    case 'squint':
      return new Squint(agents);
  }
}
