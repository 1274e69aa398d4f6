import { namedStream, type RandomStream } from '../base/random.ts';
import { Fault } from '../base/fault.ts';
import { fieldsOf, type SavedState } from '../base/state.ts';
import type { Us } from '../base/time.ts';
import type { Bar } from '../model/bar.ts';
import { checkHandlers } from '../strategies/define-strategy.ts';
import type {
  ActionView,
  BookView,
  Context,
  FillView,
  Handlers,
  OrderUpdate,
  QuoteView,
  TimerView,
  TradeView,
} from '../strategies/strategy.ts';
import { EXTERNAL } from '../strategies/external.ts';
import type { AgentSpec } from './spec.ts';

/** What went wrong in a strategy's own code, and where it stood. */
export interface AgentFailure {
  readonly agent: string;
  readonly handler: string;
  readonly error: unknown;
  readonly tsUs: Us;
  readonly instrument: string;
}

/** Shared by the agents of an engine: whether any of them has failed, for who looks at each instant. */
export class Health {
  failed = false;
  private readonly tell: (failure: AgentFailure) => void;

  constructor(tell: (failure: AgentFailure) => void) {
    this.tell = tell;
  }

  fail(failure: AgentFailure): void {
    this.failed = true;
    this.tell(failure);
  }
}

/** One running strategy. A handler that throws stops this agent and nobody else. */
export class Agent {
  readonly id: string;
  /** Its intents come in from outside. */
  readonly isExternal: boolean;
  readonly handlers: Handlers;
  failure: AgentFailure | undefined;
  /** Bars still reach a paused agent, so that its indicators stay right; what it asks for is ignored. */
  paused = false;
  private readonly random: RandomStream;
  private readonly context: Context;
  private readonly health: Health;

  constructor(spec: AgentSpec, context: Context, seed: number, instruments: readonly string[], health: Health) {
    this.health = health;
    this.id = spec.id;
    this.isExternal = spec.strategy.name === EXTERNAL;
    this.context = context;
    this.random = namedStream(seed, `agent/${spec.id}`);
    const setup = { params: spec.params, instruments, random: this.random.draw };
    this.handlers = checkHandlers(spec.strategy.name, spec.strategy.create(setup));
  }

  bar(bar: Bar): void {
    if (this.failure !== undefined || this.handlers.onBar === undefined) return;
    try {
      assertDone(this.handlers.onBar(bar, this.context));
    } catch (error) {
      this.fail('onBar', error, bar.tsUs, bar.instrument);
    }
  }

  quote(quote: QuoteView): void {
    if (this.failure !== undefined || this.handlers.onQuote === undefined) return;
    try {
      assertDone(this.handlers.onQuote(quote, this.context));
    } catch (error) {
      this.fail('onQuote', error, quote.tsUs, quote.instrument);
    }
  }

  trade(trade: TradeView): void {
    if (this.failure !== undefined || this.handlers.onTrade === undefined) return;
    try {
      assertDone(this.handlers.onTrade(trade, this.context));
    } catch (error) {
      this.fail('onTrade', error, trade.tsUs, trade.instrument);
    }
  }

  book(book: BookView): void {
    if (this.failure !== undefined || this.handlers.onBook === undefined) return;
    try {
      assertDone(this.handlers.onBook(book, this.context));
    } catch (error) {
      this.fail('onBook', error, book.tsUs, book.instrument);
    }
  }

  fill(fill: FillView): void {
    if (this.failure !== undefined || this.handlers.onFill === undefined) return;
    try {
      assertDone(this.handlers.onFill(fill, this.context));
    } catch (error) {
      this.fail('onFill', error, fill.tsUs, fill.instrument);
    }
  }

  action(action: ActionView): void {
    if (this.failure !== undefined || this.handlers.onAction === undefined) return;
    try {
      assertDone(this.handlers.onAction(action, this.context));
    } catch (error) {
      this.fail('onAction', error, action.tsUs, action.instrument);
    }
  }

  order(update: OrderUpdate): void {
    if (this.failure !== undefined || this.handlers.onOrder === undefined) return;
    try {
      assertDone(this.handlers.onOrder(update, this.context));
    } catch (error) {
      this.fail('onOrder', error, update.tsUs, update.instrument);
    }
  }

  timer(timer: TimerView): void {
    if (this.failure !== undefined || this.handlers.onTimer === undefined) return;
    try {
      assertDone(this.handlers.onTimer(timer, this.context));
    } catch (error) {
      this.fail('onTimer', error, timer.tsUs, '');
    }
  }

  start(tsUs: Us): void {
    if (this.handlers.onStart === undefined) return;
    try {
      assertDone(this.handlers.onStart(this.context));
    } catch (error) {
      this.fail('onStart', error, tsUs, '');
    }
  }

  stop(tsUs: Us): void {
    if (this.failure !== undefined || this.handlers.onStop === undefined) return;
    try {
      assertDone(this.handlers.onStop(this.context));
    } catch (error) {
      this.fail('onStop', error, tsUs, '');
    }
  }

  get wantsBooks(): boolean {
    return this.handlers.onBook !== undefined;
  }

  /** Its strategy can be saved and comes back as it was; otherwise it is rebuilt by the inputs it has seen. */
  get saves(): boolean {
    return this.handlers.save !== undefined;
  }

  /** What a failed agent's strategy knew is not saved: it is not called any more. */
  save(): SavedState {
    const { failure } = this;
    return {
      paused: this.paused,
      random: this.random.state,
      failure: failure === undefined ? false : { ...failure, error: textOf(failure.error) },
      strategy: failure === undefined ? this.strategyState() : false,
    };
  }

  load(state: SavedState): void {
    const { paused, random, failure, strategy } = fieldsOf(state, this.id);
    this.paused = paused === true;
    this.random.state = random as number;
    if (failure !== false) {
      this.failure = failure as unknown as AgentFailure;
      this.health.failed = true;
      return;
    }
    try {
      this.handlers.load?.(strategy);
    } catch (error) {
      if (error instanceof Fault) throw new Fault(error.kind, `agent '${this.id}': load: ${error.message}`);
      throw new Fault('strategy', `agent '${this.id}': load: ${textOf(error)}`);
    }
  }

  private strategyState(): SavedState {
    try {
      return plainJson(this.handlers.save?.() ?? false, 'state');
    } catch (error) {
      throw new Fault('strategy', `agent '${this.id}': save: ${textOf(error)}`);
    }
  }

  private fail(handler: string, error: unknown, tsUs: Us, instrument: string): void {
    this.failure = { agent: this.id, handler, error, tsUs, instrument };
    this.health.fail(this.failure);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A copy, since what is saved must stay as it is; what JSON would lose is told, and not lost. */
function plainJson(value: unknown, where: string): SavedState {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0)) return value;
  if (Array.isArray(value)) return value.map((item, index) => plainJson(item, `${where}[${index}]`));
  if (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)) {
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, field]) =>
        field === undefined ? [] : [[name, plainJson(field, `${where}.${name}`)]],
      ),
    );
  }
  throw new TypeError(
    `${where}: expected JSON, was ${Object.is(value, -0) ? '-0' : String(value)}; remembered() does it for you`,
  );
}

/** An async handler would go on when its views show other things, and nobody would hear what it throws. */
function assertDone(returned: unknown): void {
  if (returned === undefined || typeof (returned as PromiseLike<unknown> | null)?.then !== 'function') return;
  (returned as PromiseLike<unknown>).then(undefined, () => {});
  throw new TypeError('expected a handler that is done when it returns, it returned a promise (is it async?)');
}
