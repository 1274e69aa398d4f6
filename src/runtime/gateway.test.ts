import { describe, expect, it } from 'vitest';
import { clientOrderId } from '../core/orders/order.ts';
import { flat, scripted } from '../core/engine/scenario.twin.ts';
import { DAY_US } from '../core/base/time.ts';
import { type Scenario, SCENARIO_START_US } from '../backtest/scenario.ts';
import { settled } from '../telemetry/virtual-clock.twin.ts';
import type { Strategy } from '../core/strategies/strategy.ts';
import type { Guard } from './gateway.ts';
import { GatedFeed, TraderRig } from './trader-rig.twin.ts';

const day = (number: number) => SCENARIO_START_US + number * DAY_US;

function scenarioOf(strategy: Strategy): Scenario {
  return { instruments: { A: { bars: flat(100, 100, 100, 100, 100, 100) } }, agents: { p: { strategy } } };
}
/** Buys ten at the end of the first day. */
const buyer = scripted({ '1': (ctx) => ctx.target('A', 10) });
/** Places a limit order far away, and takes it back a day later. */
function patient(): Strategy {
  let far = '';
  return scripted({
    '1': (ctx) =>
      void (far = ctx.intend({ instrument: 'A', side: 'buy', quantity: 5, orderType: 'limit', limitPrice: 50 })),
    '2': (ctx) => ctx.cancel(far),
  });
}

/** A rig whose market stands still at the end of the first day, before anything of it has left. */
async function atDayOne(strategy: Strategy, guard?: Guard) {
  let gate: GatedFeed | undefined;
  const rig = new TraderRig(scenarioOf(strategy), {
    guard,
    feed: (feed) => {
      gate = new GatedFeed(feed);
      gate.until = day(1) - 1;
      return gate;
    },
  });
  const life = await rig.start();
  const run = life.trader.run();
  await rest();
  return { rig, ...life, run, gate: gate! };
}

/** Everything that waits for a turn has had it. */
async function rest(): Promise<void> {
  for (let k = 0; k < 40; k++) await settled();
}

/** Time passes in steps, with time enough in each for what goes to and fro. */
async function pass(rig: TraderRig, seconds: number): Promise<void> {
  for (let k = 0; k < seconds * 2; k++) {
    await rig.clock.advance(500);
    for (let turn = 0; turn < 8; turn++) await settled();
  }
}

const count = (list: readonly string[], kind: string) => list.filter((each) => each === kind).length;

describe('The gateway', () => {
  it('asks about an order without an answer, and never sends it again', async () => {
    const { rig, gate, engine, trader } = await atDayOne(buyer);
    rig.passes = (to, kind) => to === 'venue' || kind === 'market' || kind === 'welcome';
    gate.letGo(day(1));
    await rest();
    const [order] = engine.account.orders.live();
    expect(order.state).toBe('submitted');
    await pass(rig, 2);
    expect([order.state, trader.gateway.unresolved]).toEqual(['unknown', 1]);
    await pass(rig, 5);
    rig.passes = () => true;
    await pass(rig, 10);
    expect([order.state, trader.gateway.unresolved]).toEqual(['filled', 0]);
    expect(count(rig.sent, 'submit')).toBe(1);
    expect(count(rig.sent, 'query')).toBeGreaterThan(1);
    expect(engine.account.ledger.accountPosition(0)).toBe(10);
    await trader.stop();
  });

  it('takes one that the venue never heard of for gone only after a minute of asking', async () => {
    const { rig, gate, engine, trader } = await atDayOne(buyer);
    rig.passes = (to, kind) => !(to === 'venue' && kind === 'submit');
    gate.letGo(day(1));
    await rest();
    const [order] = engine.account.orders.live();
    await pass(rig, 40);
    expect(order.state).toBe('unknown');
    await pass(rig, 60);
    expect([order.state, order.reason]).toEqual(['rejected', 'never-arrived']);
    expect(trader.gateway.unresolved).toBe(0);
    await trader.stop();
  });

  it('goes on asking after a restart', async () => {
    const { rig, gate } = await atDayOne(buyer);
    rig.passes = (to, kind) => to === 'venue' || kind === 'market' || kind === 'welcome';
    gate.letGo(day(1));
    await rest();
    await pass(rig, 2.5);
    rig.kill();
    rig.passes = (to, kind) => !(to === 'trader' && kind === 'report');
    const { engine, trader } = await rig.start();
    await pass(rig, 10);
    expect([...engine.account.orders.live()].map(({ state }) => state)).toEqual(['accepted']);
    expect(trader.gateway.unresolved).toBe(0);
    expect(count(rig.sent, 'submit')).toBe(1);
    await trader.stop();
  });

  it('lets nothing onto the wire that the guard refuses, or cannot say anything about', async () => {
    for (const refusal of [
      () => 'killed',
      () => {
        throw new Error('the latch is gone');
      },
    ]) {
      const { rig, gate, trader, engine } = await atDayOne(buyer, { refusal });
      gate.letGo(day(2));
      await rest();
      expect(count(rig.sent, 'submit')).toBe(0);
      expect(trader.gateway.counts.refused).toBeGreaterThan(0);
      expect([...engine.account.orders.live()]).toEqual([]);
      await trader.stop();
    }
  });

  it('asks the venue to cancel nothing that the guard has kept back', async () => {
    let kill = (): void => {};
    const { rig, gate, trader, engine } = await atDayOne(buyer, {
      refusal: () => {
        // While an order waits to leave: the engine wants it cancelled, and hears then that it is rejected.
        kill();
        return 'killed';
      },
    });
    kill = () => trader.command('kill', 'account', '', 'a test', '');
    gate.letGo(day(2));
    await rest();
    expect(trader.gateway.counts.refused).toBeGreaterThan(0);
    expect(rig.sent.filter((kind) => kind === 'submit' || kind === 'cancel')).toEqual([]);
    expect(rig.heard.filter((text) => text.includes('unknown-order'))).toEqual([]);
    expect([...engine.account.orders.live()]).toEqual([]);
    await trader.stop();
  });

  it('lets out what risk has approved, and no lot more', async () => {
    const { rig, gate, trader, engine } = await atDayOne(buyer);
    const before = trader.gateway.counts.refused;
    const { risk } = engine.account;
    const { approvedOf } = risk;
    risk.approvedOf = (id) => {
      const approved = approvedOf.call(risk, id);
      return approved === undefined ? undefined : ({ ...approved, value: { ...approved.value, lots: 9 } } as never);
    };
    gate.letGo(day(1));
    await rest();
    expect(trader.gateway.counts.refused - before).toBe(1);
    expect(count(rig.sent, 'submit')).toBe(0);
    await trader.stop();
  });

  it('owes a cancel to a venue that is away, and asks for it when that is back', async () => {
    const { rig, gate, engine, trader } = await atDayOne(patient());
    gate.letGo(day(2) - 1);
    await rest();
    const [order] = engine.account.orders.live();
    expect(order.state).toBe('accepted');
    rig.passes = () => false;
    rig.cut();
    await rest();
    gate.letGo(day(2));
    await rest();
    await pass(rig, 2);
    expect(order.state).toBe('pendingCancel');
    rig.passes = () => true;
    await pass(rig, 10);
    expect(order.state).toBe('canceled');
    expect(rig.service!.exchange.orders.find(clientOrderId(order.id))?.standing().state).toBe('canceled');
    await trader.stop();
  });
});
