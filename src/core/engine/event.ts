import type { Us } from '../base/time.ts';
import { BarEvent } from '../model/bar.ts';
import { Report } from '../model/report.ts';

/** What goes into the engine. Everything it does follows from these, in their order. */
export const EventKind = {
  /** before the first event: strategies are told */ start: 'start',
  /** a bar has closed: `bar` */ bar: 'bar',
  /** the instant `tsUs` has ended: windows close, orders leave */ instant: 'instant',
  /** a venue speaks: `report` */ report: 'report',
  /** all that fills at the close of `tsUs` has filled, nothing has opened yet: a session that ends here is closed */ close:
    'close',
  /** the timers that are due at `tsUs` fire */ timer: 'timer',
  /** a rate of exchange: `currency`, `rate` */ rate: 'rate',
  /** a person or a watchdog: `command`, `subject`, `who`, `why` */ control: 'control',
  /** after the last event: strategies are told, the last session closes */ stop: 'stop',
} as const;
export type EventKind = (typeof EventKind)[keyof typeof EventKind];

export const Command = { pause: 'pause', resume: 'resume', kill: 'kill', release: 'release' } as const;
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
  currency = '';
  rate = 1;
  command: Command = Command.pause;
  scope: Scope = 'account';
  /** An agent's id or an instrument's name, for those scopes. */
  subject = '';
  who = '';
  why = '';
}
