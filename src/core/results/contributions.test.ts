import { describe, expect, it } from 'vitest';
import { addRow } from '../base/columns.ts';
import { activeReturn } from './active-return.ts';
import { agentContributions, instrumentContributions, linkedContributions } from './contributions.ts';
import { Holdings } from './holdings.ts';
import { Recording } from './recording.ts';

/** Two instruments over three sessions: 10 A bought in the first at 100 for a fee of 5, 4 B in the second at 50; A pays 6 in the third. */
function twoInstruments(): Holdings {
  const made = new Holdings(2);
  made.firstValues.set([100, 50]);
  const rows = [
    [110, 10, 1_005, 50, 0, 0],
    [105, 10, 1_005, 55, 4, 200],
    [120, 10, 999, 50, 4, 200],
  ];
  for (const [a, heldA, paidA, b, heldB, paidB] of rows) {
    made.begin();
    made.set(a, heldA, paidA);
    made.set(b, heldB, paidB);
  }
  return made;
}

// 2,000 + 95; − 50 + 20; + 150 + 6 − 20, and 1 of interest.
const EQUITY = [2_095, 2_065, 2_202];
const RETURNS = [95 / 2_000, -30 / 2_095, 137 / 2_065];
const SESSIONS = { startEquity: 2_000, equity: EQUITY, returns: RETURNS };

describe('contributions', () => {
  it('of instruments are what they gained less what was put in, and the rest is cash', () => {
    const [a, b, rest] = instrumentContributions(twoInstruments(), SESSIONS);
    expect(Array.from(a)).toEqual([95 / 2_000, -50 / 2_095, 156 / 2_065]);
    expect(Array.from(b)).toEqual([0, 20 / 2_095, -20 / 2_065]);
    expect(Array.from(rest)).toEqual([0, 0, 1 / 2_065].map((value) => expect.closeTo(value, 15)));
  });

  it('add up to the total return when they are linked', () => {
    const columns = instrumentContributions(twoInstruments(), SESSIONS);
    const linked = linkedContributions(columns, RETURNS) ?? [];
    expect(linked.reduce((sum, value) => sum + value, 0)).toBeCloseTo(2_202 / 2_000 - 1, 14);
  });

  it('of agents are the changes of their profits, and the rest is the house', () => {
    const { agentSessions } = new Recording();
    for (const profit of [60, 30, 40, 25, 140, 60]) agentSessions.profit[addRow(agentSessions)] = profit;
    const [first, second, house] = agentContributions({ agentSessions }, 2, SESSIONS);
    expect(Array.from(first)).toEqual([60 / 2_000, -20 / 2_095, 100 / 2_065]);
    expect(Array.from(second)).toEqual([30 / 2_000, -5 / 2_095, 35 / 2_065]);
    expect(house[0]).toBeCloseTo(5 / 2_000, 15);
  });
});

describe('the active return', () => {
  it('adds up over groups and trading, each instrument a group of its own without selection', () => {
    const active = activeReturn(twoInstruments(), SESSIONS, ['A', 'B']);
    expect(active?.totalReturn).toBeCloseTo(2_202 / 2_000 - 1, 14);
    // Equal parts, made equal again: A 10 %, −4.54 %, 14.29 %; B 0, 10 %, −9.09 %.
    const benchmark = [(110 / 100 - 1) / 2, (105 / 110 - 1 + 0.1) / 2, (120 / 105 - 1 + 50 / 55 - 1) / 2];
    expect(active?.benchmarkReturn).toBeCloseTo(benchmark.reduce((level, r) => level * (1 + r), 1) - 1, 14);
    const groups = active?.groups ?? [];
    expect(groups.map(({ group }) => group)).toEqual(['A', 'B', 'cash']);
    for (const { selection, interaction } of groups) {
      expect(selection).toBeCloseTo(0, 14);
      expect(interaction).toBeCloseTo(0, 14);
    }
    const effects = groups.reduce((sum, each) => sum + each.allocation + each.selection + each.interaction, 0);
    expect(effects + (active?.trading ?? 0)).toBeCloseTo(active?.active ?? 0, 14);
    expect(groups[0].weight).toBeCloseTo((1_100 / 2_095 + 1_050 / 2_065) / 3, 14);
    expect(groups[0].benchmarkWeight).toBeCloseTo(0.5, 14);
  });

  it('has selection where a group holds more than one', () => {
    const active = activeReturn(twoInstruments(), SESSIONS, ['all', 'all']);
    const [all, cash] = active?.groups ?? [];
    expect(all.selection).not.toBeCloseTo(0, 4);
    expect(all.allocation).toBeCloseTo(0, 14);
    const effects = all.selection + all.interaction + all.allocation + cash.allocation;
    expect(effects + (active?.trading ?? 0)).toBeCloseTo(active?.active ?? 0, 14);
  });

  it('of the benchmark itself, held without costs, is nothing', () => {
    const made = new Holdings(1);
    made.firstValues.set([100]);
    for (const [value, paid] of [
      [100, 1_000],
      [110, 1_000],
      [99, 1_000],
    ]) {
      made.begin();
      made.set(value, 10, paid);
    }
    const sessions = { startEquity: 1_000, equity: [1_000, 1_100, 990], returns: [0, 0.1, -0.1] };
    const active = activeReturn(made, sessions, ['A']);
    expect(active?.active).toBeCloseTo(0, 14);
    expect(active?.trading).toBeCloseTo(0, 14);
  });
});
