import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../../../test/temporary.ts';
import { planOver } from '../../backtest/plan.ts';
import type { RunData } from '../../backtest/run-data.ts';
import { readRunFile } from '../../config/read-run-file.ts';
import { avellanedaStoikov } from '../../core/strategies/avellaneda-stoikov.ts';
import { builtInStrategies } from '../../core/strategies/built-in.ts';
import { EXTERNAL } from '../../core/strategies/external.ts';
import type { Strategy } from '../../core/strategies/strategy.ts';
import { type LoadedRun, loadRun } from '../evaluate.ts';
import type { ProbeReport } from './finding.ts';
import { localRuns } from './local-runs.twin.ts';
import { wanderingBars } from './probe-file.twin.ts';
import { probeRuns } from './probes.ts';

const { put } = temporaryFolder();

async function loaded(bars: number, agents: string, name: string): Promise<LoadedRun> {
  put(`${name}-a.csv`, wanderingBars(bars, 3));
  put(`${name}-b.csv`, wanderingBars(bars, 4));
  const path = put(
    `${name}.yaml`,
    `
name: ${name}
account: { currency: USD, cash: 10000000 }
data:
  - { instrument: AAA, path: ${name}-a.csv, interval: 1d, tickSize: 0.01, lotSize: 1 }
  - { instrument: BBB, path: ${name}-b.csv, interval: 1d, tickSize: 0.01, lotSize: 1, resample: [1w] }
agents: [${agents}]
risk: { profile: unlimited }
execution: { fill: next-open, commissionBps: 1, participation: none }
`,
  );
  const { file, baseDir } = readRunFile(path);
  return loadRun(file, baseDir);
}

async function probed(run: LoadedRun, points: number, strategy?: Strategy): Promise<ProbeReport> {
  const planOf = async (data: RunData) => {
    const plan = await planOver(run.file, run.baseDir, data);
    if (strategy === undefined) return plan;
    const agents = plan.spec.agents.map((agent) => ({ ...agent, strategy, params: {} }));
    return { ...plan, spec: { ...plan.spec, agents } };
  };
  return probeRuns(localRuns(run.data, planOf), { run, seed: 1, points });
}

/** Those that decide on bars: one waits for intents from outside, one for books. */
const onBars = builtInStrategies.filter(({ name }) => name !== EXTERNAL && name !== avellanedaStoikov.name);

describe('built-in strategies under the probe', () => {
  for (const { name } of onBars) {
    it(`${name} is clean`, async () => {
      const run = await loaded(900, `{ id: it, strategy: ${name} }`, name);
      const { findings, notes } = await probed(run, 4);
      expect(findings).toEqual([]);
      expect(notes.filter((note) => note.includes('decided nothing'))).toEqual([]);
    });
  }
});

/** Whatever looks at the last few closes and volumes alone: weights, two thresholds, and what it holds. */
function causal(weights: readonly number[], enter: number, leave: number, byVolume: boolean): Strategy {
  return {
    name: 'causal',
    version: '1.0.0',
    params: z.object({}),
    warmup: () => weights.length + 1,
    create() {
      const past = new Map<string, { closes: number[]; stance: number }>();
      return {
        onBar(bar, ctx) {
          if (bar.interval !== '1d') return;
          const state = past.get(bar.instrument) ?? { closes: [], stance: 0 };
          past.set(bar.instrument, state);
          state.closes.push(byVolume ? bar.volume : bar.close);
          if (state.closes.length > weights.length + 1) state.closes.shift();
          if (state.closes.length <= weights.length) return;
          const score = weights.reduce((sum, w, k) => sum + w * Math.log(state.closes[k + 1] / state.closes[k]), 0);
          const next =
            state.stance === 0
              ? score > enter
                ? 1
                : score < -enter
                  ? -1
                  : 0
              : score * state.stance < leave
                ? 0
                : state.stance;
          if (next === state.stance && ctx.targeted(bar.instrument) !== null) return;
          state.stance = next;
          ctx.targetPercent(bar.instrument, 0.4 * next, { reason: 'score {0}', values: [score] });
        },
      };
    },
  };
}

describe('a random strategy that only knows the past', () => {
  it('is clean under every probe', async () => {
    const run = await loaded(300, '{ id: it, strategy: ema-cross }', 'causal');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0.001, max: 0.03, noNaN: true }),
        fc.double({ min: -0.02, max: 0.005, noNaN: true }),
        fc.boolean(),
        async (weights, enter, leave, byVolume) => {
          const { findings } = await probed(run, 2, causal(weights, enter, leave, byVolume));
          expect(findings).toEqual([]);
        },
      ),
      { numRuns: 15 },
    );
  });
});
