import { NONE, type OrderPool } from './order-pool.ts';
import { NO_LEVEL, PriceLevels } from './price-levels.ts';

/**
 * Orders in price-time priority: levels by price, and in each a queue in the order of arrival. The book has four: bids and
 * asks by their limits, the best first; waiting buy and sell stops by their stop prices, the one nearest to the market first.
 */
export class BookSide {
  readonly levels = new PriceLevels();
  /** The open size of all its orders, shown or not. */
  lots = 0;
  private readonly pool: OrderPool;
  /** 1 when less is nearer (asks, buy stops), else -1. */
  private readonly sign: 1 | -1;

  constructor(pool: OrderPool, sign: 1 | -1) {
    this.pool = pool;
    this.sign = sign;
  }

  /** The signed price of its best level: +Infinity when there is none. */
  get bestKey(): number {
    return this.levels.key[this.levels.first];
  }

  /** NaN when there is none. */
  get bestTicks(): number {
    return this.levels.count === 0 ? Number.NaN : this.sign * this.bestKey;
  }

  /** What is shown at this price. */
  shownAt(ticks: number): number {
    const level = this.levels.find(this.sign * ticks);
    return level === NO_LEVEL ? 0 : this.levels.shown[level];
  }

  /** To the back of the queue of its price. */
  append(node: number, ticks: number): void {
    const { pool, levels } = this;
    const level = levels.at(this.sign * ticks);
    this.link(node, level);
    pool.level[node] = level;
    levels.shown[level] += pool.shown[node];
    levels.hidden[level] += pool.hidden[node];
    this.lots += pool.shown[node] + pool.hidden[node];
  }

  remove(node: number): void {
    const { pool, levels } = this;
    const level = pool.level[node];
    this.unlink(node, level);
    this.lots -= pool.shown[node] + pool.hidden[node];
    if (levels.head[level] === NONE) {
      levels.remove(level);
      return;
    }
    levels.shown[level] -= pool.shown[node];
    levels.hidden[level] -= pool.hidden[node];
  }

  /** So much of what the order shows is gone: it ends, stays in its place, or shows more from the back of the queue. */
  fill(node: number, lots: number): void {
    const { pool, levels } = this;
    const level = pool.level[node];
    const rest = pool.shown[node] - lots;
    pool.shown[node] = rest;
    levels.shown[level] -= lots;
    this.lots -= lots;
    if (rest > 0) return;
    if (pool.hidden[node] > 0) this.replenish(node, level);
    else this.remove(node);
  }

  /** Takes so much from the open size, what is hidden first; the order keeps its place, and something of it must be left. */
  shrink(node: number, lots: number): void {
    const { pool, levels } = this;
    const level = pool.level[node];
    const fromHidden = Math.min(lots, pool.hidden[node]);
    pool.hidden[node] -= fromHidden;
    levels.hidden[level] -= fromHidden;
    pool.shown[node] -= lots - fromHidden;
    levels.shown[level] -= lots - fromHidden;
    this.lots -= lots;
  }

  private replenish(node: number, level: number): void {
    const { pool, levels } = this;
    const lots = Math.min(pool.display[node], pool.hidden[node]);
    pool.shown[node] = lots;
    pool.hidden[node] -= lots;
    levels.shown[level] += lots;
    levels.hidden[level] -= lots;
    if (levels.tail[level] === node) return;
    this.unlink(node, level);
    this.link(node, level);
  }

  private link(node: number, level: number): void {
    const { pool, levels } = this;
    const last = levels.tail[level];
    pool.previous[node] = last;
    pool.next[node] = NONE;
    if (last === NONE) levels.head[level] = node;
    else pool.next[last] = node;
    levels.tail[level] = node;
  }

  private unlink(node: number, level: number): void {
    const { pool, levels } = this;
    const next = pool.next[node];
    const previous = pool.previous[node];
    if (previous === NONE) levels.head[level] = next;
    else pool.next[previous] = next;
    if (next === NONE) levels.tail[level] = previous;
    else pool.previous[next] = previous;
  }
}
