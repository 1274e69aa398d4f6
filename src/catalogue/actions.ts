import { type Decimal, parseDecimal } from '../core/base/decimal.ts';
import { Fault } from '../core/base/fault.ts';
import { readRecords } from './csv.ts';
import { openDataFile } from './file.ts';

/** A row of an actions file: what happens before the open of the first bar on or after its ex-date. */
export interface WrittenAction {
  /** From 1, the header not counted. */
  readonly row: number;
  /** As in the file: '2024-06-10'. */
  readonly date: string;
  readonly kind: 'split' | 'dividend';
  /** split: so many new shares for so many old ones */
  readonly numerator: number;
  readonly denominator: number;
  /** dividend: of one share as it was held the day before, in the instrument's currency */
  readonly amount: Decimal;
}

export interface ActionsFile {
  readonly actions: readonly WrittenAction[];
  /** How many rows are of other instruments. */
  readonly others: number;
  readonly sha256: string;
}

const NONE: Decimal = { units: 0n, scale: 0 };
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const RATIO = /^(\d+(?:\.\d+)?)(?:\s*[:/]\s*(\d+(?:\.\d+)?))?$/;
const PART_MAX = 1_000_000n;

/**
 * Splits and dividends of an instrument: a CSV file with a header of `date` (the ex-date), `split` (2:1, 1:10, 3/2, or 4 for
 * 4:1), `dividend` (of a share), either of which may be empty or missing, and `instrument` where the file is of several. What
 * cannot be read is a Fault that names the row.
 */
export async function readActions(path: string, instrument: string): Promise<ActionsFile> {
  const rows = new ActionRows(path, instrument);
  const sha256 = await readRecords(
    await openDataFile(path),
    (record) => rows.take(record.map((cell) => cell.trim())),
    () => rows.row,
  );
  return { actions: rows.sorted(), others: rows.others, sha256 };
}

class ActionRows {
  private readonly path: string;
  private readonly instrument: string;
  private readonly actions: WrittenAction[] = [];
  private readonly seen = new Set<string>();
  private names: readonly string[] | undefined;
  row = 0;
  others = 0;

  constructor(path: string, instrument: string) {
    this.path = path;
    this.instrument = instrument;
  }

  take(record: readonly string[]): void {
    if (this.names === undefined) {
      this.names = record.map((name) => name.toLowerCase());
      const has = (name: string) => this.names?.includes(name) === true;
      if (!has('date') || !(has('split') || has('dividend')))
        throw new Fault(
          'data',
          `${this.path}: expected a header of date and split or dividend, was ${record.join(', ')}`,
        );
      return;
    }
    this.row += 1;
    const cell = (name: string): string => record[this.names?.indexOf(name) ?? -1] ?? '';
    if (this.names.includes('instrument') && cell('instrument') !== this.instrument) {
      this.others += 1;
      return;
    }
    const date = cell('date');
    if (!isDate(date)) throw this.fault('date', 'a date such as 2024-06-10', date);
    if (cell('dividend') !== '') this.add(date, 'dividend', { amount: this.amountOf(cell('dividend')) });
    if (cell('split') !== '') this.add(date, 'split', this.ratioOf(cell('split')));
  }

  /** By date. Who held at the last close gets the dividend of the shares held then: it comes before a split of the same day. */
  sorted(): WrittenAction[] {
    const place = ({ date, kind }: WrittenAction): string => `${date} ${kind === 'dividend' ? 0 : 1}`;
    return this.actions.toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
  }

  private add(date: string, kind: WrittenAction['kind'], values: Partial<WrittenAction>): void {
    const key = `${date} ${kind}`;
    if (this.seen.has(key)) throw this.fault(kind, `one ${kind} a day`, `a second one on ${date}`);
    this.seen.add(key);
    this.actions.push({ row: this.row, date, kind, numerator: 1, denominator: 1, amount: NONE, ...values });
  }

  private amountOf(text: string): Decimal {
    const amount = parseDecimal(text);
    if (amount === undefined || amount.units <= 0n) throw this.fault('dividend', 'an amount above 0', text);
    return amount;
  }

  private ratioOf(text: string): { numerator: number; denominator: number } {
    const [, up = '', down = '1'] = RATIO.exec(text) ?? [];
    const [a, b] = [parseDecimal(up), parseDecimal(down)];
    if (a === undefined || b === undefined || a.units <= 0n || b.units <= 0n)
      throw this.fault('split', 'a ratio such as 2:1 or 1:10', text);
    let numerator = a.units * 10n ** BigInt(b.scale);
    let denominator = b.units * 10n ** BigInt(a.scale);
    const divisor = gcd(numerator, denominator);
    numerator /= divisor;
    denominator /= divisor;
    if (numerator > PART_MAX || denominator > PART_MAX)
      throw this.fault('split', 'a ratio of whole numbers up to a million', text);
    return { numerator: Number(numerator), denominator: Number(denominator) };
  }

  private fault(field: string, expected: string, was: string): Fault {
    return new Fault('data', `${this.path}: row ${this.row}: ${field}: expected ${expected}, was "${was}"`);
  }
}

/** A day of the calendar: February has no thirtieth. */
function isDate(text: string): boolean {
  if (!DATE.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}
