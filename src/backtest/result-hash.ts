import { createHash, type Hash } from 'node:crypto';
import { hash32 } from '../core/base/random.ts';
import type { Account } from '../core/engine/account.ts';
import type { Out } from '../core/model/out.ts';

const CELLS = 8_192;

/**
 * SHA-256 over what a run decided and what became of it: decisions, orders, fills in the order in which they happened, and
 * the final account. Cells are 64-bit floats, little-endian; names enter once at the start, words as their 32-bit hash.
 * Event times are in it; wall times, paths, versions and reasons are not.
 */
export class ResultHash {
  private readonly hash: Hash;
  private readonly cells = new Float64Array(CELLS);
  private readonly bytes = new Uint8Array(this.cells.buffer);
  private count = 0;

  constructor(account: Account) {
    this.hash = createHash('sha256');
    const names = [...account.instruments.map(({ name }) => name), '', ...account.spec.agents.map(({ id }) => id)];
    this.hash.update(JSON.stringify(names));
  }

  take(out: Out): void {
    const { decisions, orders, fills, actions, charges } = out;
    for (let i = 0; i < decisions.count; i++) {
      this.row(1, decisions.tsUs[i], decisions.instrument[i], hash32(decisions.kind[i]), decisions.presentLots[i]);
      this.row(2, decisions.decidedLots[i], decisions.allowedLots[i], decisions.participating[i], 0);
    }
    for (let i = 0; i < orders.count; i++) {
      this.row(3, orders.tsUs[i], orders.agent[i], orders.instrument[i], hash32(orders.origin[i]));
      this.row(4, orders.side[i] * orders.lots[i], hash32(orders.type[i]), hash32(orders.timeInForce[i]), 0);
      this.row(5, orders.limitTicks[i], orders.stopTicks[i], orders.trailTicks[i], 0);
    }
    for (let i = 0; i < actions.count; i++) {
      this.row(8, actions.tsUs[i], actions.instrument[i], hash32(actions.kind[i]), actions.amount[i]);
      this.row(9, actions.numerator[i], actions.denominator[i], 0, 0);
    }
    for (let i = 0; i < charges.count; i++) {
      this.row(10, charges.tsUs[i], charges.instrument[i], charges.owner[i], Number(charges.cash[i]));
      this.row(11, hash32(charges.kind[i]), hash32(charges.currency[i]), 0, 0);
    }
    for (let i = 0; i < fills.count; i++) {
      this.row(6, fills.tsUs[i], fills.instrument[i], fills.signedLots[i], fills.priceTicks[i]);
      this.row(7, Number(fills.fee[i]), Number(fills.slippage[i]), fills.maker[i], 0);
    }
  }

  private row(kind: number, a: number, b: number, c: number, d: number): void {
    if (this.count + 5 > CELLS) this.flush();
    const { cells } = this;
    let at = this.count;
    cells[at++] = kind;
    // NaN has many bit patterns, and -0 is not 0: one of each.
    cells[at++] = canonical(a);
    cells[at++] = canonical(b);
    cells[at++] = canonical(c);
    cells[at++] = canonical(d);
    this.count = at;
  }

  private flush(): void {
    this.hash.update(this.bytes.subarray(0, this.count * 8));
    this.count = 0;
  }

  /** Adds the final account and returns the digest in hex. Call it once. */
  finish(account: Account): string {
    this.flush();
    const { ledger } = account;
    const currencies = [
      ...new Set([account.spec.account.currency, ...account.instruments.map(({ currency }) => currency)]),
    ].sort();
    for (const currency of currencies) {
      this.hash.update(`${currency} ${ledger.accountCash(currency)} ${ledger.fees(ledger.account, currency)}\n`);
    }
    for (const { index, name } of account.instruments) this.hash.update(`${name} ${ledger.accountPosition(index)}\n`);
    return this.hash.digest('hex');
  }
}

function canonical(value: number): number {
  return Number.isNaN(value) ? Number.NaN : value + 0;
}
