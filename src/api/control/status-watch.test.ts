import { describe, expect, it } from 'vitest';
import { settled, VirtualClock } from '../../telemetry/virtual-clock.twin.ts';
import { StatusWatch } from './status-watch.ts';

const signal = new AbortController().signal;

describe('a watch', () => {
  it('looks once an interval for everybody, and not at all while nobody watches', async () => {
    const clock = new VirtualClock();
    let looks = 0;
    const watch = new StatusWatch(async () => (looks += 1), clock, 100);
    expect(clock.waiting).toBe(0);
    const readers = [watch.states(signal), watch.states(signal)];
    expect(await Promise.all(readers.map((reader) => reader.next()))).toMatchObject([{ value: 1 }, { value: 1 }]);
    await clock.advance(250);
    expect(looks).toBe(3);
    expect((await readers[0].next()).value).toBe(3);
    for (const reader of readers) await reader.return(undefined);
    await clock.advance(1_000);
    expect([looks, clock.waiting]).toEqual([3, 0]);
  });

  it('ends with the error of a look, and begins anew for whoever comes later', async () => {
    let away = true;
    const look = async () => {
      if (away) throw new Error('away');
      return 1;
    };
    const watch = new StatusWatch(look, new VirtualClock(), 100);
    await expect(watch.states(signal).next()).rejects.toThrow('away');
    away = false;
    expect((await watch.states(signal).next()).value).toBe(1);
  });

  it('takes a bounded number of watchers', async () => {
    const watch = new StatusWatch(async () => 1, new VirtualClock(), 100);
    const readers = Array.from({ length: 64 }, () => watch.states(signal));
    await Promise.all(readers.map((reader) => reader.next()));
    await expect(watch.states(signal).next()).rejects.toMatchObject({ code: 'GW_RATE_LIMITED' });
    await readers[0].return(undefined);
    expect((await watch.states(signal).next()).done).toBe(false);
  });

  it('that is closed ends its readers', async () => {
    const clock = new VirtualClock();
    const watch = new StatusWatch(async () => 1, clock, 100);
    const reader = watch.states(signal);
    await reader.next();
    const next = reader.next();
    watch.close();
    expect((await next).done).toBe(true);
    await settled();
    expect(clock.waiting).toBe(0);
    await expect(watch.states(signal).next()).rejects.toMatchObject({ code: 'GW_UNAVAILABLE' });
  });
});
