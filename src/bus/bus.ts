/** One message as a bus carries it: the body is the JSON envelope of src/contracts, which the bus does not read. */
export interface BusMessage {
  /** Tokens joined by dots: `decisions.meta`, `control.kill`. */
  readonly subject: string;
  /** Who numbered it, and its number there: what receivers deduplicate by. */
  readonly source: string;
  readonly sequence: number;
  /** At most 1 MiB in UTF-8. */
  readonly body: string;
  /** Trace context and the like; names in lower case. At most 64 KiB in all. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a dead letter's headers say beside those of the message. */
export const DeadLetterHeader = {
  reason: 'dlq-reason',
  attempts: 'dlq-attempts',
  subscriber: 'dlq-subscriber',
} as const;

/** A message on its way to one subscriber. Not answered in time, it comes again: handlers must be idempotent. */
export interface Delivery {
  readonly message: BusMessage;
  /** 1 the first time. */
  readonly attempt: number;
  /** It has been taken care of, durably where that matters. Also right after the handler has returned, and when late. */
  ack(): void;
  /** Not now: it comes again after the given time, and whatever was handed over after it and is not answered, behind it. */
  retry(afterMs?: number): void;
  /** Never again: it goes to `dlq.<subject>` with the reason. */
  refuse(reason: string): void;
}

export interface SubscribeOptions {
  /** A durable subscription goes on, after a restart of the subscriber, where it stood. One subscriber at a time. */
  readonly durable?: string;
  /** Messages not yet answered, those that wait their turn included; at the limit the publisher of a subscribed subject waits. Default 1,024. */
  readonly maxPending?: number;
  /** After this long without an answer a delivery has failed, and is made again. Default 30,000. */
  readonly ackWaitMs?: number;
  /** A message that has failed so many times goes to the dead letters. Default 3. */
  readonly attemptsMax?: number;
}

export interface Subscription {
  /** Messages not yet answered: handed over, or waiting behind those. What grows here is a slow consumer. */
  readonly pending: number;
  /** No more deliveries; resolves when the handler at work is done. A durable one keeps its place, and what comes meanwhile. */
  close(): Promise<void>;
  /** Closes, and gives up the place of a durable one. */
  forget(): Promise<void>;
}

/** Answers requests until it is closed, which resolves when those at work are done. */
export interface Responder {
  readonly pending: number;
  close(): Promise<void>;
}

/**
 * Carries messages between the parts of a platform; never the record.
 *
 * A subscription's handler is called for one message at a time, per subject in the order in which they were published. The
 * next call waits until the handler has returned (not until it has acknowledged: who writes in groups acknowledges later). A
 * handler that throws, or asks for a retry before it returns, holds up what follows until the message has been taken or has
 * gone to the dead letters: nothing overtakes. A message may arrive more than once, so receivers keep a high-water mark
 * (`dedupe.ts`). A handler that overstays `ackWaitMs` is given up.
 */
export interface Bus {
  /**
   * Resolves when the bus has taken it; waits while a subscriber of the subject is full. Rejects with a `BusFault`: closed,
   * full, subject, too-large. Calls that are not awaited keep their order too, but a bus refuses what piles up.
   */
  publish(message: BusMessage): Promise<void>;
  /**
   * For whoever reads along: published, where anybody subscribes, as `make` makes it, and counted either way. Nobody waits for it,
   * and what the bus cannot take is dropped. `make` is called before this returns, or never.
   */
  offer(subject: string, make: () => BusMessage): void;
  /** Whether anybody subscribes to it: what is costly to make need not be made for nobody. A bus that cannot know says yes. */
  listens(subject: string): boolean;
  /**
   * `*` stands for one token, a last `>` for one or more; dead letters only reach a pattern that begins with `dlq`. Only what
   * is published from now on is delivered, or since a durable subscription of this name was first made.
   */
  subscribe(
    pattern: string,
    handler: (delivery: Delivery) => void | Promise<void>,
    options?: SubscribeOptions,
  ): Subscription;
  /** Asks whoever responds on this subject. A `BusFault` says: no-responder, timeout, failed, closed. */
  request(message: BusMessage, timeoutMs: number): Promise<BusMessage>;
  /** Answers requests; one responder per subject at a time. */
  respond(pattern: string, handler: (message: BusMessage) => Promise<BusMessage>): Responder;
  /**
   * Delivers what it has, what handlers publish meanwhile included, then closes. Takes no new subscribers
   * from the start; who publishes from outside stops first. Resolves when every message is answered or a dead letter.
   */
  drain(): Promise<void>;
}
