import { Fault } from '../core/base/fault.ts';
import { Chain, readLink } from './chain.ts';
import { isSignedBy, noteIn, type PublicKey, readCheckpoint, readPublicKey, type TreeHead } from './checkpoint.ts';
import { Frontier, leafHash, same } from './merkle.ts';
import { type Item, type Source, sourceOf } from './verify-source.ts';

/**
 * Verifies an audit folder or an export from its bytes alone. It shares with what writes them the hashes (merkle.ts, chain.ts),
 * the checkpoint's form (checkpoint.ts) and the reading of lines (lines.ts), and nothing else.
 *
 * Each record must say the next number and the hash of the record before; hash to what the stored tree says; and, at every
 * checkpoint, give the signed root. So whatever was changed is found at the first record where it shows.
 */
export interface VerifyOptions {
  /** The public key that was kept apart. Without it the log's own is used, which shows consistency, not authorship. */
  readonly key?: string;
  /** A checkpoint of this log that was kept apart. Only it can show that a whole history was replaced or rolled back. */
  readonly checkpoint?: string;
  /** The log is being written: records behind the last checkpoint are no failure, and not part of what is verified. */
  readonly running?: boolean;
}

/** What is wrong. `record`: changed; `sequence`: missing, added or moved; `cut`: ends too early. */
export const Finding = {
  record: 'record',
  sequence: 'sequence',
  chain: 'chain',
  tree: 'tree',
  cut: 'cut',
  unsigned: 'unsigned',
  signature: 'signature',
  history: 'history',
  rollback: 'rollback',
  form: 'form',
} as const;
export type Finding = (typeof Finding)[keyof typeof Finding];

export interface Verdict {
  readonly ok: boolean;
  /** Records that were read and found right. */
  readonly records: number;
  /** Records that the newest right checkpoint covers. */
  readonly signed: number;
  readonly checkpoints: number;
  readonly origin: string;
  /** Root of the tree at the newest right checkpoint, in hex. */
  readonly root: string;
  readonly key: string;
  /** The key was given, not taken from the log. */
  readonly provesAuthorship: boolean;
  readonly finding?: Finding;
  /** One sentence: where, and what. */
  readonly message: string;
  /** Of the first that is wrong: its number, its file, and its bytes there (an archive's: in what it unpacks to). */
  readonly record?: number;
  readonly path?: string;
  readonly fromByte?: number;
  readonly toByte?: number;
}

class Wrong extends Error {
  readonly finding: Finding;
  readonly item: Item | undefined;
  readonly record: number | undefined;

  constructor(finding: Finding, message: string, item?: Item, record?: number) {
    super(message);
    this.finding = finding;
    this.item = item;
    this.record = record;
  }
}

export function verify(path: string, options: VerifyOptions = {}): Verdict {
  const chain = new Chain();
  const state = { chain, tree: new Frontier(), signed: 0, checkpoints: 0, origin: '', root: '', key: '' };
  const wrong = attempt(chain, () => {
    const source = sourceOf(path);
    if (source === undefined)
      throw new Wrong(Finding.form, `${path}: expected the folder of a session, its audit folder, or an export of it`);
    try {
      verifySource(source, options, state);
    } finally {
      source.close();
    }
  });
  const { signed, checkpoints, origin, root, key } = state;
  const provesAuthorship = options.key !== undefined;
  const common = { records: chain.size, signed, checkpoints, origin, root, key, provesAuthorship };
  if (wrong === undefined) return { ok: true, ...common, message: goodNews(common) };
  const { finding, item, record } = wrong;
  const place =
    item === undefined
      ? {}
      : { path: item.path, fromByte: item.offset, toByte: item.offset + item.bytes.length + (item.whole ? 1 : 0) };
  const where = item === undefined ? '' : `${item.path}, bytes ${place.fromByte} to ${place.toByte}: `;
  return { ok: false, ...common, finding, message: where + wrong.message, record, ...place };
}

function attempt(chain: Chain, run: () => void): Wrong | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof Wrong) return error;
    // An archive that does not unpack.
    if (error instanceof Fault) return new Wrong(Finding.form, error.message, undefined, chain.size + 1);
    throw error;
  }
}

function goodNews(found: Pick<Verdict, 'records' | 'signed' | 'checkpoints' | 'provesAuthorship'>): string {
  const unsigned = found.records - found.signed;
  const rest = unsigned === 0 ? '' : `; ${unsigned} more are not signed yet and not vouched for`;
  const key = found.provesAuthorship
    ? 'signed by the given key'
    : "signed by the log's own key: this proves consistency, not authorship; give the key that you keep with --key";
  return `${found.signed} records are whole and unchanged, under ${found.checkpoints} checkpoints${rest}; ${key}`;
}

interface State {
  readonly chain: Chain;
  readonly tree: Frontier;
  signed: number;
  checkpoints: number;
  origin: string;
  root: string;
  key: string;
}

function verifySource(source: Source, options: VerifyOptions, state: State): void {
  const { chain, tree } = state;
  state.key = (options.key ?? source.ownKey()).trim();
  const key = readPublicKey(state.key);
  if (key === undefined) throw new Wrong(Finding.form, `expected a public key, was '${state.key}'`);
  const pinned = options.checkpoint === undefined ? undefined : pinnedHead(options.checkpoint, key);
  comparePinned(pinned, tree);
  let before: Item | undefined;
  for (const item of source.items) {
    if (item.kind === 'checkpoint') {
      verifyCheckpoint(item, key, pinned, state);
      continue;
    }
    verifyRecord(item, before, source, chain, tree);
    comparePinned(pinned, tree, item);
    before = item;
  }
  if (pinned !== undefined && pinned.size > tree.size)
    throw new Wrong(
      Finding.rollback,
      `the checkpoint that was kept covers ${pinned.size} records, the log ends at record ${tree.size}: it was rolled back`,
      undefined,
      tree.size + 1,
    );
  if (state.signed < chain.size && options.running !== true)
    throw new Wrong(
      Finding.unsigned,
      `records ${state.signed + 1} to ${chain.size} follow the last checkpoint: nobody signed them (a session that runs or was killed has such records until it goes on; --running leaves them out)`,
      before,
      state.signed + 1,
    );
}

function verifyRecord(item: Item, before: Item | undefined, source: Source, chain: Chain, tree: Frontier): void {
  const number = chain.size + 1;
  if (!item.whole) throw new Wrong(Finding.cut, `record ${number} is cut off`, item, number);
  const hash = leafHash(item.bytes);
  const stored = source.leaf(chain.size);
  const link = readLink(item.bytes);
  if (link === undefined) throw new Wrong(Finding.record, `record ${number} is no record any more`, item, number);
  if (link.sequence !== number)
    throw new Wrong(
      Finding.sequence,
      `record ${number} should stand here, and record ${link.sequence} does`,
      item,
      number,
    );
  if (stored !== undefined && !same(stored, hash))
    throw new Wrong(
      Finding.record,
      `record ${number} is not the one that the tree has: one of the two was changed`,
      item,
      number,
    );
  if (link.prev !== chain.head) {
    // Without a tree to ask, the record before is the likelier one: a link is changed only to hide something.
    if (stored === undefined && before !== undefined)
      throw new Wrong(
        Finding.record,
        `record ${number - 1} is not the one that record ${number} was written after`,
        before,
        number - 1,
      );
    throw new Wrong(Finding.chain, `record ${number} was written after another record ${number - 1}`, item, number);
  }
  tree.add(chain.take(item.bytes));
}

function verifyCheckpoint(item: Item, key: PublicKey, pinned: TreeHead | undefined, state: State): void {
  const note = item.whole ? noteIn(item.bytes) : undefined;
  const head = note === undefined ? undefined : readCheckpoint(note);
  if (note === undefined || head === undefined) throw new Wrong(Finding.form, 'expected a checkpoint', item);
  if (!isSignedBy(note, key))
    throw new Wrong(
      Finding.signature,
      `the checkpoint of ${head.size} records is not signed by ${key.name}'s key`,
      item,
    );
  if (state.origin === '') state.origin = head.origin;
  const origin = pinned?.origin ?? state.origin;
  if (head.origin !== origin)
    throw new Wrong(Finding.history, `the checkpoint is of the log ${head.origin}, expected ${origin}`, item);
  const { tree } = state;
  if (head.size > tree.size)
    throw new Wrong(
      Finding.cut,
      `the checkpoint covers ${head.size} records, the log ends at record ${tree.size}: its end is gone`,
      item,
      tree.size + 1,
    );
  if (head.size !== tree.size || head.size < state.signed)
    throw new Wrong(Finding.form, `the checkpoint of ${head.size} records does not stand behind them`, item);
  if (!same(head.root, tree.root()))
    throw new Wrong(
      Finding.history,
      `the records fit each other, and are not the ${head.size} that were signed: the history was replaced from record ${state.signed + 1} on`,
      item,
      state.signed + 1,
    );
  state.signed = head.size;
  state.root = head.root.toString('hex');
  state.checkpoints += 1;
}

function pinnedHead(note: string, key: PublicKey): TreeHead {
  const head = readCheckpoint(note);
  if (head === undefined) throw new Wrong(Finding.form, 'the checkpoint that was kept is none');
  if (!isSignedBy(note, key))
    throw new Wrong(
      Finding.signature,
      `the checkpoint that was kept is not signed by ${key.name}'s key: log and checkpoint are of two writers`,
    );
  return head;
}

/** Of equal size and unequal root: two histories were signed. */
function comparePinned(pinned: TreeHead | undefined, tree: Frontier, item?: Item): void {
  if (pinned === undefined || pinned.size !== tree.size || same(pinned.root, tree.root())) return;
  throw new Wrong(
    Finding.history,
    `the first ${tree.size} records are not those of the checkpoint that was kept: this is another history`,
    item,
  );
}
