import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DAY_US } from '../core/base/time.ts';
import { defineStrategy } from '../core/strategies/define-strategy.ts';
import { resolveRisk } from '../core/risk/risk-config.ts';
import type { EngineSpec } from '../core/engine/spec.ts';
import type { Scenario, ScenarioRow } from '../backtest/scenario.ts';
import type { RunExecution } from '../config/run-file.ts';
import type { Change } from './counterfactual.ts';
import { recordScenario, type Recording } from './recorded.twin.ts';
import { whatIf as compare } from './what-if.ts';

const execution: RunExecution = {
  fill: 'next-open',
  slippage: { model: 'none' },
  fees: { model: 'none' },
  participation: undefined,
  latencyUs: 0,
  limitFill: 'through',
  bothHit: 'stop-first',
};

/** Holds so many shares from its first bar on. */
const holder = defineStrategy({
  name: 'holder',
  version: '1.0.0',
  params: z.object({ shares: z.number() }),
  create: ({ params }) => ({ onBar: ({ instrument }, ctx) => ctx.target(instrument, params.shares) }),
});

/** A price that rises by one a bar, from 100. */
const rising: ScenarioRow[] = Array.from({ length: 10 }, (_, k) => [100 + k, 101 + k, 100 + k, 101 + k, 1_000]);

const scenario: Scenario = {
  instruments: { A: { bars: rising, intervalUs: DAY_US } },
  agents: {
    bull: { strategy: holder, params: { shares: 30 } },
    small: { strategy: holder, params: { shares: 10 } },
  },
};

let whole: Recording;
beforeAll(async () => {
  whole = await recordScenario(scenario);
});

function whatIf(recording: Recording, change: Change, over: (spec: EngineSpec) => Partial<EngineSpec> = () => ({})) {
  const { spec } = recording;
  return compare(recording, { spec, changed: { ...spec, ...over(spec) }, execution, change });
}

/** Bought at the open of the second bar, 101; the last close is 110. */
const PER_SHARE = 9;

describe('What if', () => {
  it('an agent had not been there: its part is missing, the others have theirs', () => {
    const found = whatIf(whole, { without: 'bull' }, ({ agents }) => ({ agents: agents.slice(1) }));
    expect(found.factual.pnl).toBe(String(40 * PER_SHARE));
    expect(found.counterfactual.pnl).toBe(String(10 * PER_SHARE));
    expect(found.difference).toMatchObject({ pnl: String(-30 * PER_SHARE), intents: -1, refusals: 0 });
    expect(found.agents.map(({ id, counterfactual, difference }) => [id, counterfactual?.pnl, difference.pnl])).toEqual(
      [
        ['bull', undefined, String(-30 * PER_SHARE)],
        ['small', String(10 * PER_SHARE), '0'],
      ],
    );
    expect(found.assumptions[0]).toMatch(/market does not react/);
  });

  it('a limit had been lower: less is bought, and the refusal is counted', () => {
    const risk = resolveRisk({ profile: 'unlimited', position: 0.02 }, { accountType: 'margin', seed: 1 });
    const found = whatIf(whole, { limit: { key: 'position', value: '0.02' } }, () => ({ risk }));
    // Two percent of 100,000 at 101.
    expect(found.counterfactual.pnl).toBe(String(19 * PER_SHARE));
    expect(found.difference.refusals).toBeGreaterThan(0);
  });

  it('another method had been in force: a vote in the place of a sum', () => {
    const found = whatIf(whole, { method: 'unanimous' }, ({ consensus }) => ({
      consensus: { ...consensus, method: 'unanimous' },
    }));
    expect(found.counterfactual.pnl).toBe(String(10 * PER_SHARE));
  });

  it('a kill had not been given: what it ended goes on', async () => {
    let command = 0;
    const killed = await recordScenario(scenario, {
      during: {
        sequence: 1,
        act({ trader, engine }) {
          trader.command('kill', 'account', '', 'ana', 'too bold');
          command = engine.sequence;
        },
      },
    });
    const found = whatIf(killed, { withoutCommand: command });
    expect(found.factual.pnl).toBe('0');
    expect(found.counterfactual.pnl).toBe(String(40 * PER_SHARE));
    expect(() => whatIf(killed, { withoutCommand: 1 })).toThrow(/expected the number of a command, input 1 is a start/);
  });

  it('changes what later commands say of it', async () => {
    const limited = await recordScenario(scenario, {
      during: {
        sequence: 4,
        act: ({ trader }) => {
          trader.command('set-limits', 'account', '', 'ana', 'calmer', { limits: { position: 0.01 } });
        },
      },
    });
    const risk = resolveRisk({ profile: 'unlimited', position: 1 }, { accountType: 'margin', seed: 1 });
    const found = whatIf(limited, { limit: { key: 'position', value: '1' } }, () => ({ risk }));
    expect(found.counterfactual.pnl).toBe(String(40 * PER_SHARE));
  });

  it('nobody had been there who was not: it is said who was', () => {
    expect(() => whatIf(whole, { without: 'ann' })).toThrow("--without: expected one of bull, small, was 'ann'");
  });
});
