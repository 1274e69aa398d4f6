import type { PlainAccount } from './bench.twin.ts';

/** An open order as a test keeps it: what may still fill, and at worst at which price. */
export interface OpenOrder {
  readonly id: number;
  readonly instrument: number;
  readonly side: number;
  lots: number;
  worstTicks: number;
  /** A replacement without an answer: either the one or the other fills. */
  asked: { lots: number; worstTicks: number } | undefined;
}

/** The net positions of an instrument that may come about, by brute force over which of the open orders fill. */
function outcomes(
  account: PlainAccount,
  instrument: number,
  open: readonly OpenOrder[],
): { lots: number; weight: number }[] {
  const orders = open.filter((one) => one.instrument === instrument);
  const choices = orders.map(({ lots, worstTicks, asked }) =>
    asked === undefined ? [undefined, { lots, worstTicks }] : [undefined, { lots, worstTicks }, asked],
  );
  const held = account.lots[instrument];
  const results: { lots: number; weight: number }[] = [];
  const walk = (k: number, fills: { side: number; lots: number; worstTicks: number }[]): void => {
    if (k < orders.length) {
      for (const choice of choices[k])
        walk(k + 1, choice === undefined ? fills : [...fills, { side: orders[k].side, ...choice }]);
      return;
    }
    const net = fills.reduce((sum, { side, lots }) => sum + side * lots, held);
    const toward = Math.sign(net);
    // the lots that make up the net position: those of its side, the dearest first, what is held at the mark
    const units = fills
      .filter(({ side }) => side === toward)
      .map(({ lots, worstTicks }) => ({ lots, ticks: worstTicks }));
    units.sort((a, b) => b.ticks - a.ticks);
    if (held * toward > 0) units.unshift({ lots: Math.abs(held), ticks: account.ticks[instrument] });
    let left = Math.abs(net);
    let weight = 0;
    for (const { lots, ticks } of units) {
      weight += Math.min(left, lots) * ticks;
      left -= Math.min(left, lots);
    }
    results.push({ lots: net, weight: weight * account.rate[instrument] });
  };
  walk(0, []);
  return results;
}

/** The heaviest outcome on one side (1, -1), or on either (0), in account currency. */
export function worstOf(account: PlainAccount, instrument: number, open: readonly OpenOrder[], side = 0): number {
  let worst = 0;
  for (const { lots, weight } of outcomes(account, instrument, open))
    if (side === 0 || lots * side > 0) worst = Math.max(worst, weight);
  return worst;
}

/** Of all outcomes, the furthest on one side: the most positive (1) or the most negative (-1) position. */
export function furthest(account: PlainAccount, instrument: number, open: readonly OpenOrder[], side: number): number {
  return outcomes(account, instrument, open).reduce(
    (most, { lots }) => (lots * side > most * side ? lots : most),
    account.lots[instrument],
  );
}
