import { Fault } from '../base/fault.ts';
import { MINUTE_US, parseDuration, SECOND_US, type Us } from '../base/time.ts';

export const ProfileName = {
  conservative: 'conservative',
  moderate: 'moderate',
  aggressive: 'aggressive',
  /** no limit at all: for comparisons with other engines */ unlimited: 'unlimited',
} as const;
export type ProfileName = (typeof ProfileName)[keyof typeof ProfileName];

/** A limit in money: a share of equity, or an amount in account currency. The one that is not set is Infinity. */
export interface MoneyLimit {
  readonly ratio: number;
  readonly amount: number;
}

/** Every limit of an account. Infinity is no limit. */
export interface Limits {
  /** worst-case notional of one instrument / equity */
  readonly position: MoneyLimit;
  /** worst-case gross exposure / equity */
  readonly gross: MoneyLimit;
  /** worst-case notional of one correlation bucket / equity */
  readonly bucket: MoneyLimit;
  /** loss since the day's start / equity at that start */
  readonly dailyLoss: MoneyLimit;
  /** loss since the high-water mark / that mark */
  readonly drawdown: MoneyLimit;
  /** one-day value at risk / equity, at `confidence` */
  readonly valueAtRisk: MoneyLimit;
  readonly confidence: number;
  /** order size / 20-day average volume */
  readonly orderVolume: number;
  /** distance from the last price, as a fraction of it */
  readonly collar: number;
  readonly ordersPerMinute: number;
  /** 0: repeats are not looked for */
  readonly duplicateWithinUs: Us;
}

export const ORDER_RATE_WINDOW_US = MINUTE_US;

const OFF = Number.POSITIVE_INFINITY;

function profile(
  [position, gross, bucket]: [number, number, number],
  [dailyLoss, drawdown]: [number, number],
  [valueAtRisk, confidence]: [number, number],
  [orderVolume, collar]: [number, number],
  ordersPerMinute: number,
  duplicateWithinUs: Us,
): Limits {
  return {
    position: share(position),
    gross: share(gross),
    bucket: share(bucket),
    dailyLoss: share(dailyLoss),
    drawdown: share(drawdown),
    valueAtRisk: share(valueAtRisk),
    confidence,
    orderVolume,
    collar,
    ordersPerMinute,
    duplicateWithinUs,
  };
}

export const PROFILES: Readonly<Record<ProfileName, Limits>> = {
  conservative: profile([0.1, 1, 0.2], [0.01, 0.05], [0.02, 0.99], [0.01, 0.02], 60, SECOND_US),
  moderate: profile([0.3, 1.5, 0.5], [0.03, 0.1], [0.04, 0.95], [0.05, 0.05], 100, SECOND_US),
  aggressive: profile([1, 3, 1.5], [0.06, 0.2], [0.1, 0.9], [0.1, 0.1], 1_000, SECOND_US / 5),
  unlimited: profile([OFF, OFF, OFF], [OFF, OFF], [OFF, 0.99], [OFF, OFF], OFF, 0),
};

function share(ratio: number): MoneyLimit {
  return { ratio, amount: OFF };
}

type MoneyRule = 'position' | 'gross' | 'bucket' | 'dailyLoss' | 'drawdown' | 'valueAtRisk';

/** A bare name is a fraction of equity; `max…` is an amount in account currency. */
const AMOUNT_KEYS: Readonly<Record<string, MoneyRule>> = {
  maxPosition: 'position',
  maxExposure: 'gross',
  maxBucket: 'bucket',
  maxDailyLoss: 'dailyLoss',
  maxDrawdown: 'drawdown',
  maxValueAtRisk: 'valueAtRisk',
};
const RATIO_KEYS: Readonly<Record<MoneyRule, { amountKey: string; most: number }>> = {
  position: { amountKey: 'maxPosition', most: 100 },
  gross: { amountKey: 'maxExposure', most: 100 },
  bucket: { amountKey: 'maxBucket', most: 100 },
  dailyLoss: { amountKey: 'maxDailyLoss', most: 1 },
  drawdown: { amountKey: 'maxDrawdown', most: 1 },
  valueAtRisk: { amountKey: 'maxValueAtRisk', most: 1 },
};

/** The keys that a run file may set on top of a profile. */
export const LIMIT_KEYS: readonly string[] = [
  ...Object.keys(RATIO_KEYS),
  ...Object.keys(AMOUNT_KEYS),
  'confidence',
  'orderVolume',
  'collar',
  'ordersPerMinute',
  'duplicateWithin',
];

type Draft = { -readonly [K in keyof Limits]: Limits[K] };

/**
 * The limits of a profile with the run file's own on top. An explicit key replaces the profile's limit of that rule,
 * whichever way it is given; both ways at once are refused. `none` switches a limit off. A wrong key or value is a Fault.
 */
export function resolveLimits(name: string, overrides: Readonly<Record<string, unknown>> = {}): Limits {
  if (!Object.hasOwn(PROFILES, name)) {
    throw new Fault('config', `risk.profile: expected one of ${Object.keys(PROFILES).join(', ')}, was ${String(name)}`);
  }
  return changeLimits(PROFILES[name as ProfileName], overrides);
}

/** Limits in force with others on top, by the same keys and rules. */
export function changeLimits(inForce: Limits, changes: Readonly<Record<string, unknown>>): Limits {
  const limits: Draft = { ...inForce };
  for (const [key, value] of Object.entries(changes)) if (value !== undefined) setLimit(limits, changes, key, value);
  return limits;
}

function setLimit(limits: Draft, overrides: Readonly<Record<string, unknown>>, key: string, value: unknown): void {
  if (Object.hasOwn(AMOUNT_KEYS, key)) {
    const rule = AMOUNT_KEYS[key];
    if (overrides[rule] !== undefined)
      throw new Fault('config', `risk.${key}: expected either ${key} or ${rule}, not both`);
    limits[rule] = { ratio: OFF, amount: amount(key, rule, value) };
    return;
  }
  switch (key) {
    case 'position':
    case 'gross':
    case 'bucket':
    case 'dailyLoss':
    case 'drawdown':
    case 'valueAtRisk':
      limits[key] = share(fraction(key, value, RATIO_KEYS[key].most, RATIO_KEYS[key].amountKey));
      return;
    case 'orderVolume':
      limits.orderVolume = fraction(key, value, 1);
      return;
    case 'collar':
      limits.collar = fraction(key, value, 0.99);
      return;
    case 'confidence':
      if (typeof value !== 'number' || !(value > 0.5 && value < 1))
        throw wrong(key, 'a confidence between 0.5 and 1', value);
      limits.confidence = value;
      return;
    case 'ordersPerMinute':
      limits.ordersPerMinute = count(key, value);
      return;
    case 'duplicateWithin':
      limits.duplicateWithinUs = value === 'none' ? 0 : duration(key, value);
      return;
    default:
      throw new Fault('config', `risk.${key}: unknown limit; expected one of ${LIMIT_KEYS.join(', ')}`);
  }
}

function fraction(key: string, value: unknown, most: number, amountKey?: string): number {
  if (value === 'none') return OFF;
  if (typeof value === 'number' && value > 0 && value <= most) return value;
  const hint = amountKey === undefined ? '' : ` (an amount of money is ${amountKey})`;
  throw wrong(key, `a fraction above 0 and up to ${most}, or none${hint}`, value);
}

/** Less than one unit of currency is a fraction that went to the wrong key. */
function amount(key: string, ratioKey: string, value: unknown): number {
  if (value === 'none') return OFF;
  if (typeof value === 'number' && value >= 1 && value < OFF) return value;
  throw wrong(key, `an amount of account currency, 1 or more, or none (a fraction of equity is ${ratioKey})`, value);
}

function count(key: string, value: unknown): number {
  if (value === 'none') return OFF;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 1_000_000) return value;
  throw wrong(key, 'a whole number from 1 to 1000000, or none', value);
}

function duration(key: string, value: unknown): Us {
  const us = typeof value === 'string' ? parseDuration(value) : undefined;
  if (us === undefined) throw wrong(key, "a duration such as '1s', or none", value);
  return us;
}

function wrong(key: string, expected: string, value: unknown): Fault {
  return new Fault('config', `risk.${key}: expected ${expected}, was ${JSON.stringify(value) ?? String(value)}`);
}

/** The limit in account currency at this equity. NaN where equity is unknown: nothing lies within it. */
export function amountOf(limit: MoneyLimit, equity: number): number {
  if (limit.ratio === OFF) return limit.amount;
  return Math.min(limit.ratio * equity, limit.amount);
}

/** A billionth of the limit is forgiven: 0.1 x 3 is within 0.3. NaN lies within no limit but the one that is off. */
export function within(value: number, limit: number): boolean {
  return value <= limit + 1e-9 * Math.abs(limit) || limit === OFF;
}

export function isOff(limit: MoneyLimit): boolean {
  return limit.ratio === OFF && limit.amount === OFF;
}
