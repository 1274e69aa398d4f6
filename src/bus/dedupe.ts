import type { BusMessage } from './bus.ts';

/** What identifies a message for good. */
export type Numbered = Pick<BusMessage, 'source' | 'subject' | 'sequence'>;

/**
 * What a receiver has had already. Our own parts number their messages upward, and a subject keeps their order, so the highest
 * number of each source on each subject says it all: no window of time, and no memory that grows with the messages. A source
 * that starts anew goes on with its numbers, or takes another name.
 *
 * Raise a mark when the effect of the message is safe, not before: what was refused or lost must be let in again.
 */
export class HighWaterMarks {
  private readonly marks = new Map<string, Map<string, number>>();

  /** As `save` gave them. */
  static load(saved: SavedMarks): HighWaterMarks {
    const marks = new HighWaterMarks();
    for (const [source, subject, sequence] of saved) marks.raise({ source, subject, sequence });
    return marks;
  }

  isNew({ source, subject, sequence }: Numbered): boolean {
    const mark = this.marks.get(source)?.get(subject);
    return mark === undefined || sequence > mark;
  }

  /** Never lowers. */
  raise(message: Numbered): void {
    if (!this.isNew(message)) return;
    let subjects = this.marks.get(message.source);
    if (subjects === undefined) this.marks.set(message.source, (subjects = new Map()));
    subjects.set(message.subject, message.sequence);
  }

  /** In an order that does not depend on which came first. */
  save(): SavedMarks {
    const rows: [string, string, number][] = [];
    for (const [source, subjects] of this.marks)
      for (const [subject, sequence] of subjects) rows.push([source, subject, sequence]);
    return rows.sort((a, b) => (a[0] === b[0] ? compare(a[1], b[1]) : compare(a[0], b[0])));
  }
}

export type SavedMarks = readonly (readonly [source: string, subject: string, sequence: number])[];

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
