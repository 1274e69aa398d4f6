import { describe, expect, it } from 'vitest';
import { addressList, readWebhookSources } from './webhook-source.ts';

const SECRET = 'a-secret-that-is-long-enough';
const source = { name: 'desk', secrets: [SECRET], agentId: 'signals' };

describe('the sources of a configuration', () => {
  it('have their defaults', () => {
    expect(readWebhookSources([source])).toMatchObject([
      { kind: 'signed', instruments: {}, addresses: [], rate: { perSecond: 10, burst: 20 } },
    ]);
    expect(readWebhookSources([{ ...source, kind: 'tradingview' }])[0].addresses).toHaveLength(4);
  });

  it.each([
    [{ ...source, name: 'Desk/..' }, 'api.webhooks[0].name: expected small letters'],
    [{ ...source, secrets: [] }, 'api.webhooks[0].secrets'],
    [{ ...source, secrets: ['short-secret'] }, 'api.webhooks[0].secrets.0: expected 16 characters or more'],
    [{ ...source, quantity: 'NaN' }, 'api.webhooks[0].quantity: expected a decimal text'],
    [{ ...source, addresses: ['localhost'] }, 'api.webhooks[0].addresses.0: expected an IP address'],
    [{ ...source, addresses: ['10.0.0.0/33'] }, 'api.webhooks[0].addresses.0'],
    [{ ...source, colour: 'red' }, 'api.webhooks[0]'],
  ])('name the field that is wrong: %#', (given, message) => {
    expect(() => readWebhookSources([given])).toThrow(message);
    expect(() => readWebhookSources([given])).not.toThrow('short-secret');
  });

  it('have names that differ', () => {
    expect(() => readWebhookSources([source, source])).toThrow("'desk' is there twice");
  });
});

it('addresses and networks are found, however they are written', () => {
  const list = addressList(['52.89.214.238', '10.0.0.0/8', '2001:db8::/32']);
  for (const address of ['52.89.214.238', '::ffff:52.89.214.238', '10.255.0.1', '2001:db8::1'])
    expect(list.has(address)).toBe(true);
  for (const address of ['52.89.214.239', '11.0.0.1', '2001:db9::1', '', 'localhost', '10.0.0.1, 1.1.1.1'])
    expect(list.has(address)).toBe(false);
});
