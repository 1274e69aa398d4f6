import type { Us } from '../core/base/time.ts';
import type { Cancel, Clock } from '../telemetry/clock.ts';
import type { BusMessage, Delivery, SubscribeOptions } from './bus.ts';

/** How many messages a subscription is handed before everybody else has a turn. */
const TURN = 512;
/** How many publishers may wait for one subscriber: who does not await `publish` must not fill the memory. */
const WAITING_MAX = 4_096;

export type Handler = (delivery: Delivery) => void | Promise<void>;

/** One publisher's wait for all the subscribers that were full. */
export class Ticket {
  left = 0;
  readonly promise: Promise<void>;
  private resolve: () => void = () => {};

  constructor() {
    this.promise = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  done(): void {
    this.left -= 1;
    if (this.left === 0) this.resolve();
  }
}

/** What a subscription tells its bus. */
export interface SubscriptionEvents {
  /** Resolves when the dead letter has been taken. */
  deadLetter(message: BusMessage, reason: string, attempts: number, subscriber: string): Promise<void>;
  handed(message: BusMessage, again: boolean): void;
  /** Perhaps nothing is left to do. */
  idle(): void;
}

/** A message's place in the queue of one subscriber, and what the handler is given. */
class Entry implements Delivery {
  readonly message: BusMessage;
  attempt = 0;
  failures = 0;
  answered = false;
  /** Steady time before which it is not handed over, and after which its answer is overdue. */
  notBeforeUs: Us = 0;
  overdueUs: Us = 0;
  private readonly queue: MemoryQueue;

  constructor(message: BusMessage, queue: MemoryQueue) {
    this.message = message;
    this.queue = queue;
  }

  ack(): void {
    if (!this.answered) this.queue.answer(this);
  }

  retry(afterMs = 0): void {
    if (!this.answered) this.queue.fail(this, 'asked for a retry', afterMs);
  }

  refuse(reason: string): void {
    if (!this.answered) this.queue.bury(this, reason);
  }
}

/**
 * The queue of one subscriber: hands over in order, goes back to what failed, remembers what is unanswered. The first
 * `handed` entries are with the handler; answered ones leave when they are the oldest.
 */
export class MemoryQueue {
  readonly pattern: string;
  readonly durable: string | undefined;
  /** The answered ones not counted. */
  unanswered = 0;
  private readonly clock: Clock;
  private readonly events: SubscriptionEvents;
  private options: Required<Omit<SubscribeOptions, 'durable'>>;
  private handler: Handler | undefined;
  private entries: Entry[] = [];
  private first = 0;
  private handed = 0;
  private readonly waiting: { message: BusMessage; ticket: Ticket }[] = [];
  private atWork: Entry | undefined;
  private scheduled = false;
  private cancelTimer: Cancel | undefined;
  private timerUs: Us = Number.POSITIVE_INFINITY;
  /** Dead letters that nobody has taken yet. */
  private burials = 0;
  private onRest: (() => void)[] = [];

  constructor(pattern: string, clock: Clock, events: SubscriptionEvents, options: SubscribeOptions) {
    this.pattern = pattern;
    this.durable = options.durable;
    this.clock = clock;
    this.events = events;
    this.options = withDefaults(options);
  }

  get open(): boolean {
    return this.handler !== undefined;
  }

  /** Nobody takes anything here and no more is kept. */
  get refuses(): boolean {
    return (this.handler === undefined && !this.hasRoom) || this.waiting.length >= WAITING_MAX;
  }

  get resting(): boolean {
    return this.unanswered === 0 && this.waiting.length === 0 && this.burials === 0 && this.atWork === undefined;
  }

  /** The subscriber is there, again or for the first time: what was handed over and not answered comes again. */
  start(handler: Handler, options: SubscribeOptions): void {
    this.handler = handler;
    this.options = withDefaults(options);
    this.handed = 0;
    this.takeIn();
    this.wake();
  }

  /** The subscriber goes. Publishers that waited go on: what they brought is kept for a durable one, beyond its limit. */
  stop(keep: boolean): Promise<void> {
    this.handler = undefined;
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    this.timerUs = Number.POSITIVE_INFINITY;
    for (const { message, ticket } of this.waiting.splice(0)) {
      if (keep) this.append(message);
      ticket.done();
    }
    if (!keep) {
      for (let i = this.first; i < this.entries.length; i++) this.entries[i].answered = true;
      this.entries = [];
      this.first = this.handed = this.unanswered = 0;
    }
    this.events.idle();
    if (this.atWork === undefined) return Promise.resolve();
    this.arm(this.atWork.overdueUs);
    return new Promise((resolve) => {
      this.onRest.push(resolve);
    });
  }

  /** Takes the message, at once or when there is room: then the ticket is told. */
  offer(message: BusMessage): boolean {
    if (!this.hasRoom) return false;
    this.append(message);
    this.wake();
    return true;
  }

  wait(message: BusMessage, ticket: Ticket): void {
    ticket.left += 1;
    this.waiting.push({ message, ticket });
  }

  answer(entry: Entry): void {
    entry.answered = true;
    this.unanswered -= 1;
    while (this.first < this.entries.length && this.entries[this.first].answered) {
      this.first += 1;
      if (this.handed > 0) this.handed -= 1;
    }
    if (this.first > 64 && this.first * 2 > this.entries.length) {
      this.entries = this.entries.slice(this.first);
      this.first = 0;
    }
    this.takeIn();
    this.wake();
    if (this.resting) this.events.idle();
  }

  /** Goes back to this entry, or buries it when it has failed too often. */
  fail(entry: Entry, why: string, afterMs = 0): void {
    const place = this.entries.indexOf(entry, this.first) - this.first;
    // It comes again anyway.
    if (place >= this.handed) return;
    entry.failures += 1;
    if (entry.failures >= this.options.attemptsMax) {
      this.bury(entry, `failed ${entry.failures} times, at last: ${why}`);
      return;
    }
    entry.notBeforeUs = this.clock.steadyUs() + afterMs * 1_000;
    this.handed = place;
    this.wake();
  }

  bury(entry: Entry, reason: string): void {
    this.burials += 1;
    const subscriber = this.durable ?? this.pattern;
    void this.events.deadLetter(entry.message, reason, Math.max(1, entry.attempt), subscriber).then(() => {
      this.burials -= 1;
      this.wake();
      if (this.resting) this.events.idle();
    });
    this.answer(entry);
  }

  private get hasRoom(): boolean {
    return this.entries.length - this.first < this.options.maxPending;
  }

  private append(message: BusMessage): void {
    this.entries.push(new Entry(message, this));
    this.unanswered += 1;
  }

  private takeIn(): void {
    while (this.waiting.length > 0 && this.hasRoom) {
      const { message, ticket } = this.waiting.shift()!;
      this.append(message);
      ticket.done();
    }
  }

  /** Goes on in a moment, outside the caller's stack. */
  private wake(): void {
    if (this.scheduled || this.atWork !== undefined || this.handler === undefined) return;
    if (this.first + this.handed >= this.entries.length) return;
    this.scheduled = true;
    queueMicrotask(this.run);
  }

  private readonly run = (): void => {
    this.scheduled = false;
    for (let left = TURN; this.handler !== undefined && this.atWork === undefined; left--) {
      const entry = this.entries.at(this.first + this.handed);
      if (this.first + this.handed >= this.entries.length || entry === undefined) return;
      if (this.burials >= this.options.maxPending) return;
      if (left === 0) {
        this.scheduled = true;
        this.clock.after(0, this.run);
        return;
      }
      if (entry.answered) {
        this.handed += 1;
        continue;
      }
      if (entry.notBeforeUs > 0 && entry.notBeforeUs > this.clock.steadyUs()) {
        this.arm(entry.notBeforeUs);
        return;
      }
      this.hand(entry, this.handler);
    }
  };

  private hand(entry: Entry, handler: Handler): void {
    this.handed += 1;
    entry.attempt += 1;
    entry.overdueUs = this.clock.steadyUs() + this.options.ackWaitMs * 1_000;
    const { attempt, failures } = entry;
    this.events.handed(entry.message, attempt > 1);
    let result: unknown;
    this.atWork = entry;
    try {
      result = handler(entry);
    } catch (error) {
      this.threw(entry, failures, error);
    }
    if (!(result instanceof Promise)) {
      this.atWork = undefined;
      if (!entry.answered) this.arm(entry.overdueUs);
      if (this.onRest.length > 0) this.rest();
      return;
    }
    this.arm(entry.overdueUs);
    // A handler that was given up is not the one at work any more, though its message may be.
    const finished = (): void => {
      if (this.atWork === entry && entry.attempt === attempt) this.rest();
    };
    result.then(finished, (error: unknown) => {
      this.threw(entry, failures, error);
      finished();
    });
  }

  private threw(entry: Entry, failures: number, error: unknown): void {
    // It may have answered before it threw, or its time was over before.
    if (!entry.answered && entry.failures === failures) this.fail(entry, messageOf(error));
  }

  private rest(): void {
    this.atWork = undefined;
    for (const resolve of this.onRest.splice(0)) resolve();
    this.wake();
    if (this.resting) this.events.idle();
  }

  /** One timer for all: it looks at the oldest that was handed over, and goes on to the next. */
  private arm(us: Us): void {
    if (us >= this.timerUs) return;
    this.cancelTimer?.();
    this.timerUs = us;
    this.cancelTimer = this.clock.after((us - this.clock.steadyUs()) / 1_000, this.look);
  }

  private readonly look = (): void => {
    this.cancelTimer = undefined;
    this.timerUs = Number.POSITIVE_INFINITY;
    const nowUs = this.clock.steadyUs();
    const { atWork } = this;
    while (this.handler !== undefined && this.handed > 0) {
      const oldest = this.entries[this.first];
      if (oldest.overdueUs > nowUs) {
        this.arm(oldest.overdueUs);
        break;
      }
      this.fail(oldest, `no answer within ${this.options.ackWaitMs} ms`);
    }
    if (atWork !== undefined) {
      if (atWork.overdueUs <= nowUs) this.rest();
      else this.arm(atWork.overdueUs);
    }
    this.wake();
  };
}

function withDefaults(options: SubscribeOptions): Required<Omit<SubscribeOptions, 'durable'>> {
  return {
    maxPending: Math.max(1, options.maxPending ?? 1_024),
    ackWaitMs: Math.max(1, options.ackWaitMs ?? 30_000),
    attemptsMax: Math.max(1, options.attemptsMax ?? 3),
  };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
