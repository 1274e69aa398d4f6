import { describe, expect, it } from 'vitest';
import { settled } from '../../telemetry/virtual-clock.twin.ts';
import { Journal } from '../../journal/journal.ts';
import { MemoryDisk } from '../../journal/memory-disk.twin.ts';
import { plainSpec } from './paper-rig.twin.ts';
import { type FromVenue, PROTOCOL_VERSION, readFromVenue } from '../../brokers/paper/protocol.ts';
import { VenueService } from './service.ts';

const TOKEN = 'a token of a test';
const order = {
  clientOrderId: 'o-1.0',
  tsUs: 1,
  terms: { instrument: 0, side: 1, lots: 1, type: 'limit', limitTicks: 10, timeInForce: 'GTC' },
  owners: [],
};

async function venue() {
  const disk = new MemoryDisk();
  const journal = await Journal.open('venue/journal', { disk });
  const service = new VenueService({ spec: plainSpec, journal, token: TOKEN });
  const heard: string[] = [];
  const end = service.accept({
    send(text) {
      heard.push((readFromVenue(text) as FromVenue).kind);
      return true;
    },
    close() {},
    backlogBytes: 0,
  });
  const say = (message: object): void => end.onMessage(JSON.stringify(message));
  say({ kind: 'hello', version: PROTOCOL_VERSION, token: TOKEN, role: 'trader', fence: 0, after: 0 });
  await settled();
  return { disk, journal, heard, say };
}

describe('What a venue says', () => {
  it('waits for the sync of what caused it, answers to questions behind it too', async () => {
    const { disk, heard, say } = await venue();
    let release = (): void => {};
    disk.duringSync = () => new Promise((resolve) => (release = resolve));
    say({ kind: 'submit', request: 1, order });
    say({ kind: 'query', request: 2, clientOrderId: 'o-1.0' });
    await settled();
    expect(heard).toEqual(['welcome']);
    release();
    await settled();
    expect(heard).toEqual(['welcome', 'report', 'ack', 'standing']);
  });

  it('is never said when the disk is full, and nothing more is taken', async () => {
    const { disk, journal, heard, say } = await venue();
    disk.fail = { operation: 'fdatasync', code: 'ENOSPC', after: 0 };
    say({ kind: 'submit', request: 1, order });
    await settled();
    expect(journal.fault?.exitCode).toBe(4);
    say({ kind: 'submit', request: 2, order: { ...order, clientOrderId: 'o-2.0' } });
    await settled();
    expect(heard).toEqual(['welcome']);
  });

  it('is a refusal for whoever has no token, no hello, or another role', async () => {
    const { heard, say } = await venue();
    say({ kind: 'desk', request: 1, action: { do: 'vanish', clientOrderId: 'o-1.0' } });
    say({ kind: 'submit', request: 1, order: { ...order, terms: { ...order.terms, lots: 0.5 } } });
    await settled();
    expect(heard).toEqual(['welcome', 'refused', 'refused']);
  });
});
