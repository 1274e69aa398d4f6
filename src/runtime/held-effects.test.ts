import { describe, expect, it } from 'vitest';
import { type Effects, HeldEffects } from './held-effects.ts';

function of(sequence: number): Effects {
  const caused = { sequence, messages: [], timesUs: [] };
  return { sequence, errands: [], signal: undefined, caused, journey: undefined };
}

function holding(...sequences: number[]): { held: HeldEffects; sent: number[] } {
  const sent: number[] = [];
  const held = new HeldEffects(({ sequence }) => sent.push(sequence));
  for (const sequence of sequences) held.hold(of(sequence));
  return { held, sent };
}

describe('Held effects', () => {
  it('leave with the sync of their cause, in order, and not before', () => {
    const { held, sent } = holding(3, 5, 8);
    held.release(4);
    expect(sent).toEqual([3]);
    held.release(7);
    expect(sent).toEqual([3, 5]);
    held.release(8);
    expect(sent).toEqual([3, 5, 8]);
    expect(held.count).toBe(0);
  });

  it('tell who waits when what was held then has left, whatever came after it', async () => {
    const { held, sent } = holding(3);
    const left = held.sent();
    held.hold(of(4));
    held.release(3);
    await left;
    expect(sent).toEqual([3]);
    held.release(4);
    expect(held.sent()).toBeUndefined();
  });

  it('never leave once there is no sync any more, and tell so to whoever waits, then and later', async () => {
    const { held, sent } = holding(3);
    const left = held.sent();
    held.fail(new Error('the disk is full'));
    await expect(left).rejects.toThrow('the disk is full');
    await expect(held.sent()).rejects.toThrow('the disk is full');
    held.hold(of(4));
    held.release(9);
    expect(sent).toEqual([]);
  });

  it('may be added to while they leave', () => {
    const sent: number[] = [];
    const held = new HeldEffects(({ sequence }) => {
      sent.push(sequence);
      if (sequence === 1) held.hold(of(2));
    });
    held.hold(of(1));
    held.release(1);
    expect([sent, held.count]).toEqual([[1], 1]);
  });
});
