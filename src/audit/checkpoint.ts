import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto';

/**
 * A signed tree head as a C2SP checkpoint (c2sp.org/tlog-checkpoint): the lines origin, size, base64 root; an empty line; and
 * signature lines `— name base64(4 bytes of key hash, 64 bytes of Ed25519)` over everything up to and with the empty line's
 * predecessor (c2sp.org/signed-note).
 */
export interface TreeHead {
  /** Which log this is. */
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

/** A key that signs checkpoints. Another signer (a token, a service) can stand in for a key file. */
export interface Signer {
  readonly publicKey: PublicKey;
  /** Ed25519 over the message, 64 bytes. */
  sign(message: Buffer): Buffer | Promise<Buffer>;
}

export interface PublicKey {
  readonly name: string;
  /** The 32 raw bytes. */
  readonly bytes: Buffer;
}

const ALGORITHM_ED25519 = 1;
const ID_BYTES = 4;
const SIGNATURE_BYTES = 64;
/** What stands before the 32 bytes of an Ed25519 key in SubjectPublicKeyInfo (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** The first four bytes of SHA-256(name, line feed, algorithm, key). */
function keyId({ name, bytes }: PublicKey): Buffer {
  const typed = Buffer.concat([Buffer.from(`${name}\n`), Buffer.from([ALGORITHM_ED25519]), bytes]);
  return hash('sha256', typed, 'buffer').subarray(0, ID_BYTES);
}

/** `name+hex key hash+base64(algorithm, key)`: the text form of a public key. */
export function publicKeyText(key: PublicKey): string {
  const typed = Buffer.concat([Buffer.from([ALGORITHM_ED25519]), key.bytes]);
  return `${key.name}+${keyId(key).toString('hex')}+${typed.toString('base64')}`;
}

/** Undefined for a text that is no Ed25519 key of this form, or whose key hash is another's. */
export function readPublicKey(text: string): PublicKey | undefined {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text.trim());
  if (match === null) return undefined;
  const typed = fromBase64(match[3]);
  if (typed === undefined) return undefined;
  const key = { name: match[1], bytes: typed.subarray(1) };
  return typed[0] === ALGORITHM_ED25519 && keyId(key).toString('hex') === match[2] ? key : undefined;
}

function bodyOf({ origin, size, root }: TreeHead): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

/** The note, signed. The caller owes an origin of one line that is not empty. */
export async function signCheckpoint(head: TreeHead, signer: Signer): Promise<string> {
  const body = bodyOf(head);
  const signature = await signer.sign(Buffer.from(body));
  const signed = Buffer.concat([keyId(signer.publicKey), signature]).toString('base64');
  return `${body}\n\u2014 ${signer.publicKey.name} ${signed}\n`;
}

/** What a note says, whoever signed it; undefined where it is no checkpoint. */
export function readCheckpoint(note: string): TreeHead | undefined {
  const match = /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*\n(?:\u2014 [^\n]+\n)+$/.exec(note);
  if (match === null || !Number.isSafeInteger(Number(match[2]))) return undefined;
  const root = fromBase64(match[3]);
  return root === undefined ? undefined : { origin: match[1], size: Number(match[2]), root };
}

/** Undefined where it is not the one text of its bytes: its last letter has bits that stand for nothing, and must be 0. */
function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** Is one of the note's signatures this key's, and right? */
export function isSignedBy(note: string, key: PublicKey): boolean {
  const end = note.lastIndexOf('\n\n');
  if (end < 0) return false;
  const body = Buffer.from(note.slice(0, end + 1));
  const id = keyId(key);
  for (const line of note.slice(end + 2).split('\n')) {
    const [dash, name, text = ''] = line.split(' ');
    const signature = fromBase64(text);
    if (dash !== '\u2014' || name !== key.name || signature?.length !== ID_BYTES + SIGNATURE_BYTES) continue;
    if (!signature.subarray(0, ID_BYTES).equals(id)) continue;
    if (verify(null, body, keyObject(key), signature.subarray(ID_BYTES))) return true;
  }
  return false;
}

const keyObjects = new WeakMap<PublicKey, KeyObject>();

function keyObject(key: PublicKey): KeyObject {
  let object = keyObjects.get(key);
  if (object === undefined) {
    object = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, key.bytes]), format: 'der', type: 'spki' });
    keyObjects.set(key, object);
  }
  return object;
}

/** A checkpoint as files and exports hold it: a line of JSON. */
export function checkpointLine(note: string): Buffer {
  return Buffer.from(`${JSON.stringify({ checkpoint: note })}\n`);
}

/** The note of such a line; undefined where it is none. */
export function noteIn(line: Buffer): string | undefined {
  try {
    const { checkpoint } = JSON.parse(line.toString('utf8'));
    return typeof checkpoint === 'string' ? checkpoint : undefined;
  } catch {
    return undefined;
  }
}
