import { describe, expect, it } from 'vitest';
import { Votes } from './votes.ts';

const everywhere = () => true;

describe('Votes', () => {
  it('counts 0 as a vote for flat, and an agent that abstains as asleep', () => {
    const votes = new Votes(2, 1, everywhere);
    votes.cast(0, 0, 0, 1, 10);
    votes.cast(1, 0, Number.NaN, 1, 10);
    expect([0, 1].map((agent) => votes.isAwake(agent, 0, 10))).toEqual([true, false]);
  });

  it('lets agents sleep that never spoke, warm up, are paused or killed', () => {
    const votes = new Votes(5, 2, everywhere);
    for (let agent = 1; agent < 5; agent++) votes.cast(agent, 0, 5, 1, 10);
    votes.setWarming(1, 0, true);
    votes.setPaused(2, true);
    votes.setKilled(3, 0, true);
    expect([0, 1, 2, 3, 4].map((agent) => votes.isAwake(agent, 0, 10))).toEqual([false, false, false, false, true]);
    votes.setWarming(1, 0, false);
    votes.setPaused(2, false);
    votes.setKilled(3, 0, false);
    expect([1, 2, 3].map((agent) => votes.isAwake(agent, 0, 10))).toEqual([true, true, true]);
  });

  it('counts age from the last handled event, not from the last change of mind', () => {
    const votes = new Votes(1, 1, everywhere, 100);
    votes.cast(0, 0, 5, 1, 0);
    expect(votes.isAwake(0, 0, 100)).toBe(true);
    expect(votes.isAwake(0, 0, 101)).toBe(false);
    votes.handled(0, 90);
    expect(votes.isAwake(0, 0, 190)).toBe(true);
    votes.handled(0, 50);
    expect(votes.isAwake(0, 0, 190)).toBe(true);
  });

  it('tells a change from a restatement, which only refreshes the age', () => {
    const votes = new Votes(1, 1, everywhere, 100);
    expect(votes.cast(0, 0, 5, 0.8, 0)).toBe(true);
    expect(votes.cast(0, 0, 5, 0.3, 60)).toBe(false);
    expect(votes.confidences[0]).toBe(0.8);
    expect(votes.isAwake(0, 0, 160)).toBe(true);
    expect(votes.cast(0, 0, Number.NaN, 1, 160)).toBe(true);
    expect(votes.cast(0, 0, Number.NaN, 1, 161)).toBe(false);
    expect(votes.cast(0, 0, -0, 1, 161)).toBe(true);
    expect(votes.cast(0, 0, 0, 1, 161)).toBe(false);
  });

  it('halves a weight with each half-life of age', () => {
    const votes = new Votes(1, 1, everywhere, Infinity, 100);
    votes.cast(0, 0, 5, 1, 0);
    expect([0, 100, 300].map((now) => votes.freshness(0, now))).toEqual([1, 0.5, 0.125]);
  });

  it('refuses what is no vote', () => {
    const votes = new Votes(1, 2, (_, instrument) => instrument === 0);
    expect(() => votes.cast(0, 1, 5, 1, 0)).toThrow('assigned');
    expect(() => votes.cast(0, 0, 0.5, 1, 0)).toThrow('whole');
    expect(() => votes.cast(0, 0, 1e18, 1, 0)).toThrow('whole');
    expect(() => votes.cast(0, 0, 5, 1.1, 0)).toThrow('0..1');
    expect(() => votes.cast(0, 0, 5, Number.NaN, 0)).toThrow('0..1');
  });
});
