import { z } from 'zod';
import { name, section } from './section.ts';

const SPEED = "expected a factor above 0, or 'max'";
const speed = z
  .union([z.literal('max'), z.number()], { error: SPEED })
  .refine((factor) => factor === 'max' || factor > 0, { error: SPEED })
  .meta({ anyOf: [{ const: 'max' }, { type: 'number', exclusiveMinimum: 0 }] });

const SHORT = 'expected replay, replay:PATH, replay:PATH@SPEED, csv:PATH, synthetic or none';

const blocks = z.discriminatedUnion(
  'source',
  [
    section({
      source: z.literal('replay'),
      path: name.optional().describe('a file of ticks; without it the bars and recorded markets under data'),
      speed: speed.default(1).describe('times as fast as it was; max: as fast as it goes'),
    }),
    section({
      source: z.literal('synthetic'),
      ticksPerSecond: z.number().positive().max(100_000).default(50).describe('over all instruments'),
    }),
    section({ source: z.literal('csv'), path: name.describe('a file that grows: what is added to it is a tick') }),
    section({ source: z.literal('none') }),
  ],
  { error: SHORT },
);

type FeedBlock = z.input<typeof blocks>;

const { $schema: _dialect, ...blocksSchema } = z.toJSONSchema(blocks, { io: 'input' });

/**
 * `live.feed`: where market data comes from, as a block or in short: `replay`, `replay:ticks.csv@10`, `replay:@max`,
 * `csv:ticks.csv`, `synthetic`, `none`.
 */
export const feedSection = z
  .union([z.string(), z.looseObject({})], { error: 'expected a source of market data' })
  .transform((written, context): z.output<typeof blocks> => {
    const block = typeof written === 'string' ? feedOfText(written) : written;
    const read = blocks.safeParse(block ?? written);
    if (read.success) return read.data;
    if (typeof written === 'string')
      context.addIssue({ code: 'custom', message: block === undefined ? SHORT : read.error.issues[0].message });
    else
      for (const issue of read.error.issues)
        context.addIssue({ ...issue, input: written } as Parameters<typeof context.addIssue>[0]);
    return z.NEVER;
  })
  .meta({ anyOf: [{ type: 'string' }, blocksSchema] });

/** The block that a short form stands for; undefined when it is none. */
function feedOfText(text: string): FeedBlock | undefined {
  if (text === 'synthetic' || text === 'none') return { source: text };
  if (text.startsWith('csv:') && text.length > 4) return { source: 'csv', path: text.slice(4) };
  const match = /^replay(?::([^@]*))?(?:@(max|\d+(?:\.\d+)?))?$/s.exec(text);
  if (match === null) return undefined;
  const [, path, factor] = match;
  return {
    source: 'replay',
    ...(path === undefined || path === '' ? {} : { path }),
    ...(factor === undefined ? {} : { speed: factor === 'max' ? factor : Number(factor) }),
  };
}
