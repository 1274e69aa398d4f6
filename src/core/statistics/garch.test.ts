import { describe, expect, it } from 'vitest';
import { expectClose, expectPrinted } from '../../../test/fixtures/close.ts';
import quant from '../../../test/fixtures/quant.json' with { type: 'json' };
import { S } from '../../../test/fixtures/series.ts';
import { fitGarch, garchForecast, garchLogLikelihood, garchVariances, longRunVariance } from './garch.ts';

const model = { omega: 1e-6, alpha: 0.08, beta: 0.9 };
const { C } = quant.vol;
const logReturns = C.slice(1).map((close, i) => Math.log(close / C[i]));

/** The series of the reference fit: 100·√σ²·z with σ² from the model and z = S(11, 2000, 1). */
function simulated(): Float64Array {
  let variance = longRunVariance(model);
  return S(11, 2000, 1).map((z) => {
    const value = Math.sqrt(variance) * z;
    variance = model.omega + model.alpha * value * value + model.beta * variance;
    return 100 * value;
  });
}

describe('GARCH(1,1)', () => {
  it('the variance after the last return equals the reference', () => {
    const variances = garchVariances(model, logReturns);
    expect(variances).toHaveLength(10);
    expect(variances[0]).toBeCloseTo(5e-5, 15);
    expectClose(variances[9], quant.vol['garch(1e-6,.08,.9,init uncond)_next_var']);
  });

  it('forecasts return to the long run', () => {
    const next = 2e-4;
    expectClose(garchForecast(model, next, 1), next);
    expectClose(garchForecast(model, next, 2), model.omega + 0.98 * next);
    expectClose(garchForecast(model, next, 5_000), longRunVariance(model));
    expect(() => longRunVariance({ omega: 1, alpha: 0.5, beta: 0.5 })).toThrow('stationary');
  });

  it('the fit is that of the reference: 2 % on the parameters, its likelihood to the printed digits', () => {
    const returns = simulated();
    const fit = fitGarch(returns);
    expect(fit).toBeDefined();
    if (fit === undefined) return;
    expect(fit.converged).toBe(true);
    expect(Math.abs(fit.omega / 0.0061901 - 1)).toBeLessThan(0.02);
    expect(Math.abs(fit.alpha / 0.0762777 - 1)).toBeLessThan(0.02);
    expect(Math.abs(fit.beta / 0.9124735 - 1)).toBeLessThan(0.02);
    expectPrinted(fit.logLikelihood, '-1988.2133');
    const square = returns.reduce((sum, value) => sum + value * value, 0) / returns.length;
    expectClose(garchLogLikelihood(fit, returns, square), fit.logLikelihood);
  });

  it('the units of the returns do not matter', () => {
    const returns = simulated();
    const fit = fitGarch(returns);
    const scaled = fitGarch(returns.map((value) => value / 1024));
    expect(scaled?.alpha).toBeCloseTo(fit?.alpha ?? Number.NaN, 6);
    expect((scaled?.omega ?? Number.NaN) * 1024 ** 2).toBeCloseTo(fit?.omega ?? Number.NaN, 6);
  });

  it('has nothing to fit to too few returns, to none that move, or to a hole', () => {
    expect(fitGarch(S(1, 49))).toBeUndefined();
    expect(fitGarch(new Float64Array(100))).toBeUndefined();
    expect(fitGarch([...S(1, 60), Number.NaN])).toBeUndefined();
    expect(garchLogLikelihood({ omega: 0, alpha: 0, beta: 0 }, [1, 1], 1)).toBe(Number.NEGATIVE_INFINITY);
  });
});
