import { type BarFrame, idOfClient, type MarketFrame, type ToVenue } from '../../brokers/paper/protocol.ts';
import type { VenueMarket } from './spec.ts';

export type Of<Kind extends ToVenue['kind']> = Extract<ToVenue, { readonly kind: Kind }>;

/** What changes the exchange, and so is written to its journal. */
export type ExchangeInput =
  | Of<'submit' | 'cancel' | 'replace' | 'cross' | 'cross-cancel' | 'cancel-all' | 'desk'>
  | MarketFrame
  | { readonly kind: 'fence'; readonly fence: number };

/** The answer to a command, before the reports that it caused have their numbers in it. */
export type Verdict =
  | { readonly kind: 'ack' }
  | { readonly kind: 'reject'; readonly reason: string; readonly reported: boolean }
  | { readonly kind: 'cancelled'; readonly cancelled: readonly string[] };

/** Why this cannot be an input of an exchange of these markets, whatever it has done so far. */
export function inputProblem(input: ExchangeInput, markets: readonly VenueMarket[]): string | undefined {
  switch (input.kind) {
    case 'submit':
      if (idOfClient(input.order.clientOrderId) === undefined) return 'client-order-id';
      return input.order.terms.instrument < markets.length ? undefined : 'instrument';
    case 'cross':
      if (idOfClient(input.clientOrderId) === undefined) return 'client-order-id';
      return input.instrument < markets.length ? undefined : 'instrument';
    case 'open':
    case 'path':
    case 'close':
      return barProblem(input.bar, markets);
    case 'quote':
    case 'trade':
      if (input.instrument >= markets.length) return 'instrument';
      return markets[input.instrument] === 'bars' ? 'it is filled by bars' : quoteProblem(input);
    case 'depth':
      if (input.instrument >= markets.length) return 'instrument';
      return markets[input.instrument] === 'books' ? levelsProblem(input) : 'it is not filled by books';
    case 'desk':
      if (input.action.do !== 'move') return undefined;
      return input.action.instrument < markets.length ? undefined : 'instrument';
    default:
      return undefined;
  }
}

function barProblem(bar: BarFrame['bar'], markets: readonly VenueMarket[]): string | undefined {
  if (bar.instrument >= markets.length) return 'instrument';
  if (markets[bar.instrument] !== 'bars') return 'it is filled by quotes and trades';
  if (bar.openUs > bar.tsUs) return 'a bar that ends before it opens';
  const inside = (price: number): boolean => bar.low <= price && price <= bar.high;
  if (!inside(bar.open) || !inside(bar.close)) return 'a bar whose open or close lies outside its range';
  if (bar.sides !== undefined) return undefined;
  return [bar.open, bar.high, bar.low, bar.close].every(Number.isInteger) ? undefined : 'half ticks without sides';
}

function levelsProblem({ levels }: Of<'depth'>): string | undefined {
  if (levels.length % 3 !== 0) return 'levels of a side, ticks and lots each';
  for (let k = 0; k < levels.length; k += 3) {
    if (levels[k] !== 1 && levels[k] !== -1) return 'a side';
    if (levels[k + 1] <= 0) return 'a price';
    if (levels[k + 2] < 0) return 'a negative size';
  }
  return undefined;
}

function quoteProblem(input: Of<'quote' | 'trade'>): string | undefined {
  if (input.kind === 'trade') return input.lots > 0 ? undefined : 'a trade without a size';
  if (input.bidLots < 0 || input.askLots < 0) return 'a negative size';
  const crossed = input.bidLots > 0 && input.askLots > 0 && input.bidTicks > input.askTicks;
  return crossed ? 'a bid above the ask' : undefined;
}
