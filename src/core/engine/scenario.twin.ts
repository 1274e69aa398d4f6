import { z } from 'zod';
import { type Scenario, type ScenarioAgent, ScenarioRun } from '../../backtest/scenario.ts';
import { dayOf, ScenarioView } from '../../backtest/scenario-view.ts';
import type { Bar } from '../model/bar.ts';
import { defineStrategy } from '../strategies/define-strategy.ts';
import type { Context, Handlers, Strategy } from '../strategies/strategy.ts';

/** What an agent does, by the day at whose end it does it (`A 2`: at the bar of A that closes on day 2). */
export type Script = Readonly<Record<string, (ctx: Context, bar: Bar) => void>>;

/** An agent that follows a script; `more` are handlers beside it. */
export function scripted(
  script: Script | ((bar: Bar, ctx: Context, day: number) => void),
  more: Handlers = {},
  warmup = 0,
): Strategy {
  return defineStrategy({
    name: 'scripted',
    version: '1.0.0',
    params: z.unknown(),
    warmup: () => warmup,
    create: () => ({
      onBar(bar: Bar, ctx: Context) {
        const day = dayOf(bar.tsUs);
        if (typeof script === 'function') script(bar, ctx, day);
        else (script[`${bar.instrument} ${day}`] ?? script[String(day)])?.(ctx, bar);
      },
      ...more,
    }),
  }) as unknown as Strategy;
}

/** Bars that open, trade and close at the prices given, one number a bar; [open, close] where they differ. */
export function flat(...prices: (number | readonly [number, number])[]): [number, number, number, number][] {
  return prices.map((price) => {
    const [open, close] = typeof price === 'number' ? [price, price] : price;
    return [open, Math.max(open, close), Math.min(open, close), close];
  });
}

export type Agents = Readonly<Record<string, ScenarioAgent | Script>>;

/** Runs a scenario to its end and shows what came of it, a line a row. */
export function play({ agents, ...rest }: Omit<Scenario, 'agents'> & { readonly agents: Agents }): Story {
  return new Story(
    new ScenarioRun({
      ...rest,
      agents: Object.fromEntries(
        Object.entries(agents).map(([id, agent]) => [id, isAgent(agent) ? agent : { strategy: scripted(agent) }]),
      ),
    }).run(),
  );
}

function isAgent(agent: ScenarioAgent | Script): agent is ScenarioAgent {
  return typeof (agent as ScenarioAgent).strategy === 'object';
}

/** What came of it, as lines: 'A +10 @ 61 on 2' is a fill of 10 bought at 61 at the end of day 2 (or the start of the third). */
export class Story {
  readonly run: ScenarioRun;
  readonly view: ScenarioView;

  constructor(run: ScenarioRun) {
    this.run = run;
    this.view = new ScenarioView(run);
  }

  get fills(): string[] {
    return this.view
      .fills()
      .map(({ at, instrument, quantity, price }) => `${instrument} ${signed(quantity)} @ ${price} on ${at}`);
  }
  get orders(): string[] {
    return this.view.orders().map(({ at, by, instrument, quantity, type, limit, stop }) => {
      const prices = `${stop === undefined ? '' : ` stop ${stop}`}${limit === undefined ? '' : ` limit ${limit}`}`;
      return `${by}: ${instrument} ${signed(quantity)} ${type}${prices} on ${at}`;
    });
  }
  get shares(): string[] {
    return this.view
      .allocations()
      .map(
        ({ at, owner, instrument, quantity, price, reason }) =>
          `${owner}: ${instrument} ${signed(quantity)} @ ${price} on ${at} (${reason})`,
      );
  }
  get decisions(): string[] {
    return this.view
      .decisions()
      .map(
        ({ at, instrument, kind, decided, allowed }) =>
          `${instrument} ${kind} ${decided}${allowed === decided ? '' : ` cut to ${allowed}`} on ${at}`,
      );
  }
  get refusals(): string[] {
    return this.view
      .refusals()
      .map(
        ({ at, by, instrument, rule, asked, largest }) =>
          `${by}: ${instrument} ${rule} ${signed(asked)}, at most ${largest} on ${at}`,
      );
  }
  get intents(): string[] {
    return this.view
      .intents()
      .map(({ at, agent, instrument, target, source }) => `${agent}: ${instrument} ${target} (${source}) on ${at}`);
  }
  get notices(): string[] {
    return this.view.notices().map(({ at, kind, by, text }) => `${kind} ${by}: ${text} on ${at}`);
  }
  get trades(): string[] {
    return this.view
      .trades()
      .map(
        ({ agent, instrument, side, quantity, entry, exit, profit, bars, reason }) =>
          `${agent}: ${side} ${quantity} ${instrument} ${entry} to ${exit ?? '-'}: ${profit} after ${bars} (${reason})`,
      );
  }
  position(owner: string, instrument = 'A'): number {
    return this.view.position(owner, instrument);
  }
  get equity(): number {
    return this.view.equity;
  }
}

function signed(quantity: number): string {
  return quantity > 0 ? `+${quantity}` : String(quantity);
}
