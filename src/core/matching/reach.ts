import { type BarPath, LEGS, type Signed } from './bar-path.ts';
import { Mode, type RestingOrder } from './resting-order.ts';

/**
 * Where on the rest of the present leg something happens to an order: the side's price at that place, or NaN. A price that
 * is the present one means at once. `through` is how many ticks beyond a limit the price must go (1, or 0 for touch).
 */
export function reach(order: RestingOrder, path: BarPath, through: number): Signed {
  const now = path.now(order.side);
  const end = path.corner(order.side, path.leg + 1);
  switch (order.mode) {
    case Mode.stop:
      if (now >= order.stop) return now;
      return end >= order.stop ? order.stop : Number.NaN;
    case Mode.touch:
      return reachDown(now, end, order.stop);
    case Mode.limit:
      return reachDown(now, end, order.limit - through);
    default:
      return Number.NaN;
  }
}

function reachDown(now: Signed, end: Signed, level: Signed): Signed {
  if (now <= level) return now;
  return end <= level ? level : Number.NaN;
}

/** Whether the rest of the bar reaches the order. */
export function isWithinReach(order: RestingOrder, path: BarPath, through: number): boolean {
  const level = levelWithinReach(order, path, through);
  return level === level;
}

/**
 * The level at which the rest of the bar reaches the order, or NaN. It changes nothing, so a trailing stop is followed on a
 * copy of its level.
 */
export function levelWithinReach(order: RestingOrder, path: BarPath, through: number): Signed {
  const { side, mode, trail } = order;
  let stop = order.stop;
  let from = path.now(side);
  for (let leg = path.leg; leg < LEGS; leg++) {
    const to = path.corner(side, leg + 1);
    const worst = Math.max(from, to);
    const best = Math.min(from, to);
    if (trail > 0) stop = Math.min(stop, from + trail);
    if (mode === Mode.stop && worst >= stop) return stop;
    if (mode === Mode.touch && best <= stop) return stop;
    if (mode === Mode.limit && best <= order.limit - through) return order.limit;
    from = to;
  }
  return Number.NaN;
}
