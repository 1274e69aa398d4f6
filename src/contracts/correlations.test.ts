import { expect, it } from 'vitest';
import { idOf } from '../core/base/ids.ts';
import type { Account } from '../core/engine/account.ts';
import { Correlations } from './correlations.ts';

function fresh(): Correlations {
  return new Correlations({ instrumentCount: 2, agentCount: 2 } as Account);
}

it('A decision follows the newest intent since the one before it, and else the input that closed the window', () => {
  const threads = fresh();
  threads.begin(3, 'request');
  threads.onIntent(0, 1, idOf(3, 0));
  threads.begin(4, '');
  threads.onIntent(1, 1, idOf(4, 0));
  threads.begin(5, '');
  expect(threads.onDecision(1, idOf(5, 0))).toEqual({ correlationId: 'in-4', causationId: 'i-4.0' });
  threads.begin(9, '');
  expect(threads.onDecision(1, idOf(9, 0))).toEqual({ correlationId: 'in-9', causationId: 'in-9' });
  threads.begin(10, 'another');
  expect(threads.onDecision(0, idOf(10, 0))).toEqual({ correlationId: 'another', causationId: 'in-10' });
});

it('An order that waited keeps the thread of its decision', () => {
  const threads = fresh();
  threads.begin(3, 'request');
  threads.onIntent(0, 0, idOf(3, 0));
  threads.onDecision(0, idOf(3, 0));
  threads.begin(8, '');
  expect(threads.origin(idOf(8, 0), idOf(3, 0), -1, 0)).toEqual({ correlationId: 'request', causationId: 'd-3.0' });
});

it('An ended order is known until 1,024 others have ended; then its own id stands for it', () => {
  const threads = fresh();
  threads.begin(1, 'request');
  for (let k = 0; k <= 1_024; k++) {
    threads.onOrder(idOf(1, k), threads.ofInput());
    threads.onEnd(idOf(1, k));
    threads.onEnd(idOf(1, k));
  }
  expect(threads.ofOrder(idOf(1, 1)).correlationId).toBe('request');
  expect(threads.ofOrder(idOf(1, 0))).toEqual({ correlationId: 'o-1.0', causationId: 'o-1.0' });
  expect(threads.save().orders).toHaveLength(1_024);
});

it('Goes on after a snapshot as if there had been none', () => {
  const threads = fresh();
  threads.begin(3, 'request');
  threads.onIntent(1, 0, idOf(3, 0));
  threads.onDecision(0, idOf(3, 0));
  threads.onOrder(idOf(3, 0), threads.ofDecision(0));
  threads.onOrder(idOf(3, 1), threads.ofDecision(0));
  threads.onEnd(idOf(3, 1));
  const again = fresh();
  again.load(JSON.parse(JSON.stringify(threads.save())));
  expect(again.save()).toEqual(threads.save());
  for (const each of [threads, again]) {
    each.begin(7, '');
    expect(each.ofOrder(idOf(3, 1)).correlationId).toBe('request');
    expect(each.intentOf(1, 0)).toBe(idOf(3, 0));
    expect(each.origin(idOf(7, 0), 0, 1, 0)).toEqual({ correlationId: 'request', causationId: 'i-3.0' });
  }
});
