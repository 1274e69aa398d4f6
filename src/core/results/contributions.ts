import { carinoLinks } from '../statistics/linking.ts';
import type { Holdings } from './holdings.ts';
import type { Recording } from './recording.ts';

/** Equity at the closes of sessions and the returns between them, the first from `startEquity`. */
export interface SessionReturns {
  readonly startEquity: number;
  readonly equity: ArrayLike<number>;
  readonly returns: ArrayLike<number>;
}

const ROUNDING = 1e-12;

/** What each part added to the return of each session; the last column is what no part explains. */
export type Contributions = readonly Float64Array[];

/**
 * By instrument: the change of what is held less what was put in, over equity at the close before. Costs, dividends and fees of
 * holding are in it; the rest is interest on cash, and what cash in other currencies made. Needs the holdings of all sessions.
 */
export function instrumentContributions(
  { instruments, lots, lotValues, paid }: Holdings,
  sessions: SessionReturns,
): Contributions {
  const worth = (cell: number): number => (lots[cell] === 0 ? 0 : lots[cell] * lotValues[cell]);
  return over(sessions, instruments, (t, i) => {
    const cell = t * instruments + i;
    const before = cell - instruments;
    if (t === 0) return worth(cell) - paid[cell];
    return worth(cell) - worth(before) - (paid[cell] - paid[before]);
  });
}

/** By agent: the change of its profit; the rest is the house's. */
export function agentContributions(
  { agentSessions }: Pick<Recording, 'agentSessions'>,
  agents: number,
  sessions: SessionReturns,
): Contributions {
  // Rows come session by session, all agents each time.
  const profit = (t: number, agent: number): number => (t < 0 ? 0 : agentSessions.profit[t * agents + agent]);
  return over(sessions, agents, (t, agent) => profit(t, agent) - profit(t - 1, agent));
}

function over(
  { startEquity, equity, returns }: SessionReturns,
  parts: number,
  gain: (session: number, part: number) => number,
): Contributions {
  const columns = Array.from({ length: parts + 1 }, () => new Float64Array(returns.length));
  for (let t = 0; t < returns.length; t++) {
    const before = t === 0 ? startEquity : equity[t - 1];
    let rest = returns[t];
    for (let part = 0; part < parts; part++) {
      const share = before > 0 ? gain(t, part) / before : 0;
      columns[part][t] = share;
      rest -= share;
    }
    // What floats leave of a sum is no part of it.
    columns[parts][t] = Math.abs(rest) < ROUNDING ? 0 : rest;
  }
  return columns;
}

/** Each part over the whole time: linked, so that they add up to the total return. undefined once all was lost. */
export function linkedContributions(columns: Contributions, returns: ArrayLike<number>): number[] | undefined {
  const links = carinoLinks(returns);
  if (links === undefined) return undefined;
  return columns.map((column) => column.reduce((sum, value, t) => sum + value * links[t], 0));
}
