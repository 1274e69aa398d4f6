/** What can be wrong with a line of a capture, or with the book that its lines make. Each is told; the rest goes on. */
export const RecordProblemKind = {
  cut: 'captures that end in the middle',
  stamp: 'lines without a receive time',
  json: 'lines that are not JSON',
  message: 'messages of a kind that is not read',
  field: 'messages whose fields are missing or make no sense',
  symbol: 'messages of another instrument',
  order: 'lines whose receive time is out of order',
  number: 'messages with a price or a size that is no number',
  tick: 'messages with a price off the tick',
  lot: 'messages with a size off the lot',
  size: 'messages with a negative size',
  crossed: 'books or quotes with the bid at or above the offer',
  offBook: 'trades that were not made in the book',
  venueTime: 'venue times ahead of the corrected receive time',
  gap: 'sequence gaps',
  untrusted: 'records whose book no snapshot ever begins',
  bbo: 'best bids and offers that the rebuilt book does not show',
} as const;
export type RecordProblemKind = keyof typeof RecordProblemKind;

export interface RecordProblem {
  /** The line of the capture, from 1. */
  readonly row: number;
  readonly kind: RecordProblemKind;
  readonly text: string;
}

/** How many of each kind are kept word for word; the counts go on. */
const KEPT_MAX = 100;

export interface ToldProblems {
  readonly counts: Readonly<Partial<Record<RecordProblemKind, number>>>;
  readonly list: readonly RecordProblem[];
}

/** Problems by kind: all are counted, the first of each kind are kept, so that no capture can fill the memory with them. */
export class RecordProblems implements ToldProblems {
  readonly counts: Partial<Record<RecordProblemKind, number>> = {};
  readonly list: RecordProblem[] = [];

  add(kind: RecordProblemKind, row: number, text: string): void {
    const count = (this.counts[kind] ?? 0) + 1;
    this.counts[kind] = count;
    if (count <= KEPT_MAX) this.list.push({ row, kind, text });
  }

  /** Takes over what another list has told. */
  addAll(told: ToldProblems): void {
    this.list.push(...told.list);
    for (const kind of Object.keys(told.counts) as RecordProblemKind[])
      this.counts[kind] = (this.counts[kind] ?? 0) + (told.counts[kind] ?? 0);
  }
}

/** One line per kind: how many, and the first of them. */
export function problemLines(told: ToldProblems): string[] {
  return told.list
    .filter(({ kind }, i) => told.list.findIndex((other) => other.kind === kind) === i)
    .map(({ row, kind, text }) => {
      const count = told.counts[kind] ?? 1;
      if (count === 1) return `line ${row}: ${text}`;
      return `${count.toLocaleString('en-US')} ${RecordProblemKind[kind]}; the first at line ${row}: ${text}`;
    });
}
