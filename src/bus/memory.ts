import type { Clock } from '../telemetry/clock.ts';
import { BusFault } from './bus-fault.ts';
import {
  type Bus,
  type BusMessage,
  DeadLetterHeader,
  type Responder,
  type SubscribeOptions,
  type Subscription,
} from './bus.ts';
import { type Handler, MemoryQueue, type SubscriptionEvents, Ticket } from './memory-queue.ts';
import { MemoryResponder } from './memory-responder.ts';
import { sizeFault } from './message-size.ts';
import { DEAD_LETTERS, matches, overlap, patternFault, subjectFault } from './subject.ts';

/** Subjects whose subscribers are remembered. */
const ROUTES_MAX = 4_096;

/** What happened since the start, for metrics. */
export interface BusCounts {
  published: number;
  /** Publishes that had to wait for a full subscriber. */
  waited: number;
  refused: number;
  delivered: number;
  redelivered: number;
  deadLetters: number;
  /** Dead letters of subscribers to dead letters: gone. */
  dropped: number;
}

/** The same by the first token of the subject: `decisions`, `orders`, `dlq`. */
export interface FamilyCounts {
  published: number;
  redelivered: number;
  deadLetters: number;
}

/** Where the messages of one subject go, and where they are counted. */
interface Route {
  readonly queues: readonly MemoryQueue[];
  readonly counts: FamilyCounts;
}

const TAKEN = Promise.resolve();

/**
 * The bus inside one process. It keeps what a subscriber has not answered, up to its `maxPending`, and nothing else; what is
 * in it ends with the process. Subscribers are called outside the publisher's stack.
 */
export class MemoryBus implements Bus {
  readonly counts: BusCounts = {
    published: 0,
    waited: 0,
    refused: 0,
    delivered: 0,
    redelivered: 0,
    deadLetters: 0,
    dropped: 0,
  };
  private readonly clock: Clock;
  private readonly defaults: SubscribeOptions;
  private readonly queues = new Set<MemoryQueue>();
  private readonly responders = new Set<MemoryResponder>();
  private readonly routes = new Map<string, Route>();
  private readonly families = new Map<string, FamilyCounts>();
  private readonly events: SubscriptionEvents;
  private state: 'open' | 'draining' | 'closed' = 'open';
  private onClosed: (() => void)[] = [];

  /** `defaults`: of subscriptions that leave them out. */
  constructor(clock: Clock, defaults: Omit<SubscribeOptions, 'durable'> = {}) {
    this.clock = clock;
    this.defaults = defaults;
    this.events = {
      deadLetter: (message, reason, attempts, subscriber) => this.bury(message, reason, attempts, subscriber),
      handed: ({ subject }, again) => {
        this.counts.delivered += 1;
        if (!again) return;
        this.counts.redelivered += 1;
        this.family(subject).redelivered += 1;
      },
      idle: () => this.closeWhenIdle(),
    };
  }

  /** Each subscriber and what it has not answered: the slow one is seen here. */
  *subscribers(): Iterable<{ name: string; open: boolean; pending: number }> {
    for (const queue of this.queues)
      yield { name: queue.durable ?? queue.pattern, open: queue.open, pending: queue.unanswered };
  }

  /** What happened in a family of subjects since the start. */
  family(subject: string): FamilyCounts {
    const name = familyOf(subject);
    let counts = this.families.get(name);
    if (counts === undefined) this.families.set(name, (counts = { published: 0, redelivered: 0, deadLetters: 0 }));
    return counts;
  }

  /** Deliveries not yet answered of the subscriptions to this family. */
  pending(family: string): number {
    let pending = 0;
    for (const { pattern, unanswered } of this.queues) if (familyOf(pattern) === family) pending += unanswered;
    return pending;
  }

  listens(subject: string): boolean {
    return this.state === 'open' && this.route(subject).queues.length > 0;
  }

  publish(message: BusMessage): Promise<void> {
    const fault = this.whyNot(message);
    if (fault !== undefined) {
      this.counts.refused += 1;
      return Promise.reject(fault);
    }
    return this.carry(message);
  }

  offer(subject: string, make: () => BusMessage): void {
    const { queues, counts } = this.route(subject);
    if (this.state === 'closed') this.counts.refused += 1;
    else if (queues.length > 0) this.publish(make()).catch(() => {});
    else {
      this.counts.published += 1;
      counts.published += 1;
    }
  }

  subscribe(pattern: string, handler: Handler, given: SubscribeOptions = {}): Subscription {
    this.requireOpen();
    const options = { ...this.defaults, ...given };
    const fault = patternFault(pattern);
    if (fault !== undefined) throw fault;
    const queue = this.queueFor(pattern, options);
    queue.start(handler, options);
    let open = true;
    const stop = (keep: boolean): Promise<void> => {
      if (!open) return Promise.resolve();
      open = false;
      if (!keep) this.remove(queue);
      return queue.stop(keep);
    };
    return {
      get pending() {
        return queue.unanswered;
      },
      close: () => stop(options.durable !== undefined),
      forget: () => {
        if (open) return stop(false);
        // Whoever goes on under this name since then keeps the place.
        if (queue.open) return Promise.resolve();
        this.remove(queue);
        return queue.stop(false);
      },
    };
  }

  request(message: BusMessage, timeoutMs: number): Promise<BusMessage> {
    const fault = this.whyNot(message);
    if (fault !== undefined) return Promise.reject(fault);
    for (const responder of this.responders)
      if (matches(responder.pattern, message.subject)) return responder.ask(message, timeoutMs);
    return Promise.reject(new BusFault('no-responder', `${message.subject}: nobody responds`));
  }

  respond(pattern: string, handler: (message: BusMessage) => Promise<BusMessage>): Responder {
    this.requireOpen();
    const fault = patternFault(pattern);
    if (fault !== undefined) throw fault;
    for (const other of this.responders) {
      if (overlap(other.pattern, pattern))
        throw new BusFault('taken', `${pattern}: expected subjects that nobody answers, ${other.pattern} is answered`);
    }
    const responder = new MemoryResponder(pattern, this.clock, handler, () => this.closeWhenIdle());
    this.responders.add(responder);
    return {
      get pending() {
        return responder.pending;
      },
      close: () => {
        this.responders.delete(responder);
        return responder.close();
      },
    };
  }

  drain(): Promise<void> {
    if (this.state === 'closed') return Promise.resolve();
    this.state = 'draining';
    return new Promise((resolve) => {
      this.onClosed.push(resolve);
      this.closeWhenIdle();
    });
  }

  private whyNot(message: BusMessage): BusFault | undefined {
    if (this.state === 'closed') return closedFault();
    // Whoever has a route has been looked at.
    const fault = this.routes.has(message.subject) ? undefined : subjectFault(message.subject);
    return fault ?? sizeFault(message);
  }

  private carry(message: BusMessage): Promise<void> {
    const { queues, counts } = this.route(message.subject);
    for (const queue of queues) {
      if (!queue.refuses) continue;
      this.counts.refused += 1;
      const name = queue.durable ?? queue.pattern;
      return Promise.reject(new BusFault('full', `${message.subject}: no more is kept for the subscriber ${name}`));
    }
    this.counts.published += 1;
    counts.published += 1;
    let ticket: Ticket | undefined;
    for (const queue of queues) {
      if (queue.offer(message)) continue;
      ticket ??= new Ticket();
      queue.wait(message, ticket);
    }
    if (ticket === undefined) return TAKEN;
    this.counts.waited += 1;
    return ticket.promise;
  }

  private route(subject: string): Route {
    let route = this.routes.get(subject);
    if (route === undefined) {
      if (this.routes.size >= ROUTES_MAX) this.routes.clear();
      const queues = [...this.queues].filter(({ pattern }) => matches(pattern, subject));
      route = { queues, counts: this.family(subject) };
      this.routes.set(subject, route);
    }
    return route;
  }

  private queueFor(pattern: string, options: SubscribeOptions): MemoryQueue {
    const { durable } = options;
    for (const queue of this.queues) {
      if (durable === undefined || queue.durable !== durable) continue;
      if (queue.open) throw new BusFault('taken', `durable: "${durable}" has a subscriber`);
      if (queue.pattern === pattern) return queue;
      throw new BusFault('taken', `durable: "${durable}" subscribes to ${queue.pattern}, was asked for ${pattern}`);
    }
    const queue = new MemoryQueue(pattern, this.clock, this.events, options);
    this.queues.add(queue);
    this.routes.clear();
    return queue;
  }

  private remove(queue: MemoryQueue): void {
    this.queues.delete(queue);
    this.routes.clear();
  }

  /** To `dlq.<subject>`, with the reason. Nobody waits for it but the queue that it came from. */
  private async bury(message: BusMessage, reason: string, attempts: number, subscriber: string): Promise<void> {
    this.counts.deadLetters += 1;
    this.family(message.subject).deadLetters += 1;
    const subject = `${DEAD_LETTERS}.${message.subject}`;
    const endless = message.subject.startsWith(`${DEAD_LETTERS}.`);
    if (endless || this.state === 'closed' || this.route(subject).queues.some(({ refuses }) => refuses)) {
      this.counts.dropped += 1;
      return;
    }
    const headers = {
      ...message.headers,
      [DeadLetterHeader.reason]: reason,
      [DeadLetterHeader.attempts]: String(attempts),
      [DeadLetterHeader.subscriber]: subscriber,
    };
    await this.carry({ ...message, subject, headers });
  }

  private requireOpen(): void {
    if (this.state !== 'open') throw closedFault();
  }

  private closeWhenIdle(): void {
    if (this.state !== 'draining') return;
    for (const queue of this.queues) if (queue.open && !queue.resting) return;
    for (const responder of this.responders) if (responder.pending > 0) return;
    this.state = 'closed';
    for (const queue of this.queues) void queue.stop(false);
    this.queues.clear();
    this.responders.clear();
    this.routes.clear();
    for (const resolve of this.onClosed.splice(0)) resolve();
  }
}

function familyOf(subject: string): string {
  const dot = subject.indexOf('.');
  return dot < 0 ? subject : subject.slice(0, dot);
}

function closedFault(): BusFault {
  return new BusFault('closed', 'the bus is closed');
}
