import type { Us } from '../base/time.ts';
import { ActionEvent } from '../model/action.ts';
import { BarEvent } from '../model/bar.ts';
import { ConditionEvent } from '../model/condition.ts';
import { DepthEvent } from '../model/depth.ts';
import { DifferenceEvent } from '../model/difference.ts';
import { IntentEvent } from '../model/intent.ts';
import { QuoteEvent } from '../model/quote.ts';
import { Report } from '../model/report.ts';
import { TradeEvent } from '../model/trade.ts';

/** What goes into the engine. Everything it does follows from these, in their order. */
export const EventKind = {
  /** before the first event: strategies are told */ start: 'start',
  /** a bar has closed: `bar` */ bar: 'bar',
  /** the best bid and offer have changed: `quote` */ quote: 'quote',
  /** a split, a dividend, funding: `action`; between two bars, after everything at a close and before anything opens */ action:
    'action',
  /** others have traded: `trade` */ trade: 'trade',
  /** the venue's book has changed: `depth` */ depth: 'depth',
  /** an agent elsewhere wants something: `intent` */ intent: 'intent',
  /** something about the world is so, or is so no longer: `condition` */ condition: 'condition',
  /** our books and the venue's differ, and are to be brought in line: `difference` */ difference: 'difference',
  /** the instant `tsUs` has ended: windows close, orders leave */ instant: 'instant',
  /** a venue speaks: `report` */ report: 'report',
  /** all that fills at the close of `tsUs` has filled, nothing has opened yet: a session that ends here is closed */ close:
    'close',
  /** the timers that are due at `tsUs` fire */ timer: 'timer',
  /** a rate of exchange: `currency`, `rate` */ rate: 'rate',
  /** a person or a watchdog: `command`, `scope`, `subject`, `limits`, `method`, `weights`, `who`, `why` */ control:
    'control',
  /** after the last event: strategies are told, the last session closes */ stop: 'stop',
} as const;
export type EventKind = (typeof EventKind)[keyof typeof EventKind];

export const Command = {
  pause: 'pause',
  resume: 'resume',
  kill: 'kill',
  release: 'release',
  /** `limits`, on top of those in force */ setLimits: 'set-limits',
  /** `method`, `weights` */ setMethod: 'set-method',
  /** what was done to the session's keeping stands on record: decides nothing */ note: 'note',
} as const;
export type Command = (typeof Command)[keyof typeof Command];

export type Scope = 'account' | 'strategy' | 'instrument';

/** One input, in an object that the driver reuses: set the kind, its time, its sequence, and the fields of the kind. */
export class EngineEvent {
  kind: EventKind = EventKind.start;
  /** Numbers the inputs of one engine from 1 without a gap; ids derive from it. */
  sequence = 0;
  tsUs: Us = 0;
  /** Nothing more comes at this instant: what `instant` says by itself, on its last event. */
  endsInstant = false;
  bar: BarEvent = new BarEvent();
  report: Report = new Report();
  quote: QuoteEvent = new QuoteEvent();
  trade: TradeEvent = new TradeEvent();
  action: ActionEvent = new ActionEvent();
  depth: DepthEvent = new DepthEvent();
  intent: IntentEvent = new IntentEvent();
  condition: ConditionEvent = new ConditionEvent();
  difference: DifferenceEvent = new DifferenceEvent();
  currency = '';
  rate = 1;
  command: Command = Command.pause;
  scope: Scope = 'account';
  /** An agent's id or an instrument's name, for those scopes. */
  subject = '';
  /** set-limits: by the keys of the run file's `risk` section. */
  limits: Readonly<Record<string, number | string>> = {};
  /** set-method: one of the methods. */
  method = '';
  /** set-method: by agent id; empty: past performance. */
  weights: Readonly<Record<string, number | string>> = {};
  who = '';
  why = '';
}
