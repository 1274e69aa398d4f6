import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { parseRunFile } from '../config/read-run-file.ts';
import { sweepDefaults } from '../config/sweep-section.ts';
import { axesOf } from './axes.ts';
import { swingingRun } from './sweep-file.twin.ts';

const { folder, put } = temporaryFolder();

async function axes(section: string, strategy = 'ema-cross') {
  const file = parseRunFile(swingingRun(strategy, section), 'run.yaml');
  return axesOf(file, file.sweep ?? sweepDefaults(), folder);
}

const mine = (schema: string): string => `import { defineStrategy } from 'conclave';
import { z } from 'zod';
export default defineStrategy({ name: 'mine', version: '1.0.0', params: ${schema}, create: () => ({}) });
`;

describe('what is searched', () => {
  it('is what strategies mark, where nothing is named', async () => {
    expect((await axes('')).map(({ key }) => key)).toEqual(['trend.fast', 'trend.slow']);
  });

  it('is what the section names and nothing else, marks by name', async () => {
    expect(await axes('sweep: { agents: { trend: { slow: marked, short: [true, false] } } }')).toEqual([
      { key: 'trend.short', values: [true, false] },
      { key: 'trend.slow', values: [20, 40, 60, 80, 100, 120, 140, 160, 180, 200] },
    ]);
  });

  it('may be marked with choices and with a log scale', async () => {
    put(
      'scales.ts',
      mine(`z.object({
      rate: z.number().positive().default(1).meta({ sweep: { from: 0.01, to: 1, count: 3, scale: 'log' } }),
      kind: z.enum(['a', 'b']).default('a').meta({ sweep: ['a', 'b'] }),
    })`),
    );
    expect(await axes('', './scales.ts')).toEqual([
      { key: 'trend.kind', values: ['a', 'b'] },
      { key: 'trend.rate', values: [0.01, 0.1, 1] },
    ]);
  });

  it.each([
    [
      '{ trent: {} }',
      "sweep.agents.trent: expected the id of an agent, one of trend, was 'trent'; did you mean 'trend'?",
    ],
    ['{ trend: { fats: [1] } }', "sweep.agents.trend.fats: unknown parameter 'fats'; did you mean 'fast'?"],
    ['{ trend: { fast: { from: 0, to: 10, step: 5 } } }', 'sweep.agents.trend.fast: expected a number > 0, was 0'],
    ['{ trend: { fast: [2.5] } }', 'sweep.agents.trend.fast: expected a whole number, was 2.5'],
    [
      '{ trend: { fraction: marked } }',
      "sweep.agents.trend.fraction: expected a range, since 'ema-cross' does not mark",
    ],
    ['{ trend: {} }', 'sweep.agents: expected at least one parameter to search, there is none'],
  ])('is refused as %s, by its name', async (agents, message) => {
    await expect(axes(`sweep: { agents: ${agents} }`)).rejects.toThrow(message);
  });

  it('is refused where a mark is wrong, by the name of its strategy', async () => {
    put('wrong.ts', mine('z.object({ size: z.int().default(1).meta({ sweep: { from: 5, to: 1, step: 1 } }) })'));
    await expect(axes('', './wrong.ts')).rejects.toThrow(
      "strategy 'mine': size.sweep.to: expected a value above from, 5, was 1",
    );
  });
});
