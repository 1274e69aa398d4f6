import type { Trader } from '../../runtime/trader.ts';
import type { Log } from '../../telemetry/logs.ts';

export type Block = 'limits-missing' | 'audit-stalled' | 'clock-jumped';

/** Why there may be no new risk, besides the engine's own limits: told to the engine, and looked at right before the wire. */
export class Blocks {
  readonly reasons = new Set<string>();
  private readonly trader: () => Pick<Trader, 'condition'> | undefined;
  private readonly log: () => Pick<Log, 'error' | 'warn'> | undefined;

  /** Both may come later than the first reason. */
  constructor(trader: Blocks['trader'], log: Blocks['log']) {
    this.trader = trader;
    this.log = log;
  }

  set(name: Block, on: boolean, why: string): void {
    if (on) {
      this.reasons.add(name);
      this.log()?.error('no new risk', { reason: name, why });
    } else if (this.reasons.delete(name)) this.log()?.warn('this no longer keeps new risk out', { reason: name });
    this.trader()?.condition(name, on, -1, on ? why : '');
  }
}
