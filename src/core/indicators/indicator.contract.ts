import { describe, expect, it } from 'vitest';
import { mulberry32, normal } from '../base/random.ts';
import { loadState, type SavedState, saveState } from '../base/state.ts';
import { DAY_US } from '../base/time.ts';
import { Fault } from '../base/fault.ts';
import { constantBars, randomBars } from './bars.twin.ts';
import type { IndicatorBar, IndicatorPage } from './indicator.ts';

/**
 * What every indicator promises, whatever it computes:
 *
 * - nothing for exactly `warmup - 1` updates, then a value at every update;
 * - the same inputs give the same bits, and no later input changes an earlier output;
 * - `last`, where there is one, is what the last update returned;
 * - a view is one object, reused, with the outputs of the page and no others;
 * - wrong parameters are a Fault that names the parameter;
 * - a market that does not move gives finite values;
 * - an input that is not finite (NaN, an infinity) is passed over: `undefined`, and the state is as if it had not come;
 * - saved at any input and loaded into a fresh one, it goes on as if nothing had been;
 * - a hundred thousand steps round a million leave no drift: the value is that of a fresh one over the last inputs.
 *
 * `memory` names the indicators that remember more than their warm-up: how many inputs until what came before has faded
 * below the tolerance, or Infinity where nothing fades (a running total). `tolerance` is relative, 1e-9 unless told.
 */
export function indicatorContract(
  pages: readonly IndicatorPage[],
  memory: Readonly<Record<string, number>> = {},
  tolerance: Readonly<Record<string, number>> = {},
): void {
  it('has names that differ', () => {
    expect(new Set(pages.map((page) => page.name)).size).toBe(pages.length);
    expect(
      Object.keys({ ...memory, ...tolerance }).filter((name) => !pages.some((page) => page.name === name)),
    ).toEqual([]);
  });

  describe.each(pages.map((page) => [page.name, page] as const))('indicator contract: %s', (name, page) => {
    const defaults = page.parameters.map((parameter) => parameter.default);
    const least = page.parameters.map((parameter) =>
      Math.max(parameter.min, parameter.fractional ? parameter.default : 0),
    );
    const sets = [defaults, least].filter((set) => isAccepted(page, set));

    it('has a page that can be read', () => {
      expect(page.title.length).toBeGreaterThan(0);
      expect(page.about.length).toBeGreaterThan(20);
      expect(page.outputs.length).toBeGreaterThan(0);
      expect(isAccepted(page, defaults)).toBe(true);
    });

    it('is honest about its warm-up', () => {
      for (const set of sets) {
        const warmup = page.warmup(...set);
        const outputs = run(page, set, inputsOf(page, warmup + 300));
        expect(outputs.findIndex((output) => output !== undefined) + 1).toBe(warmup);
        expect(outputs.slice(warmup - 1).every((output) => output !== undefined && finite(output))).toBe(true);
      }
    });

    it('gives the same bits for the same inputs', () => {
      const inputs = inputsOf(page, page.warmup(...defaults) + 300);
      expect(bits(run(page, defaults, inputs))).toEqual(bits(run(page, defaults, inputs)));
    });

    it('does not let later inputs change earlier outputs', () => {
      const cut = page.warmup(...defaults) + 100;
      const inputs = inputsOf(page, cut + 100);
      const whole = bits(run(page, defaults, inputs));
      expect(bits(run(page, defaults, inputs.slice(0, cut)))).toEqual(whole.slice(0, cut));
      const altered = [...inputs.slice(0, cut), ...inputsOf(page, 100, 99)];
      expect(bits(run(page, defaults, altered)).slice(0, cut)).toEqual(whole.slice(0, cut));
    });

    it('returns a number, or one view with the outputs of its page', () => {
      const seen = new Set<unknown>();
      const update = updater(page, defaults);
      for (const input of inputsOf(page, page.warmup(...defaults) + 20)) {
        const output = update(input);
        if (output !== undefined) seen.add(output);
      }
      const [first] = seen;
      if (page.outputs.length === 1 && page.outputs[0] === 'value') {
        for (const output of seen) expect(typeof output).toBe('number');
      } else {
        expect(seen.size).toBe(1);
        expect(Object.keys(first as object).sort()).toEqual([...page.outputs].sort());
      }
    });

    it('shows its last value, if it shows one', () => {
      for (const set of sets) {
        const indicator = page.make(...set);
        if (!('last' in indicator)) return;
        expect(indicator.last).toBeNaN();
        const update = feeder(indicator);
        for (const input of inputsOf(page, page.warmup(...set) + 20)) {
          const output = update(input) ?? Number.NaN;
          expect(indicator.last).toBe(output);
        }
      }
    });

    it('refuses wrong parameters and names them', () => {
      page.parameters.forEach((parameter, index) => {
        const wrong = [Number.NaN, Number.POSITIVE_INFINITY, parameter.min - 1];
        if (parameter.fractional !== true) wrong.push(parameter.default + 0.5);
        for (const value of wrong) {
          const set = defaults.with(index, value);
          let fault: unknown;
          try {
            page.make(...set);
          } catch (error) {
            fault = error;
          }
          expect(fault, `${parameter.name} = ${value}`).toBeInstanceOf(Fault);
          expect((fault as Fault).message).toContain(parameter.name);
          expect((fault as Fault).message).toContain(`was ${value}`);
        }
      });
    });

    it('stays finite where nothing moves and where nothing is traded', () => {
      const warmup = page.warmup(...defaults);
      const moved = inputsOf(page, 50);
      for (const still of [constantInputs(page, 2 * warmup + 300, 1000), constantInputs(page, 2 * warmup + 300, 0)]) {
        for (const output of [...run(page, defaults, still), ...run(page, defaults, [...moved, ...still])]) {
          expect(output === undefined || finite(output), `was ${String(output)}`).toBe(true);
        }
      }
    });

    it('passes over an input that is not finite', () => {
      const inputs = inputsOf(page, page.warmup(...defaults) + 100);
      const plain = bits(run(page, defaults, inputs));
      const update = updater(page, defaults);
      const spoilt = inputs.map((input, index) => {
        const bad = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY][index % 3];
        expect(update(spoil(input, bad))).toBeUndefined();
        return copy(update(input));
      });
      expect(bits(spoilt)).toEqual(plain);
    });

    it('goes on after a restart as if there had been none', () => {
      for (const set of sets) {
        const warmup = page.warmup(...set);
        const inputs = inputsOf(page, 2 * warmup + 90);
        const whole = bits(run(page, set, inputs));
        for (const cut of [0, 1, Math.ceil(warmup / 2), warmup, warmup + 1, 2 * warmup + 37]) {
          const before = page.make(...set);
          runOn(before, inputs.slice(0, cut));
          const after = page.make(...set);
          loadState(after, JSON.parse(JSON.stringify(saveState(before))) as SavedState);
          expect(saveState(after)).toEqual(saveState(before));
          const outputs = runOn(after, inputs.slice(cut));
          expect(bits(outputs)).toEqual(whole.slice(cut));
        }
      }
    });

    it('does not drift over a long run', () => {
      const remembered = memory[name] ?? page.warmup(...defaults);
      if (remembered === Number.POSITIVE_INFINITY) return;
      const inputs = inputsOf(page, 100_000, 7, 1e6);
      const update = updater(page, defaults);
      let long: unknown;
      for (const input of inputs) long = update(input);
      const after = values(copy(long));
      const fresh = values(run(page, defaults, inputs.slice(-remembered)).at(-1));
      expect(after.length).toBe(fresh.length);
      after.forEach((value, index) => {
        const error = Math.abs(value - fresh[index]) / Math.max(Math.abs(fresh[index]), Number.MIN_VALUE);
        expect(error, `${page.outputs[index]}: ${value} against ${fresh[index]}`).toBeLessThanOrEqual(
          tolerance[name] ?? 1e-9,
        );
      });
    });
  });
}

type Input = number | IndicatorBar | readonly [number, number];

function isAccepted(page: IndicatorPage, parameters: readonly number[]): boolean {
  try {
    page.make(...parameters);
    return true;
  } catch {
    return false;
  }
}

/** Inputs of the page's kind from one random walk: closes, bars, or two walks that move together in part. */
function inputsOf(page: IndicatorPage, count: number, seed = 1, start = 100): Input[] {
  const bars = randomBars(count, seed, start, start > 1000 ? 1e-4 : 0.01);
  if (page.input === 'bar') return bars;
  if (page.input === 'value') return bars.map((bar) => bar.close);
  const random = mulberry32(seed + 1);
  return bars.map((bar) => [bar.close, 0.5 * bar.close + 0.01 * start * normal(random)] as const);
}

function constantInputs(page: IndicatorPage, count: number, volume: number): Input[] {
  if (page.input === 'bar') return constantBars(count, 100.1, volume);
  return Array.from({ length: count }, () => (page.input === 'value' ? 100.1 : ([100.1, 50.1] as const)));
}

function spoil(input: Input, bad: number): Input {
  if (typeof input === 'number') return bad;
  if (Array.isArray(input)) return [input[0], bad];
  return { tsUs: (input as IndicatorBar).tsUs + DAY_US, open: bad, high: bad, low: bad, close: bad, volume: bad };
}

function updater(page: IndicatorPage, parameters: readonly number[]): (input: Input) => unknown {
  return feeder(page.make(...parameters));
}

function feeder(indicator: ReturnType<IndicatorPage['make']>): (input: Input) => unknown {
  return (input) =>
    Array.isArray(input) ? indicator.update(input[0] as never, input[1]) : indicator.update(input as never);
}

/** All outputs, views copied. */
function run(page: IndicatorPage, parameters: readonly number[], inputs: readonly Input[]): unknown[] {
  return runOn(page.make(...parameters), inputs);
}

function runOn(indicator: ReturnType<IndicatorPage['make']>, inputs: readonly Input[]): unknown[] {
  const update = feeder(indicator);
  return inputs.map((input) => copy(update(input)));
}

function copy(output: unknown): unknown {
  return typeof output === 'object' ? { ...output } : output;
}

function values(output: unknown): number[] {
  return typeof output === 'object' ? (Object.values(output as object) as number[]) : [output as number];
}

function finite(output: unknown): boolean {
  return values(output).every((value) => Number.isFinite(value));
}

/** Numbers as text that tells -0 from 0, so that comparing means comparing bits. */
function bits(outputs: readonly unknown[]): string[] {
  return outputs.map((output) =>
    output === undefined
      ? '-'
      : values(output)
          .map((value) => (Object.is(value, -0) ? '-0' : String(value)))
          .join(' '),
  );
}
