import { HOLDING_FIGURES, type HoldingFigure } from '../ledger/money.ts';
import type { Instrument } from '../model/instrument.ts';
import type { Books } from './books.ts';
import type { Recording } from './recording.ts';

/** What an owner made with one instrument, or with none: whole units of 10^-scale of its currency, costs positive. */
export interface ProfitPart {
  readonly owner: number;
  /** -1: what belongs to no instrument, which is interest. */
  readonly instrument: number;
  readonly currency: string;
  readonly scale: number;
  /** Before costs: of what was closed, and of what is open at the last mark. */
  realised: bigint;
  open: bigint;
  fees: bigint;
  slippage: bigint;
  borrow: bigint;
  interest: bigint;
  funding: bigint;
  /** Brought, not paid. */
  dividends: bigint;
  /** What no row of the recording explains: costs of rows beyond those that are kept, and postings of no fill. */
  other: bigint;
  /** realised + open + dividends + other − all costs. */
  profit: bigint;
}

const FIGURE_OF: ReadonlyMap<string, HoldingFigure> = new Map(
  HOLDING_FIGURES.map((figure) => [figure === 'dividends' ? 'dividend' : figure, figure]),
);

/**
 * The account's profit by owner and instrument, to the last unit: of each owner and currency the parts add up to equity less
 * what was contributed. Gains come from the ledger, costs from the recording, in the order of owners and then instruments.
 */
export function profitParts(
  { positions, purses }: Books,
  { allocations, charges }: Pick<Recording, 'allocations' | 'charges'>,
  instruments: readonly Instrument[],
): ProfitPart[] {
  const places = instruments.length + 1;
  const scales = new Map(purses.map(({ currency, scale }) => [currency, scale]));
  const found = new Map<string, ProfitPart>();
  const part = (owner: number, instrument: number, currency: string): ProfitPart => {
    const key = `${owner * places + instrument + 1} ${currency}`;
    const known = found.get(key);
    if (known !== undefined) return known;
    const made = nothing(owner, instrument, currency, scales.get(currency) ?? 0);
    found.set(key, made);
    return made;
  };
  const currencies = instruments.map(({ currency }) => currency);
  for (const { owner, instrument, realised, open } of positions) {
    const row = part(owner, instrument, currencies[instrument]);
    row.realised = realised;
    row.open = open;
  }
  for (let i = 0; i < allocations.count; i++) {
    const { fee, slippage } = allocations;
    if (fee[i] === 0n && slippage[i] === 0n) continue;
    const row = part(allocations.owner[i], allocations.instrument[i], currencies[allocations.instrument[i]]);
    row.fees += fee[i];
    row.slippage += slippage[i];
  }
  for (let i = 0; i < charges.count; i++) {
    // What a split leaves of a lot is realised there already.
    const figure = FIGURE_OF.get(charges.kind[i]);
    if (figure === undefined) continue;
    part(charges.owner[i], charges.instrument[i], charges.currency[i])[figure] +=
      figure === 'dividends' ? charges.cash[i] : -charges.cash[i];
  }
  const explained = new Map<string, bigint>();
  for (const row of found.values()) {
    row.profit = row.realised + row.open + row.dividends - row.fees - row.slippage - held(row);
    const key = `${row.owner} ${row.currency}`;
    explained.set(key, (explained.get(key) ?? 0n) + row.profit);
  }
  for (const { owner, currency, profit } of purses) {
    const rest = profit - (explained.get(`${owner} ${currency}`) ?? 0n);
    if (owner < 0 || rest === 0n) continue;
    const row = part(owner, -1, currency);
    row.other += rest;
    row.profit += rest;
  }
  return [...found.values()].sort(
    (a, b) => a.owner - b.owner || a.instrument - b.instrument || (a.currency < b.currency ? -1 : 1),
  );
}

function held({ borrow, interest, funding }: ProfitPart): bigint {
  return borrow + interest + funding;
}

function nothing(owner: number, instrument: number, currency: string, scale: number): ProfitPart {
  const costs = { fees: 0n, slippage: 0n, borrow: 0n, interest: 0n, funding: 0n, dividends: 0n, other: 0n };
  return { owner, instrument, currency, scale, realised: 0n, open: 0n, ...costs, profit: 0n };
}
