import { must } from '../core/base/assert.ts';

/**
 * What can be wrong with rows of bars. Fatal ones are refused on load, since any result from them would be wrong; the others
 * are told and left to the user. Nothing is ever repaired.
 */
export const ProblemKind = {
  timestamp: { fatal: true, what: 'rows whose timestamp cannot be used' },
  session: { fatal: true, what: 'rows on days without a session' },
  number: { fatal: true, what: 'values that are no numbers' },
  missing: { fatal: true, what: 'missing prices' },
  tick: { fatal: true, what: 'prices off the tick' },
  price: { fatal: true, what: 'prices that are not positive' },
  range: { fatal: true, what: 'bars whose low and high do not enclose open and close' },
  crossed: { fatal: true, what: 'quotes with the bid above the ask' },
  volume: { fatal: true, what: 'negative volumes' },
  order: { fatal: true, what: 'rows out of order' },
  duplicate: { fatal: true, what: 'duplicate rows' },
  overlap: { fatal: true, what: 'bars that open before the last one closed' },
  outside: { fatal: false, what: 'bars outside the sessions of the calendar' },
  gap: { fatal: false, what: 'gaps' },
  outlier: { fatal: false, what: 'closes far from their neighbours' },
  volumeless: { fatal: false, what: 'files without volumes' },
  noVolume: { fatal: false, what: 'rows without a volume' },
} as const;
export type ProblemKind = keyof typeof ProblemKind;

export interface Problem {
  /** From 1, the header not counted. */
  readonly row: number;
  readonly kind: ProblemKind;
  readonly text: string;
}

/** How many problems of a kind are kept word for word; the counts go on. */
const KEPT_MAX = 1_000;

/** A list of problems that a hopeless file cannot blow up. */
export class Problems {
  readonly list: Problem[] = [];
  private readonly counts = new Map<ProblemKind, number>();
  private readonly left: number[] = [];

  add(kind: ProblemKind, row: number, text: string): void {
    const count = this.count(kind) + 1;
    this.counts.set(kind, count);
    if (count <= KEPT_MAX) this.list.push({ row, kind, text });
  }

  count(kind: ProblemKind): number {
    return this.counts.get(kind) ?? 0;
  }

  /** A row that made no bar. Rows are left out in order. */
  leaveOut(row: number): void {
    this.left.push(row);
  }

  /** The row that made bar `index`. */
  rowOf(index: number): number {
    let row = index + 1;
    for (const out of this.left) if (out <= row) row += 1;
    return row;
  }

  /** The kinds that are a reason to refuse, each with its first problem and its count, the earliest first. */
  fatal(): { first: Problem; count: number; what: string }[] {
    const kinds = [...this.counts].filter(([kind]) => ProblemKind[kind].fatal);
    return kinds
      .map(([kind, count]) => ({ first: this.firstOf(kind), count, what: ProblemKind[kind].what }))
      .sort((a, b) => a.first.row - b.first.row);
  }

  /** One line for each kind that is no reason to refuse. */
  warnings(): string[] {
    const lines: string[] = [];
    for (const [kind, count] of this.counts) {
      if (ProblemKind[kind].fatal) continue;
      const { row, text } = this.firstOf(kind);
      if (count === 1) lines.push(`row ${row}: ${text}`);
      else lines.push(`${count.toLocaleString('en-US')} ${ProblemKind[kind].what}; the first at row ${row}: ${text}`);
    }
    return lines;
  }

  private firstOf(kind: ProblemKind): Problem {
    return must(
      this.list.find((problem) => problem.kind === kind),
      'a counted problem is on the list',
    );
  }
}
