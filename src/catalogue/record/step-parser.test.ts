import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecimal, parseDecimal, stepsOf } from '../../core/base/decimal.ts';
import { CoarsestStep, StepParser } from './step-parser.ts';

const parser = (step: string) => new StepParser(parseDecimal(step)!);

describe('a text as steps', () => {
  it.each([
    ['0.1', '61800.20', 618_002],
    ['0.10', '61800.2', 618_002],
    ['0.001', '0.000', 0],
    ['0.25', '4100.75', 16_403],
    ['5', '61805', 12_361],
    ['0.00000001', '0.00001234', 1_234],
    ['1', '1234567890123456.000', 1_234_567_890_123_456],
    ['0.1', '1e3', 10_000],
    ['0.1', '-0.5', -5],
  ])('of %s: %s', (step, text, steps) => expect(parser(step).parse(text)).toBe(steps));

  it.each([
    ['0.1', '61800.25'],
    ['0.25', '0.3'],
    ['5', '61801'],
    ['0.1', ''],
    ['0.1', '.'],
    ['0.1', 'abc'],
    ['0.1', '1.2.3'],
    ['0.1', 'NaN'],
    ['0.00000001', '123456789012.00000000'],
  ])('of %s is none: %s', (step, text) => expect(parser(step).parse(text)).toBeNaN());

  it('is that of exact decimals, whatever is written', () => {
    const number = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 16n }), fc.integer({ min: 0, max: 9 }));
    const step = fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 8 }));
    fc.assert(
      fc.property(number, step, ([units, scale], [stepUnits, stepScale]) => {
        const text = formatDecimal(units, scale);
        const exact = stepsOf(parseDecimal(text)!, { units: BigInt(stepUnits), scale: stepScale });
        const expected = exact === undefined || !Number.isSafeInteger(Number(exact)) ? Number.NaN : Number(exact);
        expect(new StepParser({ units: BigInt(stepUnits), scale: stepScale }).parse(text)).toBe(expected);
      }),
    );
  });
});

describe('the coarsest step', () => {
  it('is the power of ten that holds all, at most 1', () => {
    const seen = new CoarsestStep(8);
    seen.see(0);
    expect(seen.step).toEqual({ units: 1n, scale: 0 });
    seen.see(618_002_000_000_000);
    expect(seen.step).toEqual({ units: 1n, scale: 0 });
    seen.see(10_000_000);
    seen.see(250_000_000);
    expect(seen.step).toEqual({ units: 1n, scale: 1 });
    seen.see(1);
    expect([seen.step, seen.stepsEach]).toEqual([{ units: 1n, scale: 8 }, 1]);
  });
});
