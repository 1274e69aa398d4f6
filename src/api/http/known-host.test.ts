import { describe, expect, it } from 'vitest';
import { assertSafeBinding, hostProblem, isLoopback, plainAddress } from './known-host.ts';

const policy = { hosts: ['hooks.example.com'], origins: ['https://dash.example.com'] };

describe('a request', () => {
  it.each(['localhost', 'LOCALHOST:80', '127.0.0.1:1', '[::1]:8080', 'hooks.example.com', 'hooks.example.com:443'])(
    'to %s is for us',
    (host) => {
      expect(hostProblem(host, undefined, policy)).toBeUndefined();
    },
  );

  it.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '192.168.1.2',
    'localhost@evil.example',
  ])('to %s is not', (host) => {
    expect(hostProblem(host, undefined, policy)).toMatch(/^Host/);
  });

  it('of a page is taken from those named only', () => {
    expect(hostProblem('localhost', 'https://dash.example.com', policy)).toBeUndefined();
    for (const origin of ['null', 'https://evil.example', 'http://dash.example.com', 'http://localhost'])
      expect(hostProblem('localhost', origin, policy)).toMatch(/^Origin/);
  });
});

describe('an address', () => {
  it.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost', '::ffff:127.0.0.1'])('%s is this machine', (address) => {
    expect(isLoopback(address)).toBe(true);
    assertSafeBinding(address, false, false);
  });

  it.each(['0.0.0.0', '::', '192.168.1.2', '10.0.0.1'])(
    '%s needs TLS, or the word that it may do without',
    (address) => {
      expect(() => assertSafeBinding(address, false, false)).toThrow(/api.tls/);
      assertSafeBinding(address, true, false);
      assertSafeBinding(address, false, true);
    },
  );

  it('is an address', () => {
    expect(() => assertSafeBinding('example.com', true, true)).toThrow(/expected an IP address/);
    expect(plainAddress('::ffff:10.0.0.1')).toBe('10.0.0.1');
    expect(plainAddress('::1')).toBe('::1');
  });
});
