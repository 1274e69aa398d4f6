import { describe, expect, it } from 'vitest';
import { DAY_US, type Us } from '../core/base/time.ts';
import { flat, scripted } from '../core/engine/scenario.twin.ts';
import { external } from '../core/strategies/external.ts';
import type { Strategy } from '../core/strategies/strategy.ts';
import { type Scenario, SCENARIO_START_US, ScenarioRun } from '../backtest/scenario.ts';
import { Subject } from '../contracts/subjects.ts';
import { settled } from '../telemetry/virtual-clock.twin.ts';
import { GatedFeed, type RigOptions, TraderRig } from './trader-rig.twin.ts';

const day = (number: number) => SCENARIO_START_US + number * DAY_US;
const PACE = { factor: 1, lateUs: 0, isTimeOfDay: false };
const SECOND_US = 1_000_000;

/** What an agent does at the first bar, and what it is told by its alarm. */
function scenarioOf(act: 'alarm' | 'gtd' | 'day', rung: Us[] = []): Scenario {
  const order = {
    kind: 'order',
    instrument: 'A',
    side: 'buy',
    quantity: 1,
    orderType: 'limit',
    limitPrice: 50,
  } as const;
  return {
    instruments: { A: { bars: flat(100, 101, 102, 103) } },
    agents: {
      p: {
        strategy: scripted(
          {
            '1': (ctx) => {
              if (act === 'alarm') ctx.setTimer('alarm', ctx.nowUs + 5 * SECOND_US);
              else if (act === 'gtd') ctx.intend({ ...order, timeInForce: 'GTD', expireUs: ctx.nowUs + 5 * SECOND_US });
              else ctx.intend({ ...order, timeInForce: 'DAY' });
            },
          },
          { onTimer: ({ tsUs }) => void rung.push(tsUs) },
        ),
      },
    },
  };
}

async function rest(): Promise<void> {
  for (let k = 0; k < 40; k++) await settled();
}

/** A rig whose market stands still after its first day. */
async function quiet(scenario: Scenario, options: RigOptions = {}) {
  let gate: GatedFeed | undefined;
  const rig = new TraderRig(scenario, {
    pace: PACE,
    ...options,
    feed: (feed) => {
      gate = new GatedFeed(feed);
      gate.until = day(1);
      return gate;
    },
  });
  const life = await rig.start();
  const run = life.trader.run();
  run.catch(() => {});
  await rest();
  const pass = async (seconds: number): Promise<void> => {
    await rig.clock.advance(seconds * 1_000);
    await rest();
  };
  return { rig, ...life, run, gate: gate!, pass };
}

function live({ engine }: Awaited<ReturnType<typeof quiet>>): number {
  return engine.account.orders.liveCount;
}

describe('In a market in which nothing happens', () => {
  it('an alarm goes off at its time, once, and not before', async () => {
    const rung: Us[] = [];
    const market = await quiet(scenarioOf('alarm', rung));
    await market.pass(4.9);
    expect(rung).toEqual([]);
    await market.pass(0.2);
    expect(rung).toEqual([day(1) + 5 * SECOND_US]);
    await market.pass(60);
    market.gate.letGo();
    expect(await market.run).toBe(true);
    expect(rung).toHaveLength(1);
  });

  it('an order ends when its time is over, and may fill at that very moment', async () => {
    const market = await quiet(scenarioOf('gtd'));
    expect(live(market)).toBe(1);
    await market.pass(5);
    expect(live(market)).toBe(1);
    await market.pass(0.1);
    expect(live(market)).toBe(0);
    expect(market.engine.account.nowUs).toBe(day(1) + 5 * SECOND_US + 1);
  });

  it('an order of the day ends with its session', async () => {
    const market = await quiet(scenarioOf('day'));
    await market.pass(86_399);
    expect(live(market)).toBe(1);
    await market.pass(2);
    expect(live(market)).toBe(0);
  });

  it('nothing is done twice where the venue is away, and it is told when it is back', async () => {
    const market = await quiet(scenarioOf('gtd'));
    market.rig.passes = () => false;
    await market.pass(30);
    const { sequence } = market.engine;
    await market.pass(30);
    expect(market.engine.sequence - sequence).toBeLessThan(3);
    expect(live(market)).toBe(1);
    market.rig.passes = () => true;
    market.gate.letGo();
    await market.pass(5);
    await market.run;
    expect(live(market)).toBe(0);
  });

  it('time goes as fast as the market does, and stands still after its speed changed until it is heard of', async () => {
    const rung: Us[] = [];
    const pace = { factor: 10, lateUs: 0, isTimeOfDay: false };
    const market = await quiet(scenarioOf('alarm', rung), { pace });
    await market.pass(0.4);
    expect(rung).toEqual([]);
    pace.factor = 1_000;
    await market.pass(100);
    expect(rung).toEqual([]);
    market.gate.letGo();
    await market.run;
    expect(rung).toEqual([day(1) + 5 * SECOND_US]);
  });

  it('without a pace it stands still', async () => {
    const rung: Us[] = [];
    const market = await quiet(scenarioOf('alarm', rung), { pace: undefined });
    await market.pass(3_600);
    expect(rung).toEqual([]);
    market.gate.letGo();
    await market.run;
    expect(rung).toHaveLength(1);
  });

  it('what comes of it is what the next event would have brought: a backtest, and a session that waited, do the same', async () => {
    for (const act of ['alarm', 'gtd', 'day'] as const) {
      const early = await quiet(scenarioOf(act));
      await early.pass(3_600);
      early.gate.letGo();
      await early.run;
      const late = await quiet(scenarioOf(act), { pace: undefined });
      late.gate.letGo();
      await late.run;
      expect(early.rig.story).toEqual(late.rig.story);
      const tested = new ScenarioRun(scenarioOf(act));
      tested.run();
      expect(early.engine.account.ledger.save()).toEqual(tested.engine.account.ledger.save());
    }
  });

  it('a session that dies after it goes on, and nothing is done again', async () => {
    const rung: Us[] = [];
    const market = await quiet(scenarioOf('alarm', rung));
    await market.pass(6);
    expect(rung).toHaveLength(1);
    market.rig.kill();
    rung.length = 0;
    const again = await market.rig.start();
    const run = again.trader.run();
    await rest();
    expect(rung).toHaveLength(1);
    market.gate.letGo();
    await market.pass(1);
    run.catch(() => {});
    await again.trader.stop();
  });

  it('an intent from outside is decided on soon, at the time that it is, and once', async () => {
    const outside: Scenario = {
      instruments: { A: { bars: flat(100, 101, 102, 103) } },
      agents: { desk: { strategy: external as unknown as Strategy } },
    };
    const market = await quiet(outside);
    await market.pass(10);
    const body = {
      id: 'a',
      subject: Subject.intentExternal,
      schemaVersion: 1,
      tsUs: SCENARIO_START_US,
      source: 'api-1',
      sequence: 1,
      correlationId: 'a',
      causationId: '',
      payload: {
        kind: 'target',
        agentId: 'desk',
        instrument: 'A',
        targetPosition: '5',
        confidence: 1,
        reason: 'why',
        idempotencyKey: 'a',
      },
    };
    const { subject, source } = body;
    const reply = market.bus.request({ subject, source, sequence: 1, body: JSON.stringify(body) }, 60_000);
    await rest();
    expect(JSON.parse((await reply).body)).toMatchObject({ ok: true });
    expect(market.engine.account.nowUs).toBe(day(1) + 9.9 * SECOND_US);
    expect(live(market)).toBe(0);
    await market.pass(0.3);
    expect(live(market)).toBe(1);
    const { sequence } = market.engine;
    await market.pass(60);
    expect(market.engine.sequence).toBe(sequence);
    market.gate.letGo();
    await market.run;
    expect(market.engine.account.ledger.accountPosition(0)).toBe(5);
  });
});
