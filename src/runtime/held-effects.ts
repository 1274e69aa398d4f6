import type { BrokerChanges, BrokerOrder } from '../brokers/broker.ts';
import type { Consequences } from '../contracts/caused.ts';
import type { Message } from '../contracts/contracts.ts';
import type { Journey } from '../telemetry/hops.ts';
import type { Id } from '../core/base/ids.ts';
import type { Us } from '../core/base/time.ts';

/** What one input wants done outside, in the order in which it came about. */
export type Errand =
  | { readonly kind: 'submit'; readonly id: Id; readonly order: BrokerOrder }
  | { readonly kind: 'cancel'; readonly id: Id; readonly tsUs: Us }
  | { readonly kind: 'replace'; readonly id: Id; readonly changes: BrokerChanges; readonly tsUs: Us }
  | { readonly kind: 'cross'; readonly id: Id; readonly instrument: number; readonly tsUs: Us }
  | { readonly kind: 'cross-cancel'; readonly id: Id };

/** All that an input caused and that must leave the process. */
export interface Effects {
  readonly sequence: number;
  readonly errands: readonly Errand[];
  /** What it was, where it was market data that somebody listens to. */
  readonly signal: Message | undefined;
  readonly caused: Consequences;
  readonly journey: Journey | undefined;
}

/** Effects that wait for the sync of their cause, in order. */
export class HeldEffects {
  private readonly held: Effects[] = [];
  private readonly send: (effects: Effects) => void;
  private waiters: {
    readonly sequence: number;
    readonly resolve: () => void;
    readonly reject: (error: unknown) => void;
  }[] = [];
  private failure: { readonly error: unknown } | undefined;

  /** `send` must not throw. */
  constructor(send: (effects: Effects) => void) {
    this.send = send;
  }

  get count(): number {
    return this.held.length;
  }

  hold(effects: Effects): void {
    if (this.failure === undefined) this.held.push(effects);
  }

  /** The journal has synced everything up to this number. */
  release(sequence: number): void {
    let sent = 0;
    while (sent < this.held.length && this.held[sent].sequence <= sequence) this.send(this.held[sent++]);
    if (sent > 0) this.held.splice(0, sent);
    if (this.waiters.length === 0) return;
    const done = this.waiters.filter((waiter) => waiter.sequence <= sequence);
    this.waiters = this.waiters.filter((waiter) => waiter.sequence > sequence);
    for (const { resolve } of done) resolve();
  }

  /** There will be no sync any more: what is held never leaves, and whoever waits for it is told. */
  fail(error: unknown): void {
    this.failure = { error };
    this.held.length = 0;
    for (const { reject } of this.waiters.splice(0)) reject(error);
  }

  /** Resolves when everything held now has been sent; at once when nothing is. Rejects when it never will be. */
  sent(): Promise<void> | undefined {
    if (this.failure !== undefined) return Promise.reject(this.failure.error);
    const last = this.held.at(-1);
    if (last === undefined) return undefined;
    return new Promise((resolve, reject) => this.waiters.push({ sequence: last.sequence, resolve, reject }));
  }
}
