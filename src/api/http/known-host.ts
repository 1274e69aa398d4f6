import { isIP } from 'node:net';
import { Fault } from '../../core/base/fault.ts';

/** Where requests may be sent to and from, by name. */
export interface HostPolicy {
  /** Names in `Host` besides those of this machine's loopback; without a port. */
  readonly hosts: readonly string[];
  /** Pages that may call from a browser: `https://dash.example.com`. */
  readonly origins: readonly string[];
}

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

export function isLoopback(address: string): boolean {
  const plain = plainAddress(address);
  return plain === 'localhost' || plain === '::1' || /^127\.\d+\.\d+\.\d+$/.test(plain);
}

/** An IPv4 address that came in over IPv6 is told as IPv4. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

/**
 * Why a request is not for us, if it is not: a page that has its name point at this machine (DNS rebinding) names itself in
 * `Host`, and a page elsewhere names itself in `Origin`.
 */
export function hostProblem(
  host: string | undefined,
  origin: string | undefined,
  policy: HostPolicy,
): string | undefined {
  const name = host?.replace(/:\d*$/, '').toLowerCase();
  if (name === undefined || name === '') return 'Host: expected one';
  if (!LOOPBACK_NAMES.has(name) && !policy.hosts.includes(name)) return 'Host: expected the name of this server';
  if (origin !== undefined && !policy.origins.includes(origin)) return 'Origin: expected a page that may call here';
  return undefined;
}

/** Anyone on the network can read what is not encrypted, tokens too: off this machine there is TLS, or a word that it is meant. */
export function assertSafeBinding(address: string, encrypted: boolean, plaintextAllowed: boolean): void {
  if (isIP(address) === 0 && address !== 'localhost')
    throw new Fault('config', `api.host: expected an IP address or localhost, was '${address}'`);
  if (!isLoopback(address) && !encrypted && !plaintextAllowed)
    throw new Fault(
      'config',
      `api.host: '${address}' can be reached from elsewhere: expected api.tls with a key and a certificate, or api.plaintext: true`,
    );
}
