import { describe, expect, it } from 'vitest';
import { DAY_US } from '../base/time.ts';
import { flat, play } from './scenario.twin.ts';

describe('a decision window', () => {
  const agents = {
    x: { 'A 1': (ctx: { target(instrument: string, lots: number): void }) => ctx.target('A', 10) },
    y: { 'A 2': (ctx: { target(instrument: string, lots: number): void }) => ctx.target('A', 20) },
  };
  const bars = { A: { bars: flat(100, 100, 100, 100, 100, 100) } };

  it('closes with its instant by default: the first vote is decided alone', () => {
    const story = play({ instruments: bars, agents, consensus: { method: 'confidence-weighted' } });
    expect(story.fills).toEqual(['A +10 @ 100 on 1', 'A +5 @ 100 on 2']);
  });

  it('of two days opens with the first changed vote and decides once, with what has come meanwhile', () => {
    const story = play({
      instruments: bars,
      agents,
      consensus: { method: 'confidence-weighted', windowUs: 2 * DAY_US },
    });
    expect(story.fills).toEqual(['A +15 @ 100 on 3']);
  });
});
