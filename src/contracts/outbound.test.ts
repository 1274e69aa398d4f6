import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../config/canonical.ts';
import { readId } from '../core/base/ids.ts';
import { Command, EngineEvent } from '../core/engine/event.ts';
import { resolveSlicing } from '../core/execution/slicing/slicing-config.ts';
import { flat, scripted } from '../core/engine/scenario.twin.ts';
import { Out } from '../core/model/out.ts';
import { parse } from './codec.ts';
import type { Message } from './contracts.ts';
import { Outbound } from './outbound.ts';
import { tablesOf } from './places.ts';
import { Subject } from './subjects.ts';
import { WatchedScenario } from './watched-scenario.twin.ts';

/** Two agents that vote, one that places orders, limits that bite, a kill, a log line: every table gets rows. */
function busyDays(before: (run: WatchedScenario) => void = () => {}): WatchedScenario {
  let orderId = '';
  const run = new WatchedScenario({
    instruments: {
      A: { bars: flat(100, 101, 102, 101, 100, 99, 100, 101, 102, 103), tick: '0.05' },
      B: { bars: flat(50, 51, 52, 53, 52, 51, 50, 49, 50, 51), lot: '0.001' },
    },
    agents: {
      bull: {
        strategy: scripted({
          'A 1': (ctx) =>
            ctx.target('A', 300, { confidence: 0.8, reason: 'close {0}', values: [100, Number.NaN, 'x'] }),
          'A 4': (ctx) => ctx.target('A', 100),
          'A 6': (ctx) => ctx.target('A', null),
        }),
      },
      bear: {
        strategy: scripted({
          'A 2': (ctx) => ctx.target('A', -100),
          'A 4': (ctx) => {
            ctx.target('A', 100);
            ctx.log('info', 'turned to {0}', ['long']);
          },
          'A 5': (ctx) => ctx.target('A', 1e6),
        }),
      },
      maker: {
        strategy: scripted({
          'B 1': (ctx) => {
            orderId = ctx.intend({ instrument: 'B', side: 'buy', quantity: 1.5, orderType: 'limit', limitPrice: 40 });
            ctx.intend({ instrument: 'B', side: 'buy', quantity: 2, orderType: 'market', stopLoss: 30 });
          },
          'B 2': (ctx) => ctx.replace(orderId, { quantity: 1, limitPrice: 41 }),
          'B 3': (ctx) => ctx.cancel(orderId),
          'B 4': (ctx) => ctx.intend({ instrument: 'B', side: 'sell', quantity: 1e6, orderType: 'market' }),
        }),
      },
    },
    consensus: { method: 'sum' },
    risk: { position: 0.5 },
    slicing: resolveSlicing({ algorithm: 'twap', horizon: '2d', slices: 2, minLots: 250 }, 'slicing'),
    execution: { fees: { model: 'bps', bps: 5 } },
    meanwhile: (running) => {
      if (running.driver.bars === 12) {
        running.driver.enter('difference', ({ difference }) =>
          Object.assign(difference, { kind: 'position-differs', instrument: 1, lots: 3, reference: 'start' }),
        );
      }
      if (running.driver.bars === 14) running.driver.command({ command: Command.kill, scope: 'account', who: 'ann' });
    },
  });
  before(run);
  run.run();
  return run;
}

const busy = busyDays();

function of(subject: Subject): Message[] {
  return busy.messages.filter((message) => message.subject === subject);
}

function payloads<T>(subject: Subject): T[] {
  return of(subject).map(({ payload }) => payload as T);
}

describe('What the engine puts out', () => {
  it('Has a mapping for every table, and the scenario fills every table', () => {
    const tables = tablesOf(new Out());
    expect(tables.length).toBeGreaterThan(10);
    const { mappers } = busy.outbound as unknown as { mappers: object };
    expect(Object.keys(mappers).sort()).toEqual(tables.toSorted());
    // A live session is not started with actions and with what holding costs: there is nothing to publish of them.
    expect(tables.filter((name) => (busy.rows.get(name) ?? 0) === 0)).toEqual(['actions', 'charges']);
  });

  it('Passes the check of its schema, every message, also as text', () => {
    for (const message of busy.messages) expect(parse(JSON.stringify(message))).toMatchObject({ ok: true });
  });

  it('Stands in a record with its fields, and those within, in the order of their names: written as it is, it is canonical', () => {
    expect(busy.caused.length).toBeGreaterThan(50);
    for (const message of busy.caused) expect(JSON.stringify(message)).toBe(canonicalJson(message));
  });

  it('Becomes one message a row; intents and orders are followed by what risk says of them', () => {
    const rows = (name: Parameters<typeof busy.rows.get>[0]): number => busy.rows.get(name) ?? 0;
    const votes = payloads<{ kind: string; votes?: unknown[] }>(Subject.decision);
    const own = votes.filter(({ kind }) => kind === 'order').length;
    expect(of(Subject.intentProposed)).toHaveLength(rows('intents'));
    expect(votes.length - own).toBe(rows('decisions'));
    expect(votes.flatMap((decision) => decision.votes ?? [])).toHaveLength(rows('votes'));
    expect(of(Subject.violation)).toHaveLength(rows('refusals'));
    expect(of(Subject.orderApproved)).toHaveLength(rows('orders'));
    expect(of(Subject.orderSubmit)).toHaveLength(rows('orders'));
    expect(of(Subject.orderCancel).length + of(Subject.orderReplace).length).toBe(rows('changes'));
    expect(of(Subject.orderCross)).toHaveLength(rows('crossRequests'));
    expect(of(Subject.orderUpdate)).toHaveLength(rows('updates'));
    expect(of(Subject.fill)).toHaveLength(rows('fills'));
    expect(of(Subject.position)).toHaveLength(rows('allocations'));
    expect(of(Subject.notice)).toHaveLength(rows('notices') + rows('reconciliations') + rows('parents'));
    expect(of(Subject.account)).toHaveLength(rows('sessions') + rows('agentSessions'));
  });

  it('Has ids of its own and rising numbers', () => {
    const ids = busy.messages.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const numbers = busy.messages.map(({ sequence }) => sequence);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('Is the same, to the byte, when the same inputs come again', () => {
    expect(JSON.stringify(busyDays().messages)).toBe(JSON.stringify(busy.messages));
  });
});

describe('The thread from the first cause to the last effect', () => {
  const byId = new Map(busy.messages.map((message) => [message.id, message]));

  /** From a message back to the input that began it. */
  function back(message: Message): string[] {
    const path = [message.id];
    let at: Message | undefined = message;
    while (at !== undefined) {
      path.push(at.causationId);
      at = byId.get(at.causationId);
    }
    return path;
  }

  it('Leads from each netted fill over order, decision and intent to an input, under one correlation id', () => {
    const netted = of(Subject.fill).filter(
      ({ causationId }) => (byId.get(causationId)?.payload as { agentId?: unknown } | undefined)?.agentId === null,
    );
    expect(netted.length).toBeGreaterThan(0);
    for (const fill of netted) {
      const path = back(fill);
      expect(path.map((id) => id.slice(0, id.indexOf('-')))).toEqual(['f', 'o', 'd', 'i', 'in']);
      for (const id of path.slice(0, -1)) expect(byId.get(id)?.correlationId).toBe(path.at(-1));
    }
  });

  it('Leads from an order of an agent’s own to its intent', () => {
    const own = of(Subject.orderSubmit).filter(({ payload }) => (payload as { origin: string }).origin === 'intent');
    expect(own.length).toBeGreaterThan(0);
    for (const order of own) expect(back(order)[1]).toMatch(/^i-/);
  });

  it('Leads from a part of a fill to the fill', () => {
    const parts = of(Subject.position).filter(({ payload }) => (payload as { orderId: unknown }).orderId !== null);
    expect(parts.length).toBeGreaterThan(0);
    for (const part of parts) expect(byId.get(part.causationId)?.subject).toBe(Subject.fill);
  });

  it('Names what was refused by its kind', () => {
    const causes = payloads<{ causeId: string; rule: string }>(Subject.violation);
    expect(causes.map(({ causeId }) => causeId.slice(0, 1)).toSorted()).toContain('d');
    for (const { causeId } of causes) {
      if (causeId.startsWith('d-') || causeId.startsWith('i-')) expect(byId.has(causeId)).toBe(true);
    }
  });
});

it('A request’s own correlation id goes all the way to the fill', () => {
  const run = new WatchedScenario({
    instruments: { A: { bars: flat(100, 101, 102) } },
    agents: { one: { strategy: scripted({ 1: (ctx) => ctx.target('A', 10) }) } },
  });
  run.correlationOf = (sequence) => `request-${sequence}`;
  run.run();
  const thread = run.messages.find(({ subject }) => subject === Subject.intentProposed)?.correlationId;
  expect(thread).toMatch(/^request-/);
  const followed = run.messages.filter(({ correlationId }) => correlationId === thread).map(({ subject }) => subject);
  expect(followed).toEqual(
    expect.arrayContaining([Subject.decision, Subject.orderSubmit, Subject.fill, Subject.position]),
  );
});

it('What is known of threads is saved and comes back', () => {
  const saved = busy.outbound!.save();
  const again = new Outbound(busy.engine.account, 'paper');
  again.load(JSON.parse(JSON.stringify(saved)));
  expect(again.save()).toEqual(saved);
  expect(saved.orders.length).toBeGreaterThan(0);
});

it('What the screen left of a target is said right behind it', () => {
  const run = new WatchedScenario({
    instruments: { A: { bars: flat(100, 100, 100, 100) } },
    agents: {
      one: {
        strategy: scripted({ 1: (ctx) => ctx.target('A', 50), 2: (ctx) => ctx.target('A', -900) }),
        limit: { maxPosition: 10_000 },
      },
    },
  }).run();
  const said = run.messages.filter(({ subject }) => subject === Subject.intentCleared).map(({ payload }) => payload);
  expect(said).toMatchObject([
    { verdict: 'cleared', rule: null, targetPosition: '50', allowedPosition: '50' },
    { verdict: 'reduced', rule: 'agentPosition', targetPosition: '-900', allowedPosition: '-100' },
  ]);
});

it('A late fill and a bust carry what the venue said', () => {
  const run = new WatchedScenario({
    instruments: { A: { bars: flat(100, 101, 102) } },
    agents: { one: { strategy: scripted({ 1: (ctx) => ctx.target('A', 10) }) } },
  }).run();
  const { engine, outbound } = run;
  const orderId = run.messages.find(({ subject }) => subject === Subject.orderSubmit)!.id;
  const event = new EngineEvent();
  event.kind = 'report';
  event.tsUs = engine.account.nowUs;
  const said = (['filled', 'busted'] as const).map((kind) => {
    const out = new Out();
    event.sequence = engine.account.sequence + 1;
    Object.assign(event.report, {
      kind,
      orderId: readId('o', orderId),
      tsUs: event.tsUs,
      priceTicks: 9_999,
      lots: 3,
      fillId: 77,
    });
    engine.process(event, out);
    const { messages } = outbound!.causedBy(out, { ...event, correlationId: '', report: event.report });
    return messages.find(({ subject }) => subject === Subject.fill);
  });
  const common = { fillId: '77', quantity: '3', price: '99.99' };
  expect(said).toMatchObject([
    { causationId: orderId, ...common, side: 'buy', busted: false },
    { causationId: orderId, ...common, side: 'sell', busted: true },
  ]);
});

describe('On worse days', () => {
  it('What exits, breakers and failures cause is covered too', () => {
    const falling = flat(100, 100, 98, 90, 80, 70, 65, 64, 63, 62);
    const stopped = new WatchedScenario({
      instruments: { A: { bars: falling } },
      agents: {
        one: {
          strategy: scripted({
            1: (ctx) => ctx.target('A', 100),
            4: () => {
              throw new Error('lost');
            },
          }),
          exits: { stopLoss: 0.05 },
        },
      },
    });
    const drawn = new WatchedScenario({
      instruments: { A: { bars: falling } },
      agents: {
        one: { strategy: scripted({ 1: (ctx) => ctx.target('A', 500) }) },
        two: { strategy: scripted({ 1: (ctx) => ctx.target('A', 400) }) },
      },
      consensus: { method: 'majority' },
      risk: { drawdown: 0.05 },
    });
    const messages = [...stopped.run().messages, ...drawn.run().messages];
    for (const message of messages) expect(parse(JSON.stringify(message))).toMatchObject({ ok: true });
    const text = JSON.stringify(messages);
    for (const word of ['"origin":"exit"', '"reason":"stop-loss"', '"outcome":"breaker"', '"origin":"breaker"']) {
      expect(text).toContain(word);
    }
    for (const kind of ['agent-stopped', 'halt', 'reduce']) expect(text).toContain(`"kind":"${kind}"`);
  });
});

it('An outbound that only follows knows as much afterwards as one that made every message', () => {
  let follower: Outbound | undefined;
  const run = busyDays((watched) => {
    const { account } = watched.engine;
    const followed = new Outbound(account, 'paper');
    follower = followed;
    const onOut = watched.onOut.bind(watched);
    watched.onOut = (out) => {
      onOut(out);
      followed.follow(out, { sequence: account.sequence, correlationId: '' });
    };
  });
  const saved = follower!.save();
  const { intents, decisions, orders, ended } = saved;
  expect(Math.min(intents.length, decisions.length, orders.length, ended.length)).toBeGreaterThan(0);
  expect(saved).toEqual(run.outbound?.save());
});
