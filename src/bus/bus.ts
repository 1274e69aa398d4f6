/** One message as a bus carries it: the body is the JSON envelope of src/contracts, which the bus does not read. */
export interface BusMessage {
  /** Tokens joined by dots: `decisions.meta`, `control.kill`. */
  readonly subject: string;
  /** Who numbered it, and its number there: what receivers deduplicate by. */
  readonly source: string;
  readonly sequence: number;
  readonly body: string;
  /** Trace context and the like; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A message on its way to one subscriber. Not acknowledged in time, it comes again: handlers must be idempotent. */
export interface Delivery {
  readonly message: BusMessage;
  /** 1 the first time. */
  readonly attempt: number;
  /** It has been taken care of, durably where that matters. */
  ack(): void;
  /** Not now: it comes again after the given time. */
  retry(afterMs?: number): void;
  /** Never again: it goes to `dlq.<subject>` with the reason. */
  refuse(reason: string): void;
}

export interface SubscribeOptions {
  /** A durable subscription goes on, after a restart of the subscriber, where it stood. */
  readonly durable?: string;
  /** Deliveries not yet acknowledged; at the limit the publisher of a subscribed subject waits. Default 1,024. */
  readonly maxPending?: number;
  /** After this long without an answer a delivery is made again. Default 30,000. */
  readonly ackWaitMs?: number;
  /** After so many attempts a message goes to the dead letters. Default 3. */
  readonly attemptsMax?: number;
}

export interface Subscription {
  /** Deliveries made and not yet answered, and messages waiting behind them. */
  readonly pending: number;
  /** No more deliveries; resolves when the handler at work is done. */
  close(): Promise<void>;
}

/**
 * Carries messages between the parts of a platform; never the record. Per subject, messages arrive in the order in which they
 * were published; a message may arrive more than once.
 */
export interface Bus {
  /** Resolves when the bus has taken it; waits while a subscriber of the subject is full. */
  publish(message: BusMessage): Promise<void>;
  /** `*` stands for one token, a last `>` for one or more. */
  subscribe(
    pattern: string,
    handler: (delivery: Delivery) => void | Promise<void>,
    options?: SubscribeOptions,
  ): Subscription;
  /** Asks whoever responds on this subject; a `BusFault` when nobody does, or not in time. */
  request(message: BusMessage, timeoutMs: number): Promise<BusMessage>;
  /** Answers requests; one responder per subject at a time. */
  respond(pattern: string, handler: (message: BusMessage) => Promise<BusMessage>): Subscription;
  /** Takes nothing new, delivers what it has, closes. */
  drain(): Promise<void>;
}
