import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { BrokerReport } from '../broker.ts';
import { type DryRequest, DryRunBroker } from './broker.ts';

describe('A dry run', () => {
  it('builds and signs every order, hands it to the log, and rejects it in the numbered stream', async () => {
    const requests: DryRequest[] = [];
    const reports: BrokerReport[] = [];
    const broker = new DryRunBroker((request) => requests.push(request));
    const listener = { onConnected() {}, onDisconnected() {}, onMarketConfirmed() {}, onGarbage() {} };
    await broker.connect({ ...listener, onReport: (report) => reports.push(report) }, 7);
    const order = {
      clientOrderId: 'o-3.0',
      tsUs: 5,
      terms: { instrument: 2, side: 1, lots: 4, type: 'market', timeInForce: 'DAY' } as const,
      owners: ['x'],
    };
    expect(await broker.submit(order)).toEqual({ outcome: 'reject', reason: 'dry-run', reported: true });
    expect((await broker.cancel('o-3.0', 6)).outcome).toBe('reject');
    expect(reports).toMatchObject([
      { number: 8, kind: 'rejected', clientOrderId: 'o-3.0', instrument: 2, tsUs: 5, reason: 'dry-run' },
      { number: 9, kind: 'cancel-rejected', reason: 'unknown-order' },
    ]);
    expect(requests).toEqual([
      {
        clientOrderId: 'o-3.0',
        body: JSON.stringify(order),
        signature: createHash('sha256').update(JSON.stringify(order)).digest('hex'),
      },
    ]);
  });
});
