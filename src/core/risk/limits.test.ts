import { describe, expect, it } from 'vitest';
import { Fault } from '../base/fault.ts';
import { amountOf, isOff, LIMIT_KEYS, PROFILES, resolveLimits, within } from './limits.ts';
import { resolveRisk, RISK_KEYS } from './risk-config.ts';

const row = (name: keyof typeof PROFILES) => {
  const { position, gross, bucket, dailyLoss, drawdown, valueAtRisk, ...rest } = resolveLimits(name);
  const ratios = [position, gross, bucket, dailyLoss, drawdown, valueAtRisk].map(({ ratio }) => ratio);
  return [...ratios, rest.confidence, rest.orderVolume, rest.collar, rest.ordersPerMinute, rest.duplicateWithinUs];
};

describe('limits', () => {
  it('are those of the table, by profile', () => {
    expect(row('conservative')).toEqual([0.1, 1, 0.2, 0.01, 0.05, 0.02, 0.99, 0.01, 0.02, 60, 1_000_000]);
    expect(row('moderate')).toEqual([0.3, 1.5, 0.5, 0.03, 0.1, 0.04, 0.95, 0.05, 0.05, 100, 1_000_000]);
    expect(row('aggressive')).toEqual([1, 3, 1.5, 0.06, 0.2, 0.1, 0.9, 0.1, 0.1, 1000, 200_000]);
    const off = Number.POSITIVE_INFINITY;
    expect(row('unlimited')).toEqual([off, off, off, off, off, off, 0.99, off, off, off, 0]);
  });

  it('take an amount where the key says max, a fraction where it does not', () => {
    const limits = resolveLimits('moderate', { maxDailyLoss: 5000, position: 0.2, maxExposure: 200_000 });
    expect(amountOf(limits.dailyLoss, 1e9)).toBe(5000);
    expect(amountOf(limits.position, 100_000)).toBe(20_000);
    expect(amountOf(limits.gross, 50)).toBe(200_000);
    expect(limits.drawdown).toEqual(PROFILES.moderate.drawdown);
  });

  it.each([
    ['position', 'maxPosition'],
    ['gross', 'maxExposure'],
    ['bucket', 'maxBucket'],
    ['dailyLoss', 'maxDailyLoss'],
    ['drawdown', 'maxDrawdown'],
    ['valueAtRisk', 'maxValueAtRisk'],
  ] as const)('%s has an amount of its own, %s, and not both may be given', (rule, key) => {
    expect(resolveLimits('unlimited', { [key]: 7 })[rule]).toEqual({ ratio: Number.POSITIVE_INFINITY, amount: 7 });
    expect(resolveLimits('unlimited', { [rule]: 0.5 })[rule]).toEqual({ ratio: 0.5, amount: Number.POSITIVE_INFINITY });
    expect(() => resolveLimits('unlimited', { [key]: 7, [rule]: 0.5 })).toThrow(
      `risk.${key}: expected either ${key} or ${rule}, not both`,
    );
    expect(() => resolveLimits('unlimited', { [key]: 7, [rule]: 0.5 })).toThrow(
      expect.objectContaining({ kind: 'config' }),
    );
    expect(isOff(resolveLimits('moderate', { [rule]: 'none' })[rule])).toBe(true);
    expect(isOff(resolveLimits('moderate', { [key]: 'none' })[rule])).toBe(true);
    expect(isOff(resolveLimits('moderate', { [key]: undefined })[rule])).toBe(false);
    expect(() => resolveLimits('unlimited', { [rule]: 1_000 })).toThrow(`(an amount of money is ${key})`);
    expect(LIMIT_KEYS).toContain(rule);
    expect(LIMIT_KEYS).toContain(key);
  });

  it('set the other keys', () => {
    const given = { orderVolume: 0.02, collar: 0.01, confidence: 0.975, ordersPerMinute: 5, duplicateWithin: '250ms' };
    expect(resolveLimits('moderate', given)).toMatchObject({
      orderVolume: 0.02,
      collar: 0.01,
      confidence: 0.975,
      ordersPerMinute: 5,
      duplicateWithinUs: 250_000,
    });
    const none = { orderVolume: 'none', collar: 'none', ordersPerMinute: 'none', duplicateWithin: 'none' };
    expect(resolveLimits('moderate', none)).toMatchObject({
      orderVolume: Number.POSITIVE_INFINITY,
      collar: Number.POSITIVE_INFINITY,
      ordersPerMinute: Number.POSITIVE_INFINITY,
      duplicateWithinUs: 0,
    });
  });

  it.each([
    [
      { position: 50_000 },
      'risk.position: expected a fraction above 0 and up to 100, or none (an amount of money is maxPosition), was 50000',
    ],
    [
      { maxPosition: 0.3 },
      'risk.maxPosition: expected an amount of account currency, 1 or more, or none (a fraction of equity is position), was 0.3',
    ],
    [
      { dailyLoss: 1.01 },
      'risk.dailyLoss: expected a fraction above 0 and up to 1, or none (an amount of money is maxDailyLoss), was 1.01',
    ],
    [{ drawdown: 0 }, 'risk.drawdown: expected a fraction above 0'],
    [{ gross: '0.5' }, 'risk.gross: expected a fraction above 0'],
    [{ maxExposure: '500' }, 'risk.maxExposure: expected an amount of account currency'],
    [{ maxDrawdown: Number.POSITIVE_INFINITY }, 'risk.maxDrawdown: expected an amount'],
    [{ collar: 1 }, 'risk.collar: expected a fraction above 0 and up to 0.99, or none, was 1'],
    [{ orderVolume: '5%' }, 'risk.orderVolume: expected a fraction above 0 and up to 1, or none, was "5%"'],
    [{ confidence: 1 }, 'risk.confidence: expected a confidence between 0.5 and 1, was 1'],
    [{ confidence: 0.5 }, 'risk.confidence: expected a confidence'],
    [{ confidence: '0.9' }, 'risk.confidence: expected a confidence'],
    [{ ordersPerMinute: 0 }, 'risk.ordersPerMinute: expected a whole number from 1 to 1000000, or none, was 0'],
    [{ ordersPerMinute: 1.5 }, 'risk.ordersPerMinute: expected a whole number'],
    [{ ordersPerMinute: 1_000_001 }, 'risk.ordersPerMinute: expected a whole number'],
    [{ ordersPerMinute: '9' }, 'risk.ordersPerMinute: expected a whole number'],
    [{ duplicateWithin: 1 }, "risk.duplicateWithin: expected a duration such as '1s', or none, was 1"],
    [{ duplicateWithin: 'soon' }, 'risk.duplicateWithin: expected a duration'],
    [{ maxLoss: 3 }, 'risk.maxLoss: unknown limit; expected one of position, gross'],
  ])('refuse %j with the key, the value and what was expected', (overrides, message) => {
    expect(() => resolveLimits('moderate', overrides)).toThrow(message);
    expect(() => resolveLimits('moderate', overrides)).toThrow(Fault);
    expect(() => resolveLimits('moderate', overrides)).toThrow(expect.objectContaining({ kind: 'config' }));
  });

  it('may lie at the edges of what is expected', () => {
    const edges = {
      position: 100,
      dailyLoss: 1,
      orderVolume: 1,
      collar: 0.99,
      ordersPerMinute: 1_000_000,
      maxBucket: 1,
    };
    expect(resolveLimits('moderate', edges)).toMatchObject({
      position: { ratio: 100 },
      dailyLoss: { ratio: 1 },
      orderVolume: 1,
      collar: 0.99,
      ordersPerMinute: 1_000_000,
      bucket: { amount: 1 },
    });
  });

  it('are known by every key that is named to people, and by no other', () => {
    for (const key of LIMIT_KEYS) {
      expect(() => resolveLimits('moderate', { [key]: key === 'confidence' ? 0.9 : 'none' })).not.toThrow();
    }
    expect(new Set(LIMIT_KEYS).size).toBe(17);
  });

  it('in money do not need an equity', () => {
    const { position, gross } = resolveLimits('moderate', { maxPosition: 5_000 });
    expect([amountOf(position, Number.NaN), amountOf(position, -1)]).toEqual([5_000, 5_000]);
    expect(amountOf(gross, Number.NaN)).toBeNaN();
  });

  it('name the profiles when the profile is unknown', () => {
    expect(() => resolveLimits('brave')).toThrow(
      'risk.profile: expected one of conservative, moderate, aggressive, unlimited, was brave',
    );
    expect(() => resolveLimits('toString')).toThrow(expect.objectContaining({ kind: 'config' }));
  });

  it('forgive a billionth and nothing more; what is not known lies outside', () => {
    expect(within(0.1 * 3, 0.3)).toBe(true);
    expect(within(30_000.0001, 30_000)).toBe(false);
    expect(within(-1, -2)).toBe(false);
    expect(within(Number.NaN, 1)).toBe(false);
    expect(within(1, Number.NaN)).toBe(false);
    expect(within(Number.NaN, Number.POSITIVE_INFINITY)).toBe(true);
  });
});

describe('the risk section of a run file', () => {
  const rest = { accountType: 'margin', seed: 3 } as const;

  it('is moderate, historical and resumes after 20 sessions unless it says otherwise', () => {
    expect(resolveRisk({}, rest)).toEqual({
      limits: PROFILES.moderate,
      accountType: 'margin',
      valueAtRiskMethod: 'historical',
      resumeAfter: 20,
      seed: 3,
      agents: {},
    });
    const own = { a: { position: 0.1 } };
    expect(
      resolveRisk(
        { resumeAfter: 'never', valueAtRiskMethod: 'filtered', profile: 'aggressive', gross: 2 },
        { ...rest, agents: own },
      ),
    ).toEqual({
      limits: { ...PROFILES.aggressive, gross: { ratio: 2, amount: Number.POSITIVE_INFINITY } },
      accountType: 'margin',
      valueAtRiskMethod: 'filtered',
      resumeAfter: Number.POSITIVE_INFINITY,
      seed: 3,
      agents: own,
    });
    expect(resolveRisk({ resumeAfter: 1 }, rest).resumeAfter).toBe(1);
  });

  it.each([0, 2.5, '20', null])('refuses %j sessions', (resumeAfter) => {
    expect(() => resolveRisk({ resumeAfter }, rest)).toThrow(
      'risk.resumeAfter: expected a whole number of sessions, 1 or more, or never',
    );
  });

  it('knows the keys of the limits and three of its own', () => {
    expect(RISK_KEYS).toEqual(['profile', 'resumeAfter', 'valueAtRiskMethod', ...LIMIT_KEYS]);
  });

  it('refuses what it does not know as a mistake in the configuration', () => {
    for (const section of [{ resumeAfter: 0 }, { valueAtRiskMethod: 'guess' }]) {
      expect(() => resolveRisk(section, rest)).toThrow(expect.objectContaining({ kind: 'config' }));
    }
  });

  it('refuses an unknown method', () => {
    expect(() => resolveRisk({ valueAtRiskMethod: 'guess' }, rest)).toThrow(
      'risk.valueAtRiskMethod: expected one of historical, normal, cornish-fisher',
    );
  });
});
