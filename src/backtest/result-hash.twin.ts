import { mulberry32 } from '../core/base/random.ts';
import { builtInStrategies } from '../core/strategies/built-in.ts';
import { type ScenarioRow, ScenarioRun } from './scenario.ts';

/** A program: prints the digest of a small run of all built-in agents; `backward` names everything in the other order. */
function history(seed: number): ScenarioRow[] {
  const random = mulberry32(seed);
  let close = 100;
  return Array.from({ length: 200 }, () => {
    const open = close;
    close = Math.max(50, Math.round((open + (random() - 0.5) * 6) * 100) / 100);
    return [open, Math.max(open, close) + 1, Math.min(open, close) - 1, close, 1_000];
  });
}

const instruments = [
  ['A', { bars: history(1) }],
  ['B', { bars: history(2) }],
] as const;
const agents = builtInStrategies.map(
  (strategy) => [strategy.name, { strategy, params: strategy.params.parse({}) }] as const,
);
const order = <T>(list: readonly T[]): T[] => (process.argv[2] === 'backward' ? list.toReversed() : [...list]);
const run = new ScenarioRun({
  instruments: Object.fromEntries(order(instruments)),
  agents: Object.fromEntries(order(agents)),
  consensus: { method: 'squint' },
  risk: { profile: 'moderate' },
  execution: { participation: 0.2, fees: { model: 'bps', bps: 5 }, slippage: { model: 'bps', bps: 2 } },
}).run();
process.stdout.write(`${run.digest}\n`);
