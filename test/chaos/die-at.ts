import { appendFileSync, existsSync } from 'node:fs';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import process from 'node:process';

/**
 * Preloaded (`node --import`) into a process that is to die, it ends it by SIGKILL at one exact step: the nth time that something
 * is done to a file, or to a frame on a socket. Where `mark` exists already it does nothing, so that who is started again lives.
 */
export interface Death {
  /** What the path of the file matches, or the text that passes on the socket. */
  readonly match: string;
  readonly op: 'write' | 'sync' | 'rename' | 'send' | 'hear';
  /** `half`: a write that got only so far. */
  readonly when: 'before' | 'half' | 'after';
  /** From 1. */
  readonly nth: number;
  /** Written right before the end: proof that the step was reached. */
  readonly mark: string;
}

type Sync = (descriptor: number, done: (error: Error | null) => void) => void;

function arm({ match, op, when, nth, mark }: Death): void {
  const pattern = new RegExp(match);
  const paths = new Map<number, string>();
  let count = 0;

  const isDue = (what: string): boolean => pattern.test(what) && ++count === nth;
  const die = (): void => {
    appendFileSync(mark, `${op} ${when} ${nth}\n`);
    process.kill(process.pid, 'SIGKILL');
  };

  const { openSync, closeSync, writeSync, fdatasync, fsync, renameSync } = fs;
  fs.openSync = (path, ...rest) => {
    const descriptor = openSync(path, ...rest);
    paths.set(descriptor, String(path));
    return descriptor;
  };
  fs.closeSync = (descriptor) => {
    paths.delete(descriptor);
    closeSync(descriptor);
  };
  if (op === 'write')
    fs.writeSync = ((descriptor: number, bytes: Uint8Array, ...rest: []) => {
      if (!isDue(paths.get(descriptor) ?? '')) return writeSync(descriptor, bytes, ...rest);
      if (when === 'before') die();
      const written = writeSync(descriptor, when === 'half' ? bytes.subarray(0, bytes.length >> 1) : bytes, ...rest);
      die();
      return written;
    }) as typeof writeSync;
  if (op === 'sync') {
    const dying =
      (sync: Sync): Sync =>
      (descriptor, done) => {
        const due = isDue(paths.get(descriptor) ?? '');
        if (due && when === 'before') die();
        sync(descriptor, (error) => {
          if (due) die();
          done(error);
        });
      };
    fs.fdatasync = dying(fdatasync) as typeof fdatasync;
    fs.fsync = dying(fsync) as typeof fsync;
  }
  if (op === 'rename')
    fs.renameSync = (from, to) => {
      const due = isDue(String(to));
      if (due && when === 'before') die();
      renameSync(from, to);
      if (due) die();
    };
  syncBuiltinESMExports();
  const socket = net.Socket.prototype;
  if (op === 'send') {
    const { write } = socket;
    socket.write = function (this: net.Socket, bytes: Uint8Array | string, ...rest: []): boolean {
      const due = isDue(Buffer.from(bytes as string).toString('utf8'));
      if (due && when === 'before') die();
      const more = write.call(this, bytes, ...rest);
      // Written to a local socket that is not full, it is with the other end.
      if (due) die();
      return more;
    } as typeof write;
  }
  if (op === 'hear') {
    const { emit } = socket;
    socket.emit = function (this: net.Socket, name: string, ...rest: unknown[]): boolean {
      if (name === 'data' && isDue(String(rest[0]))) die();
      return (emit as (name: string, ...rest: unknown[]) => boolean).call(this, name, ...rest);
    } as typeof emit;
  }
}

const written = process.env.CONCLAVE_DEATH;
if (written !== undefined) {
  const death = JSON.parse(written) as Death;
  if (!existsSync(death.mark)) arm(death);
}
