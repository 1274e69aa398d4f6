import type { Us } from '../base/time.ts';
import type { RuleName } from './refusal.ts';

/** One stretch of time in which a rule let no new risk through. */
export interface Halt {
  readonly rule: RuleName;
  readonly fromUs: Us;
  /** null while it lasts. */
  readonly toUs: Us | null;
  /** '' for the account; an agent or an instrument for a kill of that scope. */
  readonly id: string;
  /** Why it began; who ended it and why. */
  readonly reason: string;
  readonly released: string;
}

/** The list of halts that results show. */
export class Halts {
  private rows: { -readonly [K in keyof Halt]: Halt[K] }[] = [];

  begin(rule: RuleName, fromUs: Us, reason = '', id = ''): void {
    if (this.last(rule, id) === undefined) this.rows.push({ rule, fromUs, toUs: null, id, reason, released: '' });
  }

  end(rule: RuleName, toUs: Us, released = '', id = ''): void {
    const row = this.last(rule, id);
    if (row === undefined) return;
    row.toUs = toUs;
    row.released = released;
  }

  list(): readonly Halt[] {
    return this.rows;
  }

  load(rows: readonly Halt[]): void {
    this.rows = rows.map((row) => ({ ...row }));
  }

  private last(rule: RuleName, id: string): { -readonly [K in keyof Halt]: Halt[K] } | undefined {
    return this.rows.findLast((row) => row.toUs === null && row.rule === rule && row.id === id);
  }
}
