import { type DepthTape, replay, syntheticTape } from '../depth.ts';
import type { BenchCase } from '../harness.ts';

const EVENTS = 1_000_000;

/** A seeded recorded market through the venue, with orders that hold queue positions, latencies and reports. */
export const cases: readonly BenchCase<DepthTape>[] = [
  {
    name: 'l2-replay',
    events: EVENTS,
    prepare: () => syntheticTape(EVENTS),
    run(tape) {
      const { fills, told } = replay(tape);
      if (fills === 0) throw new Error('no order was filled');
      return told;
    },
  },
];
