import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { isSignedBy, publicKeyText, readCheckpoint, readPublicKey, signCheckpoint } from './checkpoint.ts';
import { keyFileSigner, signerOf } from './keys.ts';

/** The published example of the note format (golang.org/x/mod/sumdb/note). */
const VKEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const SEED = 'AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const NOTE = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;
const HEAD = { origin: 'conclave/quick', size: 70_000, root: Buffer.alloc(32, 7) };

describe('A signed note', () => {
  it('of another implementation is verified, and no changed one is', () => {
    const key = readPublicKey(VKEY)!;
    expect(publicKeyText(key)).toBe(VKEY);
    expect(isSignedBy(NOTE, key)).toBe(true);
    expect(isSignedBy(NOTE.replace('answer', 'cause'), key)).toBe(false);
    expect(isSignedBy(NOTE.replace('PeterNeumann x08', 'PeterPan x08'), key)).toBe(false);
    expect(isSignedBy(NOTE.replace('x08go', 'x08gp'), key)).toBe(false);
  });

  it('is made as another implementation makes it', () => {
    const seed = Buffer.from(SEED, 'base64').subarray(1);
    const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
    const signer = signerOf(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }), 'PeterNeumann');
    expect(publicKeyText(signer.publicKey)).toBe(VKEY);
    const text = NOTE.slice(0, NOTE.indexOf('\n\n') + 1);
    expect((signer.sign(Buffer.from(text)) as Buffer).toString('base64')).toBe(
      Buffer.from(NOTE.split(' ').at(-1)!, 'base64').subarray(4).toString('base64'),
    );
  });
});

describe('A checkpoint', () => {
  it('has one text: bits of base64 that stand for nothing are not free to change', async () => {
    const signer = signerOf(generateKeyPairSync('ed25519').privateKey, 'desk');
    const note = await signCheckpoint(HEAD, signer);
    const nextLetter = (found: string) => `${String.fromCharCode(found.charCodeAt(0) + 1)}=`;
    const otherSignature = note.replace(/.=(?=\n$)/, nextLetter);
    expect(otherSignature).not.toBe(note);
    expect(Buffer.from(otherSignature.split(' ')[2], 'base64')).toEqual(Buffer.from(note.split(' ')[2], 'base64'));
    expect([note, otherSignature].map((each) => isSignedBy(each, signer.publicKey))).toEqual([true, false]);
    expect(readCheckpoint(note.replace(/.=(?=\n\n)/, nextLetter))).toBeUndefined();
  });

  it('says origin, size and root, and comes back as it went', async () => {
    const signer = signerOf(generateKeyPairSync('ed25519').privateKey, 'desk');
    const note = await signCheckpoint(HEAD, signer);
    expect(note.split('\n').slice(0, 4)).toEqual(['conclave/quick', '70000', HEAD.root.toString('base64'), '']);
    expect(readCheckpoint(note)).toEqual(HEAD);
    expect(isSignedBy(note, signer.publicKey)).toBe(true);
    expect(isSignedBy(note.replace('70000', '70001'), signer.publicKey)).toBe(false);
  });

  it.each(['', 'a\nb\nc\n', 'o\n01\nAAAA\n\n— n s\n', 'o\n1\nshort=\n\n— n s\n', `o\n1\n${'A'.repeat(43)}=\n`])(
    'is not read from %j',
    (note) => expect(readCheckpoint(note)).toBeUndefined(),
  );

  it.each([VKEY.replace('c74f20a3', 'c74f20a4'), VKEY.replace('+ARpc', '+AhpcX'), 'PeterNeumann', ''])(
    'has no key %j',
    (text) => expect(readPublicKey(text)).toBeUndefined(),
  );
});

describe('The key file', () => {
  const { folder } = temporaryFolder();

  it('is made once, for its owner alone', () => {
    const first = keyFileSigner(folder);
    const again = keyFileSigner(folder);
    expect(statSync(join(folder, 'keys', 'audit.pem')).mode & 0o777).toBe(0o600);
    expect(again.publicKey).toEqual(first.publicKey);
  });

  it('that others may read, or that is none, is refused', () => {
    const path = join(folder, 'keys', 'audit.pem');
    const pem = readFileSync(path);
    chmodSync(path, 0o644);
    expect(() => keyFileSigner(folder)).toThrow(/mode 600\), was 644/);
    chmodSync(path, 0o600);
    writeFileSync(path, 'not a key');
    expect(() => keyFileSigner(folder)).toThrow(/expected a private Ed25519 key/);
    writeFileSync(path, pem);
  });
});
