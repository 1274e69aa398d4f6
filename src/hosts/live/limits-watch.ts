import { Fault } from '../../core/base/fault.ts';
import { formatDuration } from '../../core/base/time.ts';
import { type Limits, type MoneyLimit, resolveLimits } from '../../core/risk/limits.ts';
import { LIMIT_KEYS } from '../../core/risk/limits.ts';
import { type LimitsState, readLimitsFile } from '../../config/limits-file.ts';
import type { Cancel, Clock } from '../../telemetry/clock.ts';

const LOOK_MS = 1_000;

export interface LimitsWatchParts {
  readonly clock: Clock;
  readonly path: string;
  /** Those that the engine decides by. */
  readonly inForce: () => Limits;
  /** To be set, by the keys of `risk`. */
  readonly set: (limits: Readonly<Record<string, number | string>>, version: string) => void;
  /** Limits cannot be read: no new risk; or they can again. */
  readonly onTrouble: (troubled: boolean, why: string) => void;
}

/**
 * Limits in a file of their own are those of the file, at every moment: what changes there is set, and while it is missing or
 * wrong there is no new risk.
 */
export class LimitsWatch {
  private readonly parts: LimitsWatchParts;
  private seen = '';
  private cancel: Cancel | undefined;
  private isOver = false;

  constructor(parts: LimitsWatchParts) {
    this.parts = parts;
  }

  begin(): void {
    if (this.isOver) return;
    this.look();
    this.cancel = this.parts.clock.after(LOOK_MS, () => this.begin());
  }

  close(): void {
    this.isOver = true;
    this.cancel?.();
  }

  /** Reads the file; what it says is taken once. */
  look(): void {
    const read = readLimitsFile(this.parts.path);
    const said = read.state === 'known' ? read.hash : `${read.state}: ${read.reason}`;
    if (said === this.seen) return;
    this.seen = said;
    this.take(read);
  }

  private take(read: LimitsState): void {
    const { inForce, set, onTrouble } = this.parts;
    if (read.state !== 'known') {
      onTrouble(true, read.reason);
      return;
    }
    const wanted = limitsIn(read.risk);
    if (wanted instanceof Fault) {
      onTrouble(true, wanted.message);
      return;
    }
    if (JSON.stringify(keysOf(wanted)) !== JSON.stringify(keysOf(inForce()))) set(keysOf(wanted), read.hash);
    onTrouble(false, '');
  }
}

/** What a `risk` section adds up to; a Fault where it cannot be. */
export function limitsIn(risk: Readonly<Record<string, unknown>>): Limits | Fault {
  try {
    const own = Object.entries(risk).filter(([key]) => LIMIT_KEYS.includes(key));
    return resolveLimits(String(risk.profile ?? 'moderate'), Object.fromEntries(own));
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

/** All limits by the keys of a run file: setting them leaves nothing of those before. */
export function keysOf(limits: Limits): Readonly<Record<string, number | string>> {
  const { confidence, orderVolume, collar, ordersPerMinute, duplicateWithinUs } = limits;
  return {
    ...money('position', 'maxPosition', limits.position),
    ...money('gross', 'maxExposure', limits.gross),
    ...money('bucket', 'maxBucket', limits.bucket),
    ...money('dailyLoss', 'maxDailyLoss', limits.dailyLoss),
    ...money('drawdown', 'maxDrawdown', limits.drawdown),
    ...money('valueAtRisk', 'maxValueAtRisk', limits.valueAtRisk),
    confidence,
    orderVolume: orNone(orderVolume),
    collar: orNone(collar),
    ordersPerMinute: orNone(ordersPerMinute),
    duplicateWithin: duplicateWithinUs === 0 ? 'none' : formatDuration(duplicateWithinUs),
  };
}

function money(ratioKey: string, amountKey: string, { ratio, amount }: MoneyLimit): Record<string, number | string> {
  return Number.isFinite(amount) ? { [amountKey]: amount } : { [ratioKey]: orNone(ratio) };
}

function orNone(value: number): number | string {
  return Number.isFinite(value) ? value : 'none';
}
