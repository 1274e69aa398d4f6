import { namedRandom, whole } from '../../src/core/base/random.ts';
import { Ledger } from '../../src/core/ledger/ledger.ts';
import { benchInstruments } from '../market.ts';
import type { BenchCase } from '../harness.ts';

const FILLS = 1_000_000;

interface Fills {
  readonly lots: Int32Array;
  readonly ticks: Int32Array;
}

function randomFills(): Fills {
  const random = namedRandom(42, 'bench/ledger');
  const lots = Int32Array.from({ length: FILLS }, () => whole(random, 200) - 100 || 1);
  const ticks = Int32Array.from({ length: FILLS }, () => 9_900 + whole(random, 200));
  return { lots, ticks };
}

/** Fills of three agents, both ways, a fee each, at average cost: positions are opened, added to, reduced and turned. */
export const cases: readonly BenchCase<Fills>[] = [
  {
    name: 'ledger-fill',
    events: FILLS,
    warmUps: 1,
    prepare: randomFills,
    run({ lots, ticks }) {
      const ledger = new Ledger({
        currencies: ['USD'],
        accountCurrency: 'USD',
        instruments: benchInstruments(1),
        owners: ['a', 'b', 'c', 'house'],
        costMethod: 'average',
      });
      for (let i = 0; i < FILLS; i++) ledger.fill(i % 3, 0, lots[i], ticks[i], 5n, 0n);
      return ledger.accountEquity();
    },
  },
];
