import type { Fault } from '../core/base/fault.ts';

interface Waiter {
  readonly sequence: number;
  resolve(): void;
  reject(fault: Fault): void;
}

/** Who wants to know that a record is safe, or that none will be any more. */
export class Acknowledgements {
  private waiters: Waiter[] = [];
  private readonly syncedListeners = new Set<(sequence: number) => void>();
  private readonly faultListeners = new Set<(fault: Fault) => void>();

  until(sequence: number): Promise<void> {
    return new Promise((resolve, reject) => this.waiters.push({ sequence, resolve, reject }));
  }

  onSynced(listener: (sequence: number) => void): () => void {
    this.syncedListeners.add(listener);
    return () => void this.syncedListeners.delete(listener);
  }

  onFault(listener: (fault: Fault) => void): () => void {
    this.faultListeners.add(listener);
    return () => void this.faultListeners.delete(listener);
  }

  synced(sequence: number): void {
    const { waiters } = this;
    this.waiters = waiters.filter((waiter) => waiter.sequence > sequence);
    for (const waiter of waiters) if (waiter.sequence <= sequence) waiter.resolve();
    for (const listener of this.syncedListeners) listener(sequence);
  }

  failed(fault: Fault): void {
    const { waiters } = this;
    this.waiters = [];
    for (const waiter of waiters) waiter.reject(fault);
    for (const listener of this.faultListeners) listener(fault);
  }
}
