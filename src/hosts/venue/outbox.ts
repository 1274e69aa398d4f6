import type { Journal } from '../../journal/journal.ts';

/** Whoever messages go to. */
export interface Recipient {
  deliver(text: string): void;
}

interface Leaving {
  readonly to: Recipient;
  readonly text: string;
  readonly after: number;
}

/**
 * Holds what leaves until the record of its cause is safe, in the order in which it was put in: nothing is said that a restart
 * would not know of.
 */
export class Outbox {
  private readonly journal: Journal;
  private waiting: Leaving[] = [];

  constructor(journal: Journal) {
    this.journal = journal;
    journal.onSynced((sequence) => this.release(sequence));
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** It leaves when everything that is in the journal now is safe. */
  put(to: Recipient, text: string): void {
    const { lastSequence, syncedSequence } = this.journal;
    if (syncedSequence >= lastSequence && this.waiting.length === 0) to.deliver(text);
    else this.waiting.push({ to, text, after: lastSequence });
  }

  private release(synced: number): void {
    const { waiting } = this;
    let ready = 0;
    while (ready < waiting.length && waiting[ready].after <= synced) ready += 1;
    if (ready === 0) return;
    this.waiting = waiting.slice(ready);
    for (let k = 0; k < ready; k++) waiting[k].to.deliver(waiting[k].text);
  }
}
