import { Fault } from '../../base/fault.ts';
import { DAY_US, parseDuration, type Us } from '../../base/time.ts';

const SlicingAlgorithm = {
  twap: 'twap',
  vwap: 'vwap',
  pov: 'pov',
  implementationShortfall: 'implementation-shortfall',
} as const;
type SlicingAlgorithm = (typeof SlicingAlgorithm)[keyof typeof SlicingAlgorithm];

/** At what price a child goes: at market, at the best price of its own side (it waits), or at the other side's (it takes). */
const SlicePrice = { market: 'market', near: 'near', far: 'far' } as const;
type SlicePrice = (typeof SlicePrice)[keyof typeof SlicePrice];

interface CommonSlicing {
  readonly horizonUs: Us;
  /** Steps of the horizon; at most one child leaves in each. */
  readonly slices: number;
  readonly price: SlicePrice;
  /** A smaller child waits for more to fall due, unless nothing else is left. */
  readonly minLots: number;
  /** No child is larger, however far the parent has fallen behind, the sweep aside; Infinity is no cap. */
  readonly maxLots: number;
  /** A step begins later by a random part of up to this fraction of its length. */
  readonly jitter: number;
  /** At the end of the horizon the rest goes at market; otherwise it is given up. */
  readonly sweep: boolean;
}

export interface TwapConfig extends CommonSlicing {
  readonly algorithm: 'twap';
}
export interface VwapConfig extends CommonSlicing {
  readonly algorithm: 'vwap';
  /** A weight per slice. */
  readonly profile: readonly number[];
}
export interface PovConfig extends CommonSlicing {
  readonly algorithm: 'pov';
  /** Our share of all that trades, in (0, 1). */
  readonly participation: number;
}
/** Prices in units of the currency, time in days, quantities in lots. */
export interface ShortfallConfig extends CommonSlicing {
  readonly algorithm: 'implementation-shortfall';
  /** Of the price, per √day. */
  readonly volatility: number;
  /** The extra price per lot a day. */
  readonly temporaryImpact: number;
  /** How far a lot moves the price for good. */
  readonly permanentImpact: number;
  readonly riskAversion: number;
}
export type SlicingConfig = TwapConfig | VwapConfig | PovConfig | ShortfallConfig;

type Section = Readonly<Record<string, unknown>>;

const COMMON_KEYS = ['algorithm', 'horizon', 'slices', 'price', 'minLots', 'maxLots', 'jitter', 'sweep'];
const OWN_KEYS: Readonly<Record<SlicingAlgorithm, readonly string[]>> = {
  twap: [],
  vwap: ['profile'],
  pov: ['participation'],
  'implementation-shortfall': ['volatility', 'temporaryImpact', 'permanentImpact', 'riskAversion'],
};
const SLICES = 10;
const SLICES_MOST = 10_000;
const HORIZON_MOST_US = 30 * DAY_US;

/**
 * How a parent order is sliced, read from plain data and with its defaults in place: `algorithm` and `horizon` ('30m') are
 * wanted, `slices` (10; VWAP: as many as its profile has), `price` (market), `minLots` (1), `maxLots` (none), `jitter` (0)
 * and `sweep` (true; POV: false) are not. A wrong key or value is a Fault that names it under `where`.
 */
export function resolveSlicing(section: Section, where: string): SlicingConfig {
  const read = new Reader(section, where);
  const algorithm = read.oneOf('algorithm', Object.values(SlicingAlgorithm));
  read.onlyKeys([...COMMON_KEYS, ...OWN_KEYS[algorithm]]);
  const profile = algorithm === 'vwap' ? read.weights('profile') : undefined;
  const common: CommonSlicing = {
    horizonUs: read.horizon(),
    slices: read.slices(profile),
    price: read.oneOf('price', Object.values(SlicePrice), 'market'),
    minLots: read.number('minLots', 'a whole number of lots, 1 or more', isSize, 1),
    maxLots: read.number('maxLots', 'a whole number of lots, 1 or more', isSize, Number.POSITIVE_INFINITY),
    jitter: read.number('jitter', 'a fraction from 0 to 1', (value) => value >= 0 && value <= 1, 0),
    sweep: read.flag('sweep', algorithm !== 'pov'),
  };
  if (common.maxLots < common.minLots) throw read.wrong('maxLots', `no less than minLots (${common.minLots})`);
  switch (algorithm) {
    case 'twap':
      return { ...common, algorithm };
    case 'vwap':
      return { ...common, algorithm, profile: profile ?? [] };
    case 'pov': {
      const isShare = (value: number): boolean => value > 0 && value < 1;
      return {
        ...common,
        algorithm,
        participation: read.number('participation', 'a fraction between 0 and 1', isShare),
      };
    }
    case 'implementation-shortfall':
      return { ...common, algorithm, ...read.impact(common) };
  }
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

class Reader {
  private readonly section: Section;
  private readonly where: string;

  constructor(section: Section, where: string) {
    this.section = section;
    this.where = where;
  }

  wrong(key: string, expected: string): Fault {
    const value = this.section[key];
    const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'not given');
    return new Fault('config', `${this.where}.${key}: expected ${expected}, was ${text}`);
  }

  onlyKeys(keys: readonly string[]): void {
    for (const key of Object.keys(this.section)) {
      if (!keys.includes(key))
        throw new Fault('config', `${this.where}.${key}: unknown key; expected one of ${keys.join(', ')}`);
    }
  }

  oneOf<T extends string>(key: string, names: readonly T[], otherwise?: T): T {
    const value = this.section[key] ?? otherwise;
    const found = names.find((name) => name === value);
    if (found === undefined) throw this.wrong(key, `one of ${names.join(', ')}`);
    return found;
  }

  number(key: string, expected: string, isRight: (value: number) => boolean, otherwise?: number): number {
    const value = this.section[key];
    if (value === undefined && otherwise !== undefined) return otherwise;
    if (typeof value !== 'number' || !isRight(value)) throw this.wrong(key, expected);
    return value;
  }

  flag(key: string, otherwise: boolean): boolean {
    const value = this.section[key] ?? otherwise;
    if (typeof value !== 'boolean') throw this.wrong(key, 'true or false');
    return value;
  }

  horizon(): Us {
    const { horizon } = this.section;
    const us = typeof horizon === 'string' ? parseDuration(horizon) : undefined;
    if (us === undefined || us <= 0 || us > HORIZON_MOST_US)
      throw this.wrong('horizon', "a duration such as '30m', up to 30 days");
    return us;
  }

  slices(profile: readonly number[] | undefined): number {
    const expected = `a whole number from 1 to ${SLICES_MOST}`;
    const isRight = (value: number): boolean => isSize(value) && value <= SLICES_MOST;
    const slices = this.number('slices', expected, isRight, profile?.length ?? SLICES);
    if (profile !== undefined && profile.length !== slices)
      throw this.wrong('slices', `as many as the profile has weights (${profile.length})`);
    return slices;
  }

  weights(key: string): readonly number[] {
    const value = this.section[key];
    const isRight =
      Array.isArray(value) &&
      value.length <= SLICES_MOST &&
      value.every((weight) => typeof weight === 'number' && weight >= 0 && weight < Number.POSITIVE_INFINITY) &&
      value.some((weight) => weight > 0);
    if (!isRight) throw this.wrong(key, 'a weight >= 0 per slice, not all 0');
    return [...(value as readonly number[])];
  }

  impact({ horizonUs, slices }: CommonSlicing) {
    const isRight = (value: number): boolean => value >= 0 && value < Number.POSITIVE_INFINITY;
    const temporaryImpact = this.number('temporaryImpact', 'a number above 0', (value) => isRight(value) && value > 0);
    const permanentImpact = this.number('permanentImpact', 'a number >= 0', isRight, 0);
    const most = (2 * temporaryImpact * slices * DAY_US) / horizonUs;
    if (permanentImpact >= most)
      throw this.wrong('permanentImpact', `less than twice the temporary impact over a slice (${most})`);
    return {
      temporaryImpact,
      permanentImpact,
      volatility: this.number('volatility', 'a number >= 0', isRight),
      riskAversion: this.number('riskAversion', 'a number >= 0', isRight),
    };
  }
}
