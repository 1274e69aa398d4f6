import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../core/base/fault.ts';
import type { Signer } from './checkpoint.ts';

/** What the signatures of one installation are signed as. */
const KEY_NAME = 'conclave-audit';
const FILE = 'audit.pem';

/**
 * The installation's signing key: `keys/audit.pem` under the given home, made on first use, readable by its owner alone. It never
 * lies in a session's folder, so whoever can rewrite a session cannot sign what they wrote. A key that others may read, or that
 * is no Ed25519 key, is a fault: its signatures would prove nothing.
 */
export function keyFileSigner(home: string): Signer {
  const folder = join(home, 'keys');
  const path = join(folder, FILE);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (statSync(path, { throwIfNoEntry: false }) === undefined) makeKey(path);
  const mode = statSync(path).mode & 0o777;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw new Fault(
      'config',
      `${path}: expected a key that only its owner can read (mode 600), was ${mode.toString(8)}`,
    );
  return signerOf(readKey(path), KEY_NAME);
}

/** Should another process make one meanwhile, the first to be linked is the key of both. */
function makeKey(path: string): void {
  const draft = `${path}.${process.pid}`;
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(draft, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}

function readKey(path: string): KeyObject {
  return keyOf(readFileSync(path), path);
}

/** `where` is what a message calls it: the key itself is in none. */
function keyOf(pem: string | Buffer, where: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Whatever is wrong with it, it is no key.
  }
  throw new Fault('config', `${where}: expected a private Ed25519 key as PEM`);
}

/** A signer of a key from elsewhere: a file of one's own, a variable that a secret store has filled. */
export function pemSigner(pem: string, where: string): Signer {
  return signerOf(keyOf(pem, where), KEY_NAME);
}

/** A signer of a private key in memory, under a name without blanks or plus signs. */
export function signerOf(key: KeyObject, name: string): Signer {
  const { x } = key.export({ format: 'jwk' });
  const bytes = Buffer.from(String(x), 'base64url');
  return { publicKey: { name, bytes }, sign: (message) => sign(null, message, key) };
}
