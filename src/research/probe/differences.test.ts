import { expect, it } from 'vitest';
import { isNear } from './differences.ts';
import { type Step, StepKind } from './trace.ts';

const step = (lots: number, share = Number.NaN): Step => ({
  ...{ tsUs: 0, kind: StepKind.target, agent: 0, instrument: 0, rest: '' },
  lots,
  share,
});

it('Sizes are near one another within a lot or the tolerance, and never across zero', () => {
  const near = (a: Step, b: Step) => isNear(a, b, 0.02);
  expect(near(step(10), step(11))).toBe(true);
  expect(near(step(1_000), step(1_019))).toBe(true);
  expect(near(step(1_000), step(1_030))).toBe(false);
  expect(near(step(1_000, 0.5), step(2_000, 0.5))).toBe(true);
  expect(near(step(1), step(0))).toBe(false);
  expect(near(step(0), step(-1))).toBe(false);
  expect(near(step(Number.NaN), step(0))).toBe(false);
  expect(near(step(Number.NaN), step(Number.NaN))).toBe(true);
});
