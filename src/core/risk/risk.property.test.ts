import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrderOrigin, type OrderTerms, OrderType } from '../model/order.ts';
import { Bench, order, refusalOf } from './bench.twin.ts';
import { furthest, type OpenOrder, worstOf } from './worst-case.twin.ts';
import type { RiskApproved } from './approved.ts';

const POSITION = 30_000;
const GROSS = 50_000;
const COLLAR = 0.05;
const INSTRUMENTS = 2;
/** More at once would make the brute force slow, and add no case. */
const OPEN_AT_MOST = 5;

type Command =
  | { kind: 'send'; instrument: number; signed: number; limit: number | undefined; own: boolean }
  | { kind: 'fill'; pick: number; share: number }
  | { kind: 'cancel'; pick: number }
  | { kind: 'late'; share: number }
  | { kind: 'replace'; pick: number; lots: number; limit: number }
  | { kind: 'answer'; pick: number; accepted: boolean }
  | { kind: 'move'; instrument: number; factor: number }
  | { kind: 'kill'; on: boolean }
  | { kind: 'restart' };

const pick = fc.nat(100);
const lots = fc.integer({ min: 1, max: 400 });
const limit = fc.integer({ min: -900, max: 500 });
const instrument = fc.nat(INSTRUMENTS - 1);
const share = fc.double({ min: 0.01, max: 1, noNaN: true });
const signed = fc.oneof(
  lots,
  lots.map((size) => -size),
);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      instrument,
      signed,
      limit: fc.option(limit, { nil: undefined }),
      own: fc.boolean(),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('fill' as const), pick, share }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('late' as const), share }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('replace' as const), pick, lots, limit }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('answer' as const), pick, accepted: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      instrument,
      factor: fc.double({ min: 0.7, max: 1.4, noNaN: true }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('kill' as const), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
);

/** Risk under test, and beside it the plainest account of what is open, kept by the test alone. */
class World {
  bench = new Bench({ maxPosition: POSITION, maxExposure: GROSS, collar: COLLAR }, { instruments: INSTRUMENTS });
  risk = this.bench.risk;
  open: OpenOrder[] = [];
  cancelled: OpenOrder[] = [];
  killed = false;

  run(step: Command): void {
    const { account } = this.bench;
    const chosen = 'pick' in step && this.open.length > 0 ? this.open[step.pick % this.open.length] : undefined;
    switch (step.kind) {
      case 'send':
        if (this.open.filter((one) => one.instrument === step.instrument).length < OPEN_AT_MOST) this.send(step);
        break;
      case 'fill':
        if (chosen !== undefined) this.fill(chosen, Math.max(1, Math.floor(chosen.lots * step.share)));
        break;
      case 'cancel':
        if (chosen === undefined) break;
        this.risk.onDone(chosen.id);
        this.open = this.open.filter((one) => one !== chosen);
        this.cancelled.push(chosen);
        break;
      case 'late': {
        const late = this.cancelled.pop();
        if (late === undefined) break;
        account.trade(late.instrument, late.side * Math.ceil(late.lots * step.share), late.worstTicks);
        this.risk.onFill(late.id, Math.ceil(late.lots * step.share));
        break;
      }
      case 'replace':
        if (chosen !== undefined) this.replace(chosen, step.lots, step.limit);
        break;
      case 'answer':
        if (chosen?.asked === undefined) break;
        this.risk.onReplaced(chosen.id, step.accepted);
        if (step.accepted) Object.assign(chosen, chosen.asked);
        chosen.asked = undefined;
        this.drop(chosen);
        break;
      case 'move':
        account.ticks[step.instrument] = Math.max(
          1_000,
          Math.min(50_000, Math.round(account.ticks[step.instrument] * step.factor)),
        );
        break;
      case 'kill':
        if (step.on) this.risk.kill('account', '', 'x', 0);
        else this.risk.release('account', '', 'me', 'x', 0);
        this.killed = step.on;
        break;
      case 'restart': {
        const state = JSON.parse(JSON.stringify(this.risk.save()));
        this.risk = this.bench.again();
        this.risk.load(state);
      }
    }
  }

  private send({ instrument: i, signed: size, limit: away, own }: Extract<Command, { kind: 'send' }>): void {
    const last = this.bench.account.ticks[i];
    const terms: Partial<OrderTerms> =
      away === undefined
        ? { instrument: i }
        : {
            instrument: i,
            type: OrderType.limit,
            limitTicks: Math.max(1, Math.round(last * (1 + (Math.sign(size) * away) / 10_000))),
          };
    const id = this.bench.nextId();
    const verdict = this.risk.gate(
      order(size, terms),
      id,
      own ? 0 : -1,
      own ? OrderOrigin.intent : OrderOrigin.target,
      0,
    );
    this.check(order(size, terms), verdict, undefined);
    if (!verdict.refused) this.open.push(asOpen(id, verdict, this.worst(verdict.value)));
  }

  private replace(one: OpenOrder, size: number, away: number): void {
    const before = this.risk.approvedOf(one.id)!.value;
    if (before.type !== OrderType.limit) return;
    const filled = before.lots - one.lots;
    const last = this.bench.account.ticks[one.instrument];
    const limitTicks = Math.max(1, Math.round(last * (1 + (one.side * away) / 10_000)));
    const terms = { ...before, lots: size + filled, limitTicks };
    const verdict = this.risk.replace(one.id, terms, 0);
    const lessOfTheSame = size <= one.lots && limitTicks === before.limitTicks;
    if (!lessOfTheSame && one.asked === undefined) this.check({ ...terms, lots: size }, verdict, one);
    if (!verdict.refused)
      one.asked = { lots: size, worstTicks: lessOfTheSame ? one.worstTicks : this.worst(verdict.value) };
  }

  /** What the gate said, against every outcome that may come about. */
  private check(terms: OrderTerms, verdict: { refused: boolean }, replaced: OpenOrder | undefined): void {
    const { account } = this.bench;
    const { instrument: i, side } = terms;
    const others = this.open.filter((one) => one !== replaced);
    const candidate = {
      id: 0,
      instrument: i,
      side,
      lots: terms.lots,
      worstTicks: this.worst(this.collared(terms)),
      asked: undefined,
    };
    const all = [...others, candidate];
    const reducing =
      account.lots[i] * side < 0 &&
      furthest(
        account,
        i,
        all.filter((one) => one.side === side),
        side,
      ) *
        side <=
        0;
    if (reducing) {
      expect(verdict.refused).toBe(false);
      expect((verdict as RiskApproved<OrderTerms>).reducing).toBe(true);
      return;
    }
    const position = worstOf(account, i, all, side);
    let gross = 0;
    for (let k = 0; k < INSTRUMENTS; k++) if (k !== i) gross += worstOf(account, k, this.open);
    const after = worstOf(account, i, all);
    gross += after > worstOf(account, i, others) ? after : position;
    const fits = position <= POSITION * (1 + 1e-9) && gross <= GROSS * (1 + 1e-9);
    if (!verdict.refused) {
      expect(this.killed).toBe(false);
      expect({ fits, position, gross }).toEqual({ fits: true, position, gross });
      return;
    }
    const refusal = refusalOf(verdict)!;
    if (this.killed) expect(refusal.rule).toBe('kill');
    const pending = this.open.some((one) => one.asked !== undefined);
    if ((refusal.rule === 'position' || refusal.rule === 'gross') && !pending) expect(fits).toBe(false);
  }

  private collared(terms: OrderTerms): OrderTerms {
    if (terms.type !== OrderType.market || terms.side < 0) return terms;
    return { ...terms, limitTicks: Math.floor(this.bench.account.ticks[terms.instrument] * (1 + COLLAR) * (1 + 1e-9)) };
  }

  /** A buy at its limit; a sell at the collar's upper edge or its higher limit; a market order without collar at the edge. */
  private worst({ side, instrument: i, limitTicks }: OrderTerms): number {
    const edge = Math.floor(this.bench.account.ticks[i] * (1 + COLLAR) * (1 + 1e-9));
    if (limitTicks === undefined) return edge;
    return side > 0 ? limitTicks : Math.max(limitTicks, edge);
  }

  private fill(one: OpenOrder, size: number): void {
    this.bench.account.trade(one.instrument, one.side * size, one.worstTicks);
    this.risk.onFill(one.id, size);
    one.lots = Math.max(0, one.lots - size);
    if (one.asked !== undefined) one.asked.lots = Math.max(0, one.asked.lots - size);
    this.drop(one);
  }

  /** Nothing left of it, and no answer outstanding. */
  private drop(one: OpenOrder): void {
    if (one.lots === 0 && one.asked === undefined) this.open = this.open.filter((other) => other !== one);
  }
}

function asOpen(id: number, { value }: RiskApproved<OrderTerms>, worstTicks: number): OpenOrder {
  return { id, instrument: value.instrument, side: value.side, lots: value.lots, worstTicks, asked: undefined };
}

describe('no interleaving', () => {
  it('makes an order breach a limit: the gate agrees with every outcome tried by brute force', () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 40 }), (commands) => {
        const world = new World();
        for (const step of commands) world.run(step);
      }),
      { numRuns: 400 },
    );
  });

  it('takes the account beyond its limits while prices stand still', () => {
    const still = fc.oneof(
      { weight: 4, arbitrary: fc.record({ instrument, signed }) },
      { weight: 3, arbitrary: fc.record({ pick, share }) },
      { weight: 1, arbitrary: fc.record({ cancel: pick }) },
    );
    fc.assert(
      fc.property(fc.array(still, { minLength: 1, maxLength: 80 }), (steps) => {
        const bench = new Bench({ maxPosition: POSITION, maxExposure: GROSS }, { instruments: INSTRUMENTS });
        const { account, risk } = bench;
        let open: { id: number; lots: number }[] = [];
        for (const step of steps) {
          if ('instrument' in step) {
            const verdict = bench.send(step.signed, { instrument: step.instrument });
            if (!verdict.refused) open.push({ id: verdict.orderId, lots: verdict.value.lots });
            continue;
          }
          if (open.length === 0) continue;
          const one = open['pick' in step ? step.pick % open.length : step.cancel % open.length];
          if ('pick' in step) {
            const size = Math.max(1, Math.floor(one.lots * step.share));
            bench.fill(one.id, size);
            one.lots -= size;
          } else {
            risk.onDone(one.id);
            one.lots = 0;
          }
          open = open.filter((other) => other.lots > 0);
          for (let i = 0; i < INSTRUMENTS; i++) expect(Math.abs(account.lots[i]) * 100).toBeLessThanOrEqual(POSITION);
          expect(account.grossExposure()).toBeLessThanOrEqual(GROSS);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a shrunk decision', () => {
  it('lies between the present position and the decided one, and its order passes the gate; one lot more does not', () => {
    const decided = fc.integer({ min: -800, max: 800 });
    const present = fc.integer({ min: -400, max: 400 });
    const priced = fc.integer({ min: 2_000, max: 30_000 });
    fc.assert(
      fc.property(
        decided,
        present,
        priced,
        fc.boolean(),
        fc.option(signed, { nil: undefined }),
        (target, held, ticks, cash, own) => {
          const bench = new Bench(
            { maxPosition: POSITION, collar: COLLAR },
            { type: cash ? 'cash' : 'margin', cash: 40_000 },
          );
          bench.account.fixedEquity = 100_000;
          bench.account.lots[0] = cash ? Math.abs(held) : held;
          bench.account.ticks[0] = ticks;
          if (own !== undefined) bench.intend(own, { type: OrderType.limit, limitTicks: ticks });
          const now = bench.account.lots[0];
          const { allowedLots, rule } = bench.risk.shrinkDecision(0, target, now, 0);
          expect(Math.min(now, target) <= allowedLots && allowedLots <= Math.max(now, target)).toBe(true);
          expect(rule === '').toBe(allowedLots === target);
          if (allowedLots * now > 0 && target * now > 0 && Math.abs(target) >= Math.abs(now)) {
            expect(Math.abs(allowedLots)).toBeGreaterThanOrEqual(Math.abs(now));
          }
          const step = Math.sign(target - now);
          if (allowedLots !== target) expect(bench.send(allowedLots + step - now).refused).toBe(true);
          if (allowedLots !== now) expect(bench.send(allowedLots - now).refused).toBe(false);
        },
      ),
      { numRuns: 600 },
    );
  });
});
