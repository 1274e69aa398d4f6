import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { HOUR_US } from '../core/base/time.ts';
import { calendarOf } from '../core/market/calendars.ts';
import { flat, play, scripted } from '../core/engine/scenario.twin.ts';
import { dayOf } from './scenario-view.ts';

describe('the walk', () => {
  it('passes over missing bars: what waits is filled at the next open there is', () => {
    const story = play({
      instruments: { A: { bars: [...flat(100), null, null, ...flat([103, 104])] } },
      agents: { x: { 1: (ctx) => ctx.target('A', 5) } },
    });
    expect(story.fills).toEqual(['A +5 @ 103 on 3']);
    expect(story.run.driver.bars).toBe(2);
  });

  it('bars of several lengths meet at their own times', () => {
    const seen: string[] = [];
    const watch = scripted((bar) => seen.push(`${bar.instrument} ${dayOf(bar.tsUs) * 24}`));
    play({
      instruments: {
        A: { bars: flat(1, 1, 1, 1), intervalUs: HOUR_US },
        B: { bars: flat(1, 1), intervalUs: 2 * HOUR_US },
      },
      agents: { x: { strategy: watch } },
    });
    expect(seen).toEqual(['A 1', 'A 2', 'B 2', 'A 3', 'A 4', 'B 4']);
  });

  it('timers fire at their moment, between bars too, the earliest first', () => {
    const seen: string[] = [];
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100, 100) } },
      agents: {
        x: {
          strategy: scripted(
            {
              1: (ctx) => {
                ctx.setTimer('later', ctx.nowUs + 30 * HOUR_US);
                ctx.setTimer('noon', ctx.nowUs + 11 * HOUR_US);
                ctx.setTimer('noon', ctx.nowUs + 12 * HOUR_US);
                ctx.setTimer('past', ctx.nowUs - 5);
              },
            },
            {
              onTimer: ({ name, tsUs }, ctx) => {
                seen.push(`${name} ${Math.round(dayOf(tsUs) * 100) / 100}`);
                if (name === 'noon') ctx.target('A', 1);
              },
            },
          ),
        },
      },
    });
    expect(seen).toEqual(['past 1', 'noon 1.5', 'later 2.25']);
    expect(story.fills).toEqual(['A +1 @ 100 on 2']);
  });

  it('daily equity is taken at the exchange’s close, and at midnight as soon as one instrument never closes', () => {
    // Three sessions of New York from Tuesday 2 January 2024, one bar each, and the same beside a coin.
    const bars = [null, null, ...flat(100, 110, 120)];
    const hours = Array.from({ length: 24 * 5 }, (_, k) => {
      const [day, hour] = [Math.floor(k / 24), k % 24];
      return day >= 1 && day <= 3 && hour >= 15 && hour <= 20 ? ([100, 100, 100, 100] as const) : null;
    });
    const closes = (instruments: Parameters<typeof play>[0]['instruments']) => {
      const { sessions } = play({ instruments, agents: { x: {} } }).run.observer.recording;
      return Array.from({ length: sessions.count }, (_, k) => Math.round(dayOf(sessions.closeUs[k]) * 24));
    };
    const listed = { bars: hours, intervalUs: HOUR_US, calendar: calendarOf('XNYS') };
    expect(closes({ S: listed })).toEqual([45, 69, 93]);
    expect(closes({ S: listed, C: { bars } })).toEqual([48, 72, 96, 120]);
  });

  it('rates come before what happens at their moment', () => {
    const seen: number[] = [];
    play({
      instruments: { E: { bars: flat(100, 100, 100), currency: 'EUR' } },
      cash: '1000',
      rates: [
        { tsUs: 1_704_067_200_000_000, currency: 'EUR', rate: 1.5 },
        { tsUs: 1_704_067_200_000_000 + 48 * HOUR_US, currency: 'EUR', rate: 2 },
      ],
      agents: {
        x: {
          1: (ctx) => ctx.targetPercent('E', 0.3),
          2: (ctx) => void seen.push(ctx.equity, ctx.cash, ctx.position('E')),
        },
      },
    });
    // 300 USD are 200 EUR: 2 shares, owed in euros: worth 0 in all whatever the rate.
    expect(seen).toEqual([1_000, 600, 2]);
  });

  it('without a rate a percentage is refused, not guessed', () => {
    const story = play({
      instruments: { E: { bars: flat(100, 100), currency: 'EUR' } },
      agents: { x: { 1: (ctx) => ctx.targetPercent('E', 0.3) } },
    });
    expect(story.view.refusals().map(({ rule }) => rule)).toEqual(['no-price']);
  });
});

describe('the result hash', () => {
  const program = fileURLToPath(new URL('./result-hash.twin.ts', import.meta.url));

  it('is the same in two processes, whatever the order in which instruments and agents are named', () => {
    const run = (order: string) => execFileSync(process.execPath, [program, order], { encoding: 'utf8' }).trim();
    const [one, two] = [run('forward'), run('backward')];
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(two).toBe(one);
  });
});
