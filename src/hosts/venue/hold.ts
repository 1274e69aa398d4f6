import { createHash } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { platform } from 'node:process';
import { Fault } from '../../core/base/fault.ts';

/** One process per folder, for as long as it lives: a listening socket, which the system takes back when the process ends. */
export async function holdFolder(folder: string): Promise<Server> {
  const address = addressOf(folder);
  try {
    return await listen(address);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
  }
  // A name in a folder stays behind when its process is killed; one without a file does not.
  if (address.startsWith('\0') || (await isAnswered(address)))
    throw new Fault('world', `${folder}: in use by another process`);
  rmSync(address, { force: true });
  return listen(address);
}

/** Whether a process holds the folder now. */
export function isHeld(folder: string): Promise<boolean> {
  return isAnswered(addressOf(folder));
}

function addressOf(folder: string): string {
  const real = realpathSync(folder);
  const name = `conclave-${createHash('sha256').update(real).digest('hex').slice(0, 24)}`;
  if (platform === 'linux') return `\0${name}`;
  return platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(real, 'held');
}

function listen(address: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(address, () => resolve(server.unref()));
  });
}

function isAnswered(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
