import type { Us } from '../core/base/time.ts';
import { Command, EngineEvent, EventKind } from '../core/engine/event.ts';
import { OrderType, Side, TimeInForce } from '../core/model/order.ts';
import { QuoteEvent } from '../core/model/quote.ts';
import { TradeEvent } from '../core/model/trade.ts';

/** The engine's kinds of input, and those that a live session has on top. */
export const InputKind = {
  ...EventKind,
  /** the best bid and offer have changed: `quote` */ quote: 'quote',
  /** others have traded: `trade` */ trade: 'trade',
  /** an agent elsewhere wants something: `intent` */ intent: 'intent',
  /** something about the world is so, or is so no longer: `condition` */ condition: 'condition',
} as const;
export type InputKind = (typeof InputKind)[keyof typeof InputKind];

export const InputCommand = {
  ...Command,
  /** `limits`, on top of those in force */ setLimits: 'set-limits',
  /** `method`, `weights` */ setMethod: 'set-method',
} as const;
export type InputCommand = (typeof InputCommand)[keyof typeof InputCommand];

/** What the runtime has noticed and the engine must decide by: facts of wall time, journaled so that replay knows them too. */
export const ConditionName = {
  /** no event of the instrument for too long: only reducing orders */ feedStale: 'feed-stale',
  /** the clock went back, or far ahead */ clockJumped: 'clock-jumped',
  /** the venue does not answer: nothing can be sent */ venueDisconnected: 'venue-disconnected',
  /** our books and the venue's differ */ booksDiffer: 'books-differ',
  /** the audit trail is not written: no new risk */ auditStalled: 'audit-stalled',
  /** the limits cannot be read: no new risk */ limitsMissing: 'limits-missing',
} as const;
export type ConditionName = (typeof ConditionName)[keyof typeof ConditionName];

/** An intent from outside, in ticks and lots, in a reused object. */
export class IntentEvent {
  /** Place in the run's list of agents. */
  agent = 0;
  instrument = 0;
  kind: 'target' | 'order' = 'target';
  /** target: the position wanted, NaN abstains. */
  targetLots = Number.NaN;
  confidence = 1;
  /** order: its terms. */
  side: Side = Side.buy;
  lots = 0;
  type: OrderType = OrderType.market;
  /** NaN where the order has none. */
  limitTicks = Number.NaN;
  stopTicks = Number.NaN;
  timeInForce: TimeInForce = TimeInForce.gtc;
  /** NaN unless GTD. */
  expireUs: Us = Number.NaN;
  postOnly = false;
  reduceOnly = false;
  reason = '';
  /** The same key is acted upon once. */
  key = '';
}

class ConditionEvent {
  name: ConditionName = ConditionName.feedStale;
  /** It begins to be so, or ends. */
  on = true;
  /** Place of the instrument it is about; -1 is all of the account. */
  instrument = -1;
  /** Since when, as far as is known. */
  sinceUs: Us = 0;
  detail = '';
}

type Values = Readonly<Record<string, number | string>>;

/** One input of a live session, in an object that is filled again for each. */
export class InputEvent {
  kind: InputKind = InputKind.start;
  sequence = 0;
  tsUs: Us = 0;
  endsInstant = false;
  bar = new EngineEvent().bar;
  quote = new QuoteEvent();
  trade = new TradeEvent();
  report = new EngineEvent().report;
  intent = new IntentEvent();
  condition = new ConditionEvent();
  currency = '';
  rate = 1;
  command: InputCommand = Command.pause;
  scope: EngineEvent['scope'] = 'account';
  subject = '';
  who = '';
  why = '';
  /** set-limits: by the keys of the run file's `risk` section. */
  limits: Values = {};
  /** set-method. */
  method = '';
  /** set-method: by agent id; empty: past performance. */
  weights: Values = {};
}

/** Where an input came from: what duplicates are known by, and what its effects are found by. */
export class InputOrigin {
  /** A feed, the venue, the API, the runtime itself. */
  source = '';
  /** Its number there. */
  sequence = 0;
  /** Of an external request; '' elsewhere: then the input's own id stands for it. */
  correlationId = '';
}
